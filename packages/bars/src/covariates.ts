import type { DatedCloses, RawSeries } from "./series.ts";

/** A week in milliseconds, after which a close is stale: more than any holidays of an exchange. */
const STALE_AFTER = 7 * 86_400_000;

/**
 * The close `[days.length]` of each of `days`, YYYY-MM-DD, ascending; on a day without one the last before it, and NaN if there is
 * none or it is older than a week.
 */
export function closesOn({ dates, closes }: DatedCloses, days: readonly string[]): Float64Array {
  let end = days.length === 0 ? 0 : countUpTo(dates, days[0]!);
  return Float64Array.from(days, (day) => {
    while (end < dates.length && dates[end]! <= day) end++;
    const date = dates[end - 1];
    const isKnown = date !== undefined && Date.parse(day) - Date.parse(date) <= STALE_AFTER;
    return isKnown ? closes[end - 1]! : Number.NaN;
  });
}

/**
 * The closes of the named covariates on the rows `from` (inclusive) to `to` (exclusive) of a series, one `[to - from]` each, with NaN
 * where one is not known.
 */
export function covariatesOn(
  { dates, covariates = {} }: Pick<RawSeries, "dates" | "covariates">,
  names: readonly string[],
  from: number,
  to: number,
): Float64Array[] {
  const days = dates.slice(from, to);
  const none = { dates: [], closes: new Float64Array() };
  return names.map((name) => closesOn(covariates[name] ?? none, days));
}

/** The number of `dates`, ascending, up to `day`. */
function countUpTo(dates: readonly string[], day: string): number {
  let [low, high] = [0, dates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (dates[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}
