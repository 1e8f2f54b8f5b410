import { COLUMNS } from "@lstm-predict/bars";
import { PRESETS, type PreprocessingState, type TargetName } from "@lstm-predict/preprocessing";
import type { Graph, Value } from "./graph.ts";
import { TENSOR_TYPES } from "./proto.ts";

// Garman and Klass' (1980) estimator and its floor. The package volatility has the same constants.
const CLOSE_WEIGHT = 2 * Math.LN2 - 1;
const LEAST_VARIANCE = 1e-8;

/** The columns of raw rows and what the graph computes from them: [batch, length]. */
export interface Bars {
  /** Rows. */
  length: number;
  open: Value;
  high: Value;
  low: Value;
  close: Value;
  volume: Value;
  adjClose: Value;
  /** The close of the row before; for the first row its open, because there is no row before. */
  previousClose: Value;
  logRangeVariance: Value;
}

/** The bars that are forecast from, and their last close [batch]. */
export interface Window extends Bars {
  lastClose: Value;
}

/** Splits the raw rows [batch, length, 6] of the window into columns, and names the last close `naive`. */
export function readWindow(graph: Graph, rows: Value, length: number): Window {
  const bars = readBars(graph, rows, length);
  return { ...bars, lastClose: graph.at(bars.close, 1, -1, "naive") };
}

/** Splits raw rows [batch, length, 6] into columns. */
export function readBars(graph: Graph, rows: Value, length: number): Bars {
  const column = (name: (typeof COLUMNS)[number]) => graph.at(rows, 2, COLUMNS.indexOf(name));
  const [open, high, low, close] = [column("open"), column("high"), column("low"), column("close")];
  const previousClose = shifted(graph, close, length, open);
  const up = graph.logRatio(high, open);
  const down = graph.logRatio(low, open);
  const change = graph.logRatio(close, open);
  const overnight = graph.logRatio(open, previousClose);
  const variance = graph.add(
    graph.subtract(
      graph.multiply(0.5, graph.square(graph.subtract(up, down))),
      graph.multiply(CLOSE_WEIGHT, graph.square(change)),
    ),
    graph.square(overnight),
  );
  return {
    length,
    open,
    high,
    low,
    close,
    previousClose,
    volume: column("volume"),
    adjClose: column("adj_close"),
    logRangeVariance: graph.log(graph.node("Max", [variance, LEAST_VARIANCE])),
  };
}

/** The scaled features of every row, then the scaled channels [batch, window] of covariates, as float32 [batch, window, features]. */
export function scaledFeatures(
  graph: Graph,
  window: Window,
  { target, features, covariates }: PreprocessingState,
  channels: readonly Value[] = [],
): Value {
  const columns = [...FEATURES[target](graph, window), ...channels];
  const [offset, scale] = (["offset", "scale"] as const).map((name) => [
    ...features[name],
    ...(covariates?.scaler[name] ?? []),
  ]) as [number[], number[]];
  const axis = graph.integers([2]);
  const raw = graph.node(
    "Concat",
    columns.map((column) => graph.node("Unsqueeze", [column, axis])),
    { attributes: { axis: 2 } },
  );
  const centred = graph.subtract(raw, graph.numbers("features/offset", offset));
  const scaled = graph.divide(centred, graph.numbers("features/scale", scale));
  const limit = PRESETS[target].limits.features;
  const clipped = limit === Number.POSITIVE_INFINITY ? scaled : graph.node("Clip", [scaled, -limit, limit]);
  return graph.node("Cast", [clipped], { attributes: { to: TENSOR_TYPES.float32 } });
}

/** The six features of each preset. preprocessing/src/features.ts computes the same row by row. */
const FEATURES: Record<TargetName, (graph: Graph, window: Window) => Value[]> = {
  distribution: (graph, window) => [...changes(graph, window), window.logRangeVariance],
  return: (graph, window) => [...changes(graph, window), changeOfAdjustedClose(graph, window)],
  price: (_, { open, high, low, close, volume, adjClose }) => [open, high, low, close, volume, adjClose],
};

function changes(graph: Graph, window: Window): Value[] {
  const { open, high, low, close, previousClose, volume, length } = window;
  const shares = graph.add(volume, 1);
  return [
    ...[open, high, low, close].map((price) => graph.logRatio(price, previousClose)),
    graph.logRatio(shares, shifted(graph, shares, length, shares)),
  ];
}

function changeOfAdjustedClose(graph: Graph, { adjClose, close, open, length }: Window): Value {
  const first = graph.slice(graph.logRatio(close, open), 0, 1);
  if (length === 1) return first;
  const later = graph.logRatio(graph.slice(adjClose, 1, length), graph.slice(adjClose, 0, length - 1));
  return graph.concat([first, later]);
}

/** The value of the row before, for each row; for the first row its value in `first`. */
function shifted(graph: Graph, values: Value, length: number, first: Value): Value {
  const head = graph.slice(first, 0, 1);
  return length === 1 ? head : graph.concat([head, graph.slice(values, 0, length - 1)]);
}
