import { LEVELS, type LevelName, levelName } from "@lstm-predict/forecasts";
import {
  dieboldMariano,
  directionalAccuracy,
  mean,
  scoreForecast,
  wilsonInterval,
} from "@lstm-predict/metrics";
import { crpsOf, held, type Outcome, relativeErrorOf, winklerOf } from "./outcome.ts";

/** With fewer settled days than these, of forecasts that do not overlap, scores say nothing about the forecaster. */
export const ENOUGH_DAYS = 20;

/**
 * A smaller relative change of the price is none: dividing by the factor of a split rounds, and MASE would divide by that.
 */
const ROUNDING = 1e-12;

/** Test of equal accuracy (Diebold and Mariano); a negative statistic speaks for the first forecaster. */
export interface Comparison {
  statistic: number | null;
  p: number | null;
}

/** A share of days with its 95 % interval (Wilson); null without days. */
export interface LiveShare {
  right: number;
  trials: number;
  share: number | null;
  lower: number | null;
  upper: number | null;
}

/** Scores of one forecaster's settled days of one symbol and horizon, as a backtest defines them; null: undefined. */
export interface LiveScores {
  /** Settled days. */
  days: number;
  /** Whether these are fewer than 20 times the horizon: too few to tell. */
  tooFew: boolean;
  /** First and last session that settled, YYYY-MM-DD. */
  from: string | null;
  to: string | null;
  /** Mean absolute error over that of the naive forecast on the same days. */
  mase: number | null;
  /** Of the absolute errors beside those of the naive forecast. */
  againstNaive: Comparison;
  direction: LiveShare;
  /** Days with intervals: those of the three below. */
  intervalDays: number;
  coverage: Record<LevelName, LiveShare>;
  /** Mean interval score of the 90 % interval, in percent of the last close. */
  winkler: number | null;
  /** Mean continuous ranked probability score, in percent. */
  crps: number | null;
}

/** Two forecasters on the days that both have forecast. */
export interface SameDays {
  days: number;
  tooFew: boolean;
  mase: { own: number | null; other: number | null };
  winkler: { own: number | null; other: number | null };
  crps: { own: number | null; other: number | null };
  /** Of the interval scores. */
  comparison: Comparison;
}

/**
 * Scores outcomes of one symbol and horizon, one a day, in the order of their days.
 *
 * @example
 * scoreOutcomes(outcomesOf(await readHistory(store, "AAPL", { role: "champion", horizon: 1 }))).mase;
 */
export function scoreOutcomes(outcomes: readonly Outcome[]): LiveScores {
  const days = outcomes.length;
  const horizon = outcomes[0]?.forecast.horizon ?? 1;
  const column = (name: "actual" | "prediction") => Float64Array.from(outcomes, (outcome) => outcome[name]);
  const last = Float64Array.from(outcomes, ({ naive, actual }) =>
    Math.abs(naive / actual - 1) < ROUNDING ? actual : naive,
  );
  const input = { forecast: column("prediction"), actual: column("actual"), last };
  const wide = outcomes.filter(({ intervals }) => intervals !== undefined);
  const coverage = LEVELS.map((level) => {
    const inside = wide.filter((outcome) => held(outcome, level)).length;
    return [levelName(level), shareOf(inside, wide.length, wide.length / horizon)];
  });
  const sessions = outcomes.map(({ session }) => session).sort();
  const { right, trials } = days > 0 ? directionalAccuracy(input) : { right: 0, trials: 0 };
  return {
    days,
    tooFew: days < ENOUGH_DAYS * horizon,
    from: sessions[0] ?? null,
    to: sessions.at(-1) ?? null,
    mase: days > 0 ? orNull(scoreForecast(input).mase) : null,
    againstNaive: compare(outcomes, outcomes, relativeErrorOf, (day) =>
      relativeErrorOf({ ...day, prediction: day.naive }),
    ),
    direction: shareOf(right, trials, trials / horizon),
    intervalDays: wide.length,
    coverage: Object.fromEntries(coverage),
    winkler: orNull(mean(wide.map(winklerOf))),
    crps: orNull(mean(wide.map(crpsOf))),
  };
}

/** Compares two forecasters of one symbol and horizon, one outcome a day each, on the days that both have. */
export function scoreSameDays(outcomes: readonly Outcome[], others: readonly Outcome[]): SameDays {
  const byDay = new Map(others.map((outcome) => [outcome.forecast.asOf, outcome]));
  const own = outcomes.filter(({ forecast }) => byDay.has(forecast.asOf));
  const other = own.map(({ forecast }) => byDay.get(forecast.asOf)!);
  const [a, b] = [scoreOutcomes(own), scoreOutcomes(other)];
  const pair = (name: "mase" | "winkler" | "crps") => ({ own: a[name], other: b[name] });
  const wide = own.flatMap((outcome, k) => (outcome.intervals && other[k]!.intervals ? k : []));
  const part = (all: readonly Outcome[]) => wide.map((k) => all[k]!);
  return {
    days: own.length,
    tooFew: a.tooFew,
    mase: pair("mase"),
    winkler: pair("winkler"),
    crps: pair("crps"),
    comparison: compare(part(own), part(other), winklerOf),
  };
}

/** Forecasts of several sessions overlap: their losses count as correlated up to the horizon. */
function compare(
  own: readonly Outcome[],
  others: readonly Outcome[],
  loss: (outcome: Outcome) => number,
  otherLoss = loss,
): Comparison {
  const horizon = own[0]?.forecast.horizon ?? 1;
  if (own.length < Math.max(2, horizon + 1)) return { statistic: null, p: null };
  const { statistic, pValue } = dieboldMariano(own.map(loss), others.map(otherLoss), { horizon });
  return { statistic: orNull(statistic), p: orNull(pValue) };
}

/**
 * A share of days with its interval.
 *
 * @param independent how many of the trials count for the interval: those that overlap, or are of one session, say the same
 */
export function shareOf(right: number, trials: number, independent: number): LiveShare {
  const share = right / trials;
  const counted = Math.floor(independent);
  const { lower, upper } = wilsonInterval(counted > 0 ? Math.round(share * counted) : 0, counted);
  return { right, trials, share: orNull(share), lower: orNull(lower), upper: orNull(upper) };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
