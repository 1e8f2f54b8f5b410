import { formatPercent, formatPrice } from "./numbers.ts";

/** Mean errors and coverage of a test span. */
export interface TestSpanSummary {
  days: number;
  /** First and last day, "2026-01-02". */
  from: string;
  to: string;
  /** Mean absolute errors, in price units. */
  error: number;
  naiveError: number;
  /** Days that closed inside their 90 % interval; undefined without intervals. */
  inside?: number | undefined;
}

/** Describes a chart of the test span for those who cannot see it. */
export function describeTestSpan({ days, from, to, error, naiveError, inside }: TestSpanSummary): string {
  const held =
    inside === undefined
      ? ""
      : ` ${inside} of them (${formatPercent(inside / days)}) closed inside their 90 % interval.`;
  return `${days} days, ${from} to ${to}, that nothing was fitted to: the forecast missed the close by ${formatPrice(error)} on average, "tomorrow = today" by ${formatPrice(naiveError)}.${held}`;
}
