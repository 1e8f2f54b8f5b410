import type { Channel, CovariatesState } from "@lstm-predict/preprocessing";
import type { Window } from "./features.ts";
import type { Graph, Value } from "./graph.ts";
import type { ValueInfo } from "./proto.ts";

/** The channels of covariates in the graph. */
export interface Channels {
  /** Unscaled values of each covariate [batch, window]. */
  values: Value[];
  /** Whether a window has all of its closes [batch]. */
  isKnown: Value;
  input: ValueInfo;
}

/** Adds the channels of covariates to the graph. preprocessing/src/channels.ts computes the same. */
export function readChannels(graph: Graph, window: Window, { channels }: CovariatesState): Channels {
  const dims = [window.length, channels.length];
  const closes = graph.optional("covariates", dims);
  // An input of one row stands for all windows: a sum with zeros of the shape [batch, window] repeats it.
  const zeros = graph.multiply(window.close, 0);
  const logs = channels.map((_, k) => graph.add(graph.log(graph.at(closes, 2, k)), zeros));
  const means = logs.map((values) => graph.meanOfLast(values, window.length, window.length));
  const symbols = channels.map(({ symbol }) => symbol).join(", ");
  return {
    values: channels.map(({ kind }, k) => valuesOf(graph, kind, logs[k]!, means[k]!, window.length)),
    isKnown: graph.isFinite(means.reduce((sum, mean) => graph.add(sum, mean))),
    input: {
      name: "covariates",
      dims: ["covariates_batch", ...dims],
      description: `optional: the closes of ${symbols} on the days of the window, or the last before each; NaN if they are not known: then the network has no part`,
    },
  };
}

function valuesOf(graph: Graph, kind: Channel["kind"], logs: Value, mean: Value, length: number): Value {
  if (kind === "level") return graph.subtract(logs, graph.column(mean));
  const first = graph.multiply(graph.slice(logs, 0, 1), 0);
  if (length === 1) return first;
  return graph.concat([
    first,
    graph.subtract(graph.slice(logs, 1, length), graph.slice(logs, 0, length - 1)),
  ]);
}
