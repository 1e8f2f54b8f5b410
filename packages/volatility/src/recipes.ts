import type { Days } from "./days.ts";
import { VolatilityError } from "./errors.ts";
import type { RecipeName } from "./forecaster.ts";
import { WINDOW } from "./span.ts";

/** A linear forecast of the log range variance: level + coefficients . features, from the days before `end`. */
export interface Recipe {
  /** Number of features. */
  readonly size: number;
  /** Does it read the market? */
  readonly market: boolean;
  /** What the forecast and its target are measured from. */
  level(days: Days, end: number): number;
  /** Features `[size]`, the constant first. */
  features(days: Days, end: number): number[];
}

/** Days that the features look back on at least: Corsi's month. */
export const MONTH = 22;
const WEEK = 5;
/** Days over which the relative recipes average: all that the rows of a window give. */
const LEVEL_DAYS = WINDOW - 1;

export const RECIPES: Record<RecipeName, Recipe> = {
  /** Day, week and month (Corsi 2009, "A Simple Approximate Long-Memory Model of Realized Volatility"). */
  har: {
    size: 4,
    market: false,
    level: () => 0,
    features: (days, end) => [1, ...cascade(days.logVariance, end)],
  },
  /** The same with yesterday's and last week's log volume beside the month's. */
  harVolume: {
    size: 6,
    market: false,
    level: () => 0,
    features: (days, end) => [1, ...cascade(days.logVariance, end), ...volumeTerms(days, end)],
  },
  /** The same measured from the mean of the window, so that one set of coefficients fits all symbols. */
  relative: { size: 6, market: false, level: ownLevel, features: relativeFeatures },
  /** The same with the market's day, week and month, measured from its own mean of the window. */
  relativeMarket: {
    size: 9,
    market: true,
    level: ownLevel,
    features(days, end) {
      if (!days.market) {
        throw new VolatilityError(
          "missing_market",
          "the span has no market: this forecaster needs its values for each row",
        );
      }
      return [...relativeFeatures(days, end), ...relativeCascade(days.market, end)];
    },
  },
};

function relativeFeatures(days: Days, end: number): number[] {
  return [1, ...relativeCascade(days.logVariance, end), ...volumeTerms(days, end)];
}

function ownLevel(days: Days, end: number): number {
  return meanOfLast(days.logVariance, end, LEVEL_DAYS);
}

function relativeCascade(values: Float64Array, end: number): number[] {
  const level = meanOfLast(values, end, LEVEL_DAYS);
  return cascade(values, end).map((value) => value - level);
}

/** The last value and the means of the last week's and month's. */
function cascade(values: Float64Array, end: number): number[] {
  return [values[end - 1]!, meanOfLast(values, end, WEEK), meanOfLast(values, end, MONTH)];
}

/** Indices have no volume, and some bars lack it: without a whole month of volumes there is nothing to compare. */
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
