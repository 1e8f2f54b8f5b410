import type { SymbolForecast } from "@lstm-predict/api/schemas";
import { longDate } from "./dates.ts";
import { percent, price } from "./numbers.ts";

const OFTEN: Record<string, string> = {
  "50": "1 day in 2",
  "80": "4 days in 5",
  "90": "9 days in 10",
  "95": "19 days in 20",
};

/** How often an interval of so many percent should hold. */
export function often(level: string): string {
  return OFTEN[level] ?? `${level} days in 100`;
}

/** What the 90 % interval says of the next close. */
export function meaningOf({ intervals, naive }: SymbolForecast): string {
  const bounds = intervals?.["90"];
  if (!bounds) return "This model has no error bar: train it again to get one.";
  const [lower, upper] = bounds;
  const down = percent(1 - lower / naive);
  const up = percent(upper / naive - 1);
  return `Nine days in ten should close between ${price(lower)} and ${price(upper)}: ${down} below to ${up} above the last close. One in ten does not.`;
}

/** How the 90 % intervals did on the days that they have followed. */
export function keptSince({ tracked, model }: SymbolForecast): string | undefined {
  if (!tracked || tracked.days === 0) return undefined;
  const { days, held, from } = tracked;
  const inside = held["90"];
  if (days === 1)
    return `One day has come since the training: it closed ${inside === 1 ? "inside" : "outside"} its 90 % interval.`;
  const which = model.dataTo === null ? "days at hand" : "days since the training";
  const since = from === undefined ? "" : `, from ${longDate(from)} on`;
  const share = days >= 20 ? ` (${percent(inside / days)})` : "";
  return `Of the ${days} ${which}${since}, ${inside}${share} closed inside their 90 % interval. Its width follows them.`;
}
