import { formatDate } from "./dates.ts";
import { formatPercent, formatPrice } from "./numbers.ts";

const FREQUENCIES: Record<string, string> = {
  "50": "1 day in 2",
  "80": "4 days in 5",
  "90": "9 days in 10",
  "95": "19 days in 20",
};

/** How often the close should lie in the interval of `level` percent: "90" is "9 days in 10". */
export function frequencyOf(level: string): string {
  return FREQUENCIES[level] ?? `${level} days in 100`;
}

/** Explains a 90 % interval of the next close, in price units and relative to the last close. */
export function describeInterval(
  interval: readonly [lower: number, upper: number] | undefined,
  lastClose: number,
): string {
  if (!interval) return "This model has no error bar: train it again to get one.";
  const [lower, upper] = interval;
  const fromLast = (price: number) =>
    `${formatPercent(Math.abs(price / lastClose - 1))} ${price < lastClose ? "below" : "above"}`;
  return `Nine days in ten should close between ${formatPrice(lower)} and ${formatPrice(upper)}: ${fromLast(lower)} to ${fromLast(upper)} the last close. One in ten does not.`;
}

/** Days whose closes the 90 % interval has followed. */
export interface TrackedDays {
  days: number;
  /** Those of them that closed inside their 90 % interval. */
  inside: number;
  /** The first of them, "2026-01-02". */
  from?: string | undefined;
  /** They are the days since the training; false for an imported model, whose training is not known. */
  sinceTraining: boolean;
}

/** A share of fewer days than these would mislead. */
const DAYS_OF_A_SHARE = 20;

/** How many of the days since the training closed inside their 90 % interval; undefined without a day. */
export function describeTracked({ days, inside, from, sinceTraining }: TrackedDays): string | undefined {
  if (days === 0) return undefined;
  if (days === 1) {
    const which = sinceTraining ? "One day has passed since the training: it" : "The last day";
    return `${which} closed ${inside === 1 ? "inside" : "outside"} its 90 % interval.`;
  }
  const which = sinceTraining ? `the ${days} days since the training` : `the last ${days} days`;
  const since = from === undefined ? "" : `, from ${formatDate(from)} on`;
  const share = days >= DAYS_OF_A_SHARE ? ` (${formatPercent(inside / days)})` : "";
  return `Of ${which}${since}, ${inside}${share} closed inside their 90 % interval. The interval's width adapts to these days.`;
}
