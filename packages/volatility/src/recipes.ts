import { VolatilityError } from "./errors.ts";
import type { RecipeName } from "./forecaster.ts";
import { type Days, WINDOW } from "./span.ts";

/** The features of a linear forecast of day `end` from the days before it: level + coefficients . features. */
export interface Recipe {
  /** Number of features. */
  readonly size: number;
  /** The log variance from which forecast and target are measured. */
  level(days: Days, end: number): number;
  /** Features `[size]`, the constant first. */
  features(days: Days, end: number): number[];
}

/** Trading days in Corsi's month: the features need as many before a day. */
export const MONTH = 22;
const WEEK = 5;
/** Days over which the relative recipes average: all days of a window. */
const LEVEL_DAYS = WINDOW - 1;

export const RECIPES: Record<RecipeName, Recipe> = {
  /** Day, week and month (Corsi 2009, "A Simple Approximate Long-Memory Model of Realized Volatility"). */
  har: {
    size: 4,
    level: () => 0,
    features: (days, end) => [1, ...cascade(days.logVariance, end)],
  },
  /** HAR with the log volume of day and week, relative to the month. */
  harVolume: {
    size: 6,
    level: () => 0,
    features: (days, end) => [1, ...cascade(days.logVariance, end), ...volumeTerms(days, end)],
  },
  /** HAR-V relative to the mean of the window, so that one set of coefficients fits all symbols. */
  relative: { size: 6, level: ownLevel, features: (days, end) => relativeFeatures(days, end).features },
  /** The relative HAR-V with the market's day, week and month, relative to its mean of the window. */
  relativeMarket: {
    size: 9,
    level: ownLevel,
    features(days, end) {
      if (!days.market) {
        throw new VolatilityError(
          "missing_market",
          "the span has no market: this forecaster needs its values for each row",
        );
      }
      return [...relativeFeatures(days, end).features, ...relativeCascade(days.market, end).features];
    },
  },
};

/** Features `[6]` of HAR-V relative to the mean of the window, and that mean. */
export function relativeFeatures(days: Days, end: number): { level: number; features: number[] } {
  const { level, features } = relativeCascade(days.logVariance, end);
  return { level, features: [1, ...features, ...volumeTerms(days, end)] };
}

function ownLevel(days: Days, end: number): number {
  return meanOfLast(days.logVariance, end, LEVEL_DAYS);
}

function relativeCascade(values: Float64Array, end: number): { level: number; features: number[] } {
  const level = meanOfLast(values, end, LEVEL_DAYS);
  return { level, features: cascade(values, end).map((value) => value - level) };
}

/** The last value, the mean of the last week and the mean of the last month. */
function cascade(values: Float64Array, end: number): number[] {
  return [values[end - 1]!, meanOfLast(values, end, WEEK), meanOfLast(values, end, MONTH)];
}

/** The volume terms; 0 unless the whole month has volumes, which indices and some bars lack. */
function volumeTerms({ logVolume }: Days, end: number): [day: number, week: number] {
  for (let day = end - MONTH; day < end; day++) if (logVolume[day] === 0) return [0, 0];
  const month = meanOfLast(logVolume, end, MONTH);
  return [logVolume[end - 1]! - month, meanOfLast(logVolume, end, WEEK) - month];
}

function meanOfLast(values: Float64Array, end: number, count: number): number {
  const from = Math.max(0, end - count);
  let sum = 0;
  for (let day = from; day < end; day++) sum += values[day]!;
  return sum / (end - from);
}
