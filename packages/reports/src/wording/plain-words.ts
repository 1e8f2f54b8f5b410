import type { PointScores, ScaleScores, SplitTable } from "@lstm-predict/evaluation";
import { type BinomialShare, wilsonInterval } from "@lstm-predict/metrics";
import { days, fixed, percent } from "./format.ts";

/** Below this p a difference is taken for more than chance. */
export const SIGNIFICANT = 0.05;

const NAIVE = '"tomorrow = today"';

/** What the model can and cannot do on a symbol, in two sentences that its scores of the test span speak. */
export function plainWords(symbol: string, { model, drift }: SplitTable): [close: string, size: string] {
  return [aboutTheClose(symbol, model, drift), aboutTheSize(model)];
}

function aboutTheClose(symbol: string, model: PointScores, drift: PointScores): string {
  const { mase, diebold, n } = model;
  if (!Number.isFinite(mase)) {
    return `Nothing can be said of its forecasts of where ${symbol} closes next: the price did not move in the ${days(n)} of the test.`;
  }
  const significant = diebold.p < SIGNIFICANT;
  const chance = `${significant ? "" : "no "}more than chance explains (p ${pValue(diebold.p)})`;
  const error = `its mean error was ${compareErrors(mase)}${Number.isFinite(diebold.p) ? `, ${chance}` : ""}`;
  const evidence = `over ${days(n)} of test ${error}${direction(model, drift)}`;
  if (significant && mase > 1)
    return `Do not use it to tell where ${symbol} closes next, ${NAIVE} does better: ${evidence}.`;
  if (significant && mase < 1) return `It can tell a little about where ${symbol} closes next: ${evidence}.`;
  return `It cannot tell where ${symbol} closes next any better than ${NAIVE} does: ${evidence}.`;
}

function compareErrors(mase: number): string {
  if (mase >= 2) return `${fixed(mase, 1)} times as large`;
  const difference = percent(Math.abs(mase - 1), 2);
  return difference === "0.00 %" ? "the same" : `${difference} ${mase < 1 ? "smaller" : "larger"}`;
}

/** Where prices mostly rise, saying "up" every day beats a coin as well. */
function direction(model: PointScores, drift: PointScores): string {
  const [lower, upper] = model.directionInterval;
  if (!Number.isFinite(lower)) return "";
  const right = `, and the direction was right on ${percent(model.directionalAccuracy)} of the days`;
  if (upper < 0.5) return `${right}, less often than a coin`;
  if (lower <= 0.5) return `${right}, as a coin might have it`;
  return model.directionalAccuracy > drift.directionalAccuracy
    ? `${right}, more often than a coin or drift`
    : `${right}, more often than a coin but no more often than drift, which says the same every day`;
}

function aboutTheSize({ intervals, relative, n }: ScaleScores): string {
  const { coverage, width } = intervals["90"]!;
  const chance = wilsonInterval(Math.round(coverage * n), n);
  const held = `its 90 % intervals around the last close, ${fixed(width, 1)} % of it wide, held ${percent(coverage)} of the days`;
  const compared = relative
    ? `; by interval score they were ${than(relative.winklerToConstant, "constant volatility's")} and ${than(relative.winklerToHar, "HAR's")}`
    : "";
  return `${opening(chance, relative)}: ${held}${compared}.`;
}

function opening({ lower, upper }: BinomialShare, relative: ScaleScores["relative"]): string {
  if (upper < 0.9) return "Its error bars were too narrow for what came";
  if (lower > 0.9) return "Its error bars were wider than they had to be";
  if (!relative) return "What it can tell is how far away the close may be";
  if (relative.winklerToConstant >= 1)
    return "Its error bars keep their word but are no sharper than simple ones";
  return "What it can tell is how far away the close may be";
}

function than(ratio: number, what: string): string {
  const difference = percent(Math.abs(ratio - 1));
  return difference === "0.0 %"
    ? `as good as ${what}`
    : `${difference} ${ratio < 1 ? "better" : "worse"} than ${what}`;
}

/** With three digits, or that it is smaller than these show. */
export function pValue(p: number): string {
  return p < 0.001 ? "below 0.001" : fixed(p, 3);
}
