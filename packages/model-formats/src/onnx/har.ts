import type { Window } from "./features.ts";
import type { Graph, Value } from "./graph.ts";
import { unsupported } from "./unsupported.ts";

/** The numbers of days that HAR averages over; `level` is all days of a window of 60 rows. */
const DAYS = { week: 5, month: 22, level: 59 };

/** What HAR forecasts from [batch]: day, week and month of the log range variance, then day and week of the log volume. */
export interface HarFeatures {
  variances: Value[];
  /** The last day's and week's log volume minus the month's; zero if a day of the month has no volume. */
  volumes: Value[];
  /** The mean log range variance of the window. */
  level: Value;
}

/**
 * Adds the features of HAR (Corsi 2009) to the graph.
 *
 * @throws FormatError `unsupported_volatility` for a window of less than a month
 */
export function harFeatures(graph: Graph, { logRangeVariance, volume, length }: Window): HarFeatures {
  const { week, month, level } = DAYS;
  // The first row is not a whole day, because the window does not contain the close before it.
  const days = length - 1;
  if (days < month) throw unsupported(`HAR for a window of ${length} rows: expected at least ${month + 1}`);
  const meanOfLast = (values: Value, count: number) =>
    graph.meanOfLast(values, Math.min(count, days), length);
  const logVolume = graph.log(graph.add(volume, 1));
  const least = graph.node("ReduceMin", [graph.slice(logVolume, length - month, length)], {
    attributes: { axes: [1], keepdims: 0 },
  });
  const isWhole = graph.node("Greater", [least, 0]);
  const usual = meanOfLast(logVolume, month);
  return {
    variances: [1, week, month].map((count) => meanOfLast(logRangeVariance, count)),
    volumes: [1, week].map((count) =>
      graph.where(isWhole, graph.subtract(meanOfLast(logVolume, count), usual), 0),
    ),
    level: meanOfLast(logRangeVariance, level),
  };
}
