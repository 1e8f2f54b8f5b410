import type { TestForecasts } from "@lstm-predict/api-client";
import { describeTestSpan, formatChange, formatPrice, UNKNOWN } from "@lstm-predict/reports/wording";
import type { Missing, Table } from "./types.ts";

export type TestDay = TestForecasts["days"][number];

/** Prices, or their changes from the close before, which show how the intervals widen and narrow. */
export type Quantity = "price" | "change";

export const QUANTITIES: Record<Quantity, string> = { price: "price", change: "change of the day" };
export const SPANS = { all: "all", last: "last 60" };

const LAST = 60;

/** Every day of the test span with its forecasts. */
export function testSpanContent({ days }: TestForecasts): Missing | { days: TestDay[] } {
  if (days.length > 0) return { days };
  return {
    missing:
      "This model was imported, or trained before the forecasts of its test span were kept. Train a new model to see them here.",
  };
}

export function daysOf(days: readonly TestDay[], span: keyof typeof SPANS): readonly TestDay[] {
  return span === "all" ? days : days.slice(-LAST);
}

/** The sentence below the chart of these days. */
export function testSpanSentence(days: readonly TestDay[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return "There are no days to show.";
  return describeTestSpan({
    days: days.length,
    from: first.date,
    to: last.date,
    error: meanError(days, "prediction"),
    naiveError: meanError(days, "naive"),
    inside: countInside(days, "90"),
  });
}

/** Counts the days that closed inside their interval of `level` percent; undefined if a day has no such interval. */
export function countInside(days: readonly TestDay[], level: string): number | undefined {
  const inside = days.map((day) => isInside(day, level));
  return inside.includes(undefined) ? undefined : inside.filter(Boolean).length;
}

function isInside({ actual, intervals }: TestDay, level: string): boolean | undefined {
  const interval = intervals[level];
  return interval && interval[0] <= actual && actual <= interval[1];
}

function meanError(days: readonly TestDay[], forecast: "prediction" | "naive"): number {
  return days.reduce((sum, day) => sum + Math.abs(day[forecast] - day.actual), 0) / days.length;
}

export function daysTable(days: readonly TestDay[]): Table {
  return {
    caption: "Forecasts of the test span, newest first",
    columns: ["day", "actual", "forecast", "naive", "90 % from", "to", "held", "change"],
    rows: days.toReversed().map((day) => {
      const { date, actual, prediction, naive, intervals } = day;
      const [lower, upper] = intervals["90"] ?? [];
      const inside = isInside(day, "90");
      const held = inside === undefined ? UNKNOWN : inside ? "yes" : "no";
      const prices = [actual, prediction, naive, lower, upper].map(formatPrice);
      return { head: date, cells: [...prices, held, formatChange(actual / naive - 1)] };
    }),
  };
}
