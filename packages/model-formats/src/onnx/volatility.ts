import { type IntervalForecaster, KNOTS, type VolatilityState } from "@lstm-predict/volatility";
import type { Window } from "./features.ts";
import type { Graph, Value } from "./graph.ts";
import { harFeatures } from "./har.ts";
import type { NetworkForecast } from "./network.ts";
import { type Pooled, pooledVolatility } from "./pooled.ts";
import { unsupported } from "./unsupported.ts";

/**
 * Adds the log variances a day of `intervals.termStructure` to the graph.
 *
 * @param network the network's forecast, with that of the next one if the target is `distribution`
 * @param isLater whether sessions after the next are wanted; otherwise only the first log variance counts
 * @throws FormatError `unsupported_volatility` for a kind that the graph cannot compute
 */
export function logVariances(
  graph: Graph,
  window: Window,
  { volatility, later }: IntervalForecaster,
  network: NetworkForecast,
  isLater: boolean,
): Pooled {
  const used = isLater ? later.pooled : volatility.pooled;
  const pooled = used && pooledVolatility(graph, window, used);
  const next = logVariance(graph, window, volatility.toJSON(), {
    ...{ network: network.logVariance, hasNetwork: network.isKnown },
    pooled: pooled?.byKnot[0],
  });
  return {
    byKnot: KNOTS.map((_, k) => (k === 0 ? next : (pooled?.byKnot[k] ?? next))),
    inputs: pooled?.inputs ?? [],
  };
}

/** Log variances of the next day [batch] that other parts of the graph compute. */
interface Known {
  network: Value | undefined;
  /** Whether a window has the network's; undefined: each. */
  hasNetwork: Value | undefined;
  pooled: Value | undefined;
}

/** Adds the log variance of the next day [batch]. */
function logVariance(graph: Graph, window: Window, state: VolatilityState, known: Known): Value {
  switch (state.kind) {
    case "constant":
      // Multiplying by zero gives the constant the shape [batch].
      return graph.add(graph.multiply(window.lastClose, 0), state.logVariance);
    case "mean": {
      const [a, b] = state.of.map((part) => logVariance(graph, window, part, known));
      const { weight = 0.5 } = state;
      const mean = graph.add(graph.multiply(a!, weight), graph.multiply(b!, 1 - weight));
      const isMixed = known.hasNetwork !== undefined && state.of[0].kind === "external";
      return isMixed ? graph.where(known.hasNetwork!, mean, b!) : mean;
    }
    case "external":
      if (state.name === "network" && known.network !== undefined) return known.network;
      throw unsupported(`external "${state.name}"`);
    case "pooled":
      return known.pooled!;
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
  const { variances, volumes, level } = harFeatures(graph, window);
  const [constant, ...slopes] = coefficients;
  const isRelative = recipe === "relative";
  const features = [
    ...(isRelative ? variances.map((value) => graph.subtract(value, level)) : variances),
    ...(recipe === "har" ? [] : volumes),
  ];
  const terms = features.map((feature, k) => graph.multiply(feature, slopes[k]!));
  return [...terms, ...(isRelative ? [level] : [])].reduce(
    (sum, term) => graph.add(sum, term),
    constant! as Value | number,
  ) as Value;
}
