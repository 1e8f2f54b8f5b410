import type { VolatilityState } from "@lstm-predict/volatility";
import { FormatError } from "../errors.ts";
import type { Window } from "./features.ts";
import type { Graph, Value } from "./graph.ts";

/** The numbers of days that HAR averages over; `level` is all days of a window of 60 rows. */
const DAYS = { week: 5, month: 22, level: 59 };

/**
 * Adds the log variance of the next day [batch] to the graph, as the forecaster's `intervals.volatility` computes it.
 *
 * @param networkLogVariance the network's forecast of it, if the target is `distribution`
 * @throws FormatError `unsupported_volatility` for a kind that the graph cannot compute
 */
export function logVariance(
  graph: Graph,
  window: Window,
  state: VolatilityState,
  networkLogVariance: Value | undefined,
): Value {
  switch (state.kind) {
    case "constant":
      // Multiplying by zero gives the constant the shape [batch].
      return graph.add(graph.multiply(window.lastClose, 0), state.logVariance);
    case "mean": {
      const [a, b] = state.of.map((part) => logVariance(graph, window, part, networkLogVariance));
      return graph.multiply(0.5, graph.add(a!, b!));
    }
    case "external":
      if (state.name === "network" && networkLogVariance !== undefined) return networkLogVariance;
      throw unsupported(`external "${state.name}"`);
    case "linear":
      if (state.recipe === "relativeMarket")
        throw unsupported("HAR with a market, whose bars are not in the window");
      return har(graph, window, state);
    default:
      throw unsupported(state.kind);
  }
}

/** HAR of the log range variance (Corsi 2009): plain, with volumes, or relative to the window's mean. */
function har(
  graph: Graph,
  window: Window,
  { recipe, coefficients }: Extract<VolatilityState, { kind: "linear" }>,
): Value {
  const { month, week, level: levelDays } = DAYS;
  // The first row is not a whole day, because the window does not contain the close before it.
  const days = window.length - 1;
  if (days < month)
    throw unsupported(`HAR for a window of ${window.length} rows: expected at least ${month + 1}`);
  const meanOfLast = (values: Value, count: number) =>
    graph.node("ReduceMean", [graph.slice(values, window.length - Math.min(count, days), window.length)], {
      attributes: { axes: [1], keepdims: 0 },
    });
  const cascade = [1, week, month].map((count) => meanOfLast(window.logRangeVariance, count));
  const relative = recipe === "relative";
  const level = relative ? meanOfLast(window.logRangeVariance, levelDays) : undefined;
  const features = level ? cascade.map((value) => graph.subtract(value, level)) : cascade;
  if (recipe !== "har") features.push(...volumeTerms(graph, window, meanOfLast));

  const [constant, ...slopes] = coefficients;
  const terms = features.map((feature, k) => graph.multiply(feature, slopes[k]!));
  return [...terms, ...(level ? [level] : [])].reduce(
    (sum, term) => graph.add(sum, term),
    constant! as Value | number,
  ) as Value;
}

/** The last day's and week's log volume minus the month's; zero if a day of the month has no volume. */
function volumeTerms(
  graph: Graph,
  { volume, length }: Window,
  meanOfLast: (values: Value, count: number) => Value,
): Value[] {
  const logVolume = graph.log(graph.add(volume, 1));
  const least = graph.node("ReduceMin", [graph.slice(logVolume, length - DAYS.month, length)], {
    attributes: { axes: [1], keepdims: 0 },
  });
  const isWhole = graph.node("Greater", [least, 0]);
  const month = meanOfLast(logVolume, DAYS.month);
  return [1, DAYS.week].map((count) => {
    const change = graph.subtract(meanOfLast(logVolume, count), month);
    return graph.node("Where", [isWhole, change, 0]);
  });
}

function unsupported(what: string): FormatError {
  return new FormatError(
    "unsupported_volatility",
    `the bundle's volatility is ${what}: it cannot be exported to ONNX`,
  );
}
