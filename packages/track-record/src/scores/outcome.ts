import { type IntervalsByLevel, LEVELS, levelName } from "@lstm-predict/forecasts";
import { crpsStudentT, intervalScore } from "@lstm-predict/metrics";
import { returnDensity } from "@lstm-predict/volatility";
import type { RecordedForecast } from "../ledger/forecast.ts";
import type { HistoryEntry } from "../settle/history.ts";

/** A settled forecast on the scale of the bars that settled it, which all days of a symbol share. */
export interface Outcome {
  forecast: RecordedForecast;
  /** Date of the session that came, YYYY-MM-DD. */
  session: string;
  actual: number;
  prediction: number;
  /** The close of the as-of date: the naive forecast. */
  naive: number;
  /** Absent if the forecast has none. */
  intervals?: IntervalsByLevel;
}

/** The level of the interval score and of the monitor. */
const LEVEL = 0.9;
/** The level whose interval has the centre of the law. */
const CENTRED = 0.5;

/** The outcomes of a history, in the order of as-of dates: without open forecasts, and without late ones. */
export function outcomesOf(history: readonly HistoryEntry[]): Outcome[] {
  return history.flatMap(({ forecast, settlement }) => {
    if (!settlement || forecast.late) return [];
    const { session, close, factor } = settlement;
    const scaled = (price: number) => price / factor;
    const { prediction, naive, intervals } = forecast;
    return {
      forecast,
      session,
      actual: close,
      prediction: scaled(prediction),
      naive: scaled(naive),
      ...(intervals && { intervals: scaleIntervals(intervals, scaled) }),
    };
  });
}

function scaleIntervals(intervals: IntervalsByLevel, scaled: (price: number) => number): IntervalsByLevel {
  const byLevel = LEVELS.map(levelName).map((level) => [level, intervals[level].map(scaled)]);
  return Object.fromEntries(byLevel);
}

/** Keeps the first of the forecasts of each as-of date, as a role has two when its model changes that day. */
export function firstOfDay(outcomes: readonly Outcome[]): Outcome[] {
  const days = new Set<string>();
  return outcomes.filter(({ forecast: { asOf } }) => days.size < days.add(asOf).size);
}

/** Whether the interval of a level contained the close, bounds included. */
export function held({ actual, intervals }: Outcome, level = LEVEL): boolean {
  const [lower, upper] = intervals![levelName(level)];
  return lower <= actual && actual <= upper;
}

/** Interval score of the 90 % interval, in percent of the last close. */
export function winklerOf({ actual, naive, intervals }: Outcome): number {
  const [lower, upper] = intervals![levelName(LEVEL)];
  return 100 * intervalScore(actual / naive, lower / naive, upper / naive, LEVEL);
}

/**
 * Continuous ranked probability score in percent, of the Student-t law that the intervals stand for: the law of a backtest, as wide
 * as the 90 % interval, centred as the 50 % one is.
 */
export function crpsOf({ forecast: { horizon }, actual, naive, intervals }: Outcome): number {
  const logs = (level: number) => intervals![levelName(level)].map((price) => Math.log(price / naive));
  const [low, high] = logs(LEVEL) as [number, number];
  const [inner, outer] = logs(CENTRED) as [number, number];
  const density = returnDensity(1, (high - low) / 2, horizon);
  return 100 * crpsStudentT(Math.log(actual / naive), { ...density, location: (inner + outer) / 2 });
}

/** Absolute error of the prediction as a share of the last close. */
export function relativeErrorOf({ actual, prediction, naive }: Outcome): number {
  return Math.abs(prediction - actual) / naive;
}
