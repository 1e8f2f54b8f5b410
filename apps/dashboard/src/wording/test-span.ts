import type { TestForecasts } from "@lstm-predict/api/schemas";
import { percent, price } from "./numbers.ts";

export type Day = TestForecasts["days"][number];

/** How many of the days closed inside their interval of that level; undefined without intervals. */
export function held(days: readonly Day[], level: string): number | undefined {
  if (days.some(({ intervals }) => !(level in intervals))) return undefined;
  return days.filter(({ actual, intervals }) => {
    const [lower, upper] = intervals[level]!;
    return lower <= actual && actual <= upper;
  }).length;
}

/** What the chart of the test span shows, for those who do not see it. */
export function describeTest(days: readonly Day[]): string {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return "There are no days to show.";
  const error = (of: "prediction" | "naive") =>
    days.reduce((sum, day) => sum + Math.abs(day[of] - day.actual), 0) / days.length;
  const inside = held(days, "90");
  const interval =
    inside === undefined
      ? ""
      : ` ${inside} of them (${percent(inside / days.length)}) closed inside their 90 % interval.`;
  return `${days.length} days, ${first.date} to ${last.date}, that nothing was fitted to: the forecast missed the close by ${price(error("prediction"))} on average, "tomorrow = today" by ${price(error("naive"))}.${interval}`;
}
