import { POOLED_WIDE } from "@lstm-predict/forecaster";
import { levelName } from "@lstm-predict/forecasts";
import {
  atHorizon,
  centreAt,
  type IntervalForecaster,
  KNOTS,
  returnDensity,
  standardDeviation,
} from "@lstm-predict/volatility";
import type { Window } from "./features.ts";
import type { Graph, Value } from "./graph.ts";
import type { NetworkForecast } from "./network.ts";
import type { ValueInfo } from "./proto.ts";
import { logVariances } from "./volatility.ts";

/** What the forecasts of all horizons are made with. */
export interface HorizonOptions {
  /** Sessions ahead, from 1 to 20. */
  horizons: readonly number[];
  /** Mean log return a day. */
  drift: number;
  /** Undefined: only points. */
  intervals: IntervalForecaster | undefined;
  /** Whether the intervals of the next close are around its forecast. */
  isCentred: boolean;
}

/** Adds the forecasts of each horizon to the graph; names of later sessions end in the horizon, as `prediction_5`. */
export function forecastHorizons(
  graph: Graph,
  window: Window,
  network: NetworkForecast,
  { horizons, drift, intervals, isCentred }: HorizonOptions,
): { inputs: ValueInfo[]; outputs: ValueInfo[] } {
  const { price: next, later = {}, isKnown } = network;
  const isLater = horizons.some((horizon) => horizon > 1);
  const scales = intervals && logVariances(graph, window, intervals, network, isLater);
  const outputs = horizons.flatMap((horizon) => {
    const isNext = horizon === 1;
    const suffix = isNext ? "" : `_${horizon}`;
    const close = isNext ? "the next close" : `the close of ${horizon} sessions ahead`;
    const own = later[horizon];
    const price = isNext
      ? next
      : graph.multiply(own?.price ?? next, own ? 1 : Math.exp((horizon - 1) * drift), `prediction${suffix}`);
    graph.subtract(graph.divide(price, window.lastClose), 1, `return${suffix}`);
    const point = [
      output(`prediction${suffix}`, `${close}, in the unit of the prices`),
      output(`return${suffix}`, `prediction${suffix} / naive - 1`),
    ];
    if (!intervals || !scales) return point;
    const isAroundForecast = isNext && isCentred;
    const around = isAroundForecast ? positive(graph, price, window) : window.lastClose;
    const pooled = logVarianceAt(graph, scales.byKnot, horizon);
    const plain = { sigma: scaleOf(graph, pooled, horizon), quantiles: intervals.quantilesAt(horizon) };
    const part = own && intervals.later.mixed.find((of) => of.horizon === horizon);
    const mixed = part && {
      sigma: scaleOf(graph, mixOf(graph, part.weight, own.logVariance, pooled), horizon),
      quantiles: part.tracker.quantiles,
    };
    /** The value of the error bar with the network's part where it has one. */
    const chosen = (value: (of: typeof plain, name?: string) => Value, name: string) => {
      if (!mixed) return value(plain, name);
      if (isKnown === undefined) return value(mixed, name);
      return graph.where(isKnown, value(mixed), value(plain), name);
    };
    const middle = isAroundForecast ? 0 : atHorizon(intervals.later.centre, horizon);
    chosen(({ sigma, quantiles }, name) => {
      const wide = isAroundForecast ? POOLED_WIDE : quantiles[intervals.tracker.levels.indexOf(WIDE)]!;
      // The return's distribution scales with sigma: its standard deviation for sigma 1.
      return graph.multiply(sigma, standardDeviation(returnDensity(1, wide, horizon)), name);
    }, `volatility${suffix}`);
    const bounds = intervals.tracker.levels.flatMap((level, k) => {
      const centre = centreAt(level, middle);
      const name = `${levelName(level)}${suffix}`;
      for (const [bound, sign] of [
        ["lower", -1],
        ["upper", 1],
      ] as const)
        chosen(
          ({ sigma, quantiles }, named) =>
            graph.multiply(around, graph.exp(graph.multiply(sigma, centre + sign * quantiles[k]!)), named),
          `${bound}_${name}`,
        );
      const share = `${levelName(level)} % of the days`;
      return [
        output(`lower_${name}`, `${close} is above it and below upper_${name} on ${share}`),
        output(`upper_${name}`, `see lower_${name}`),
      ];
    });
    const log = isNext ? "the next log return" : `the log return over ${horizon} sessions`;
    return [...point, output(`volatility${suffix}`, `standard deviation of ${log}`), ...bounds];
  });
  return { inputs: scales?.inputs ?? [], outputs };
}

/** The level whose quantile scales the distribution of returns. */
const WIDE = 0.9;

/** The log variance a day [batch] of `horizon` sessions, a weighted sum of those of `KNOTS`. */
function logVarianceAt(graph: Graph, byKnot: readonly Value[], horizon: number): Value {
  const weights = KNOTS.map((knot) =>
    atHorizon(
      KNOTS.map((other) => (other === knot ? 1 : 0)),
      horizon,
    ),
  );
  const terms = byKnot.flatMap((value, k) => (weights[k] === 0 ? [] : [graph.multiply(value, weights[k]!)]));
  return terms.reduce((sum, term) => graph.add(sum, term));
}

/** The scale [batch] of the log return over `horizon` sessions. */
function scaleOf(graph: Graph, logVariance: Value, horizon: number): Value {
  return graph.multiply(graph.exp(graph.multiply(logVariance, 0.5)), Math.sqrt(horizon));
}

/** The log variance [batch] with the network's at `weight`. */
function mixOf(graph: Graph, weight: number, network: Value, pooled: Value): Value {
  return graph.add(graph.multiply(network, weight), graph.multiply(pooled, 1 - weight));
}

/** The forecast price [batch], or the last close where it is not above 0. */
function positive(graph: Graph, price: Value, { lastClose }: Window): Value {
  return graph.where(graph.node("Greater", [price, 0]), price, lastClose);
}

function output(name: string, description: string): ValueInfo {
  return { name, dims: ["batch"], description };
}
