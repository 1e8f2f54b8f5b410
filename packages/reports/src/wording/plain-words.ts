import { type BinomialShare, wilsonInterval } from "@lstm-predict/metrics";
import { compareWithNaive, type ErrorComparison, type ErrorRatio } from "./close.ts";
import { type DirectionJudgement, type DirectionScores, judgeDirection } from "./direction.ts";
import { days, fixed, percent } from "./format.ts";
import { isKnown, type MaybeNumber } from "./numbers.ts";

const NAIVE = '"tomorrow = today"';

/** Scores of the 90 % intervals on a test span. */
export interface IntervalScores {
  /** Share of the closes in the interval. */
  coverage: number;
  /** Mean width, percent of the last close. */
  width: number;
  /** Interval score over that of constant volatility and of HAR; undefined if one of those could not be fitted. */
  relative?: { winklerToConstant: number; winklerToHar: number } | undefined;
}

/** A model's scores on its test span. */
export interface TestScores extends ErrorRatio, DirectionScores {
  /** Days of the test span. */
  days: number;
  intervals: IntervalScores;
}

/** Two sentences: whether the model can forecast the close of `symbol`, and how far away it may be. */
export function plainWords(symbol: string, scores: TestScores): [close: string, size: string] {
  return [aboutTheClose(symbol, scores), aboutTheSize(scores.intervals, scores.days)];
}

function aboutTheClose(symbol: string, scores: TestScores): string {
  const comparison = compareWithNaive(scores);
  if (!comparison)
    return `Nothing can be said of its forecasts of where ${symbol} closes next: the price did not move in the ${days(scores.days)} of the test.`;
  const error = `its mean error was ${compareErrors(comparison)}${chance(comparison, scores.p)}`;
  const evidence = `over ${days(scores.days)} of test ${error}${direction(scores)}`;
  if (comparison.significant && comparison.which === "worse")
    return `Do not use it to tell where ${symbol} closes next, ${NAIVE} does better: ${evidence}.`;
  if (comparison.significant && comparison.which === "better")
    return `It can tell a little about where ${symbol} closes next: ${evidence}.`;
  return `It cannot tell where ${symbol} closes next any better than ${NAIVE} does: ${evidence}.`;
}

function compareErrors({ which, difference, negligible }: ErrorComparison): string {
  if (negligible) return "the same";
  if (which === "worse" && difference >= 1) return `${fixed(1 + difference, 1)} times as large`;
  return `${percent(difference, 2)} ${which === "better" ? "smaller" : "larger"}`;
}

function chance({ significant }: ErrorComparison, p: MaybeNumber): string {
  if (significant === undefined || !isKnown(p)) return "";
  return `, ${significant ? "" : "no "}more than chance explains (p ${pValue(p)})`;
}

/** Compares with drift as well as with a coin: if prices mostly rise, forecasting "up" every day beats a coin. */
function direction(scores: DirectionScores): string {
  const clauses: Record<Exclude<DirectionJudgement, "unknown" | "untested">, string> = {
    worse: "less often than a coin",
    coin: "as a coin might have it",
    drift: "more often than a coin but no more often than drift, which says the same every day",
    better: "more often than a coin or drift",
  };
  const judgement = judgeDirection(scores);
  if (judgement === "unknown" || judgement === "untested") return "";
  return `, and the direction was right on ${percent(scores.accuracy!)} of the days, ${clauses[judgement]}`;
}

function aboutTheSize({ coverage, width, relative }: IntervalScores, n: number): string {
  const chance = wilsonInterval(Math.round(coverage * n), n);
  const held = `its 90 % intervals around the last close, ${fixed(width, 1)} % of it wide, held ${percent(coverage)} of the days`;
  const compared = relative
    ? `; by interval score they were ${than(relative.winklerToConstant, "constant volatility's")} and ${than(relative.winklerToHar, "HAR's")}`
    : "";
  return `${opening(chance, relative)}: ${held}${compared}.`;
}

function opening({ lower, upper }: BinomialShare, relative: IntervalScores["relative"]): string {
  if (upper < 0.9) return "Its error bars were too narrow for what came";
  if (lower > 0.9) return "Its error bars were wider than they had to be";
  if (relative && relative.winklerToConstant >= 1)
    return "Its error bars keep their word but are no sharper than simple ones";
  return "What it can tell is how far away the close may be";
}

function than(ratio: number, what: string): string {
  const difference = percent(Math.abs(ratio - 1));
  return difference === "0.0 %"
    ? `as good as ${what}`
    : `${difference} ${ratio < 1 ? "better" : "worse"} than ${what}`;
}

/** Formats a p-value with three decimals, or as "below 0.001". */
export function pValue(p: number): string {
  return p < 0.001 ? "below 0.001" : fixed(p, 3);
}
