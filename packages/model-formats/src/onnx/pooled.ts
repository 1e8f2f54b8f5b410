import { COLUMN_COUNT, COLUMNS } from "@lstm-predict/bars";
import { IMPLIED_DAYS, KNOTS, type PooledVolatility } from "@lstm-predict/volatility";
import { readBars, type Window } from "./features.ts";
import type { Graph, Value } from "./graph.ts";
import { harFeatures } from "./har.ts";
import type { ValueInfo } from "./proto.ts";

// The package volatility has the same constants.
const YEAR = 250;
const SESSIONS = 252;
const USUAL_IMPLIED = -9.05;

/** The pooled volatility in the graph. */
export interface Pooled {
  /** The log variance a day of the next h sessions [batch], for each h of `KNOTS`. */
  byKnot: Value[];
  /** The optional inputs that it reads. */
  inputs: ValueInfo[];
}

/**
 * Adds the pooled volatility to the graph, by the model that the optional inputs of each window allow: with the VIX, with the
 * year, or from the window alone.
 *
 * @throws FormatError `unsupported_volatility` for a window of less than a month
 */
export function pooledVolatility(graph: Graph, window: Window, { use, table }: PooledVolatility): Pooled {
  const { variances, volumes, level } = harFeatures(graph, window);
  const relative = variances.map((value) => graph.subtract(value, level));
  const own = graph.concat([...relative, ...volumes].map((value) => graph.column(value)));
  const year = yearBefore(graph, level);
  const vix = use === "vix" ? impliedBefore(graph) : undefined;
  const forecastOf = (name: keyof typeof table.models) => {
    const row = (feature: number) => table.models[name].coefficients.map((ofKnot) => ofKnot[feature]!);
    const numbers = (feature: number) => graph.numbers(`pooled/${name}/${feature}`, row(feature));
    const slopes = graph.matrix(`pooled/${name}`, [1, 2, 3, 4, 5].map(row));
    // An input of one row stands for all windows: sums and products repeat it.
    const terms = [
      graph.node("MatMul", [own, slopes]),
      ...(name === "vix" && vix
        ? vix.features.map((value, k) => graph.multiply(graph.column(value), numbers(6 + k)))
        : []),
      ...(name === "own" ? [] : [graph.multiply(graph.column(year.feature), numbers(8))]),
    ];
    return terms.reduce((sum, term) => graph.add(sum, term), numbers(0));
  };
  let forecast = graph.where(graph.column(year.isKnown), forecastOf("ownLong"), forecastOf("own"));
  if (vix) forecast = graph.where(graph.column(vix.isKnown), forecastOf("vix"), forecast);
  const absolute = graph.add(forecast, graph.column(level));
  return {
    byKnot: KNOTS.map((_, knot) => graph.at(absolute, 1, knot)),
    inputs: [year.input, ...(vix ? [vix.input] : [])],
  };
}

/** The mean log range variance of the year before the forecast, relative to `level`; 0 if it is not known. */
function yearBefore(graph: Graph, level: Value) {
  const length = YEAR + 1;
  const rows = graph.optional("year", [length, COLUMN_COUNT]);
  const { logRangeVariance } = readBars(graph, rows, length);
  const difference = graph.subtract(graph.meanOfLast(logRangeVariance, YEAR, length), level);
  const isKnown = graph.isFinite(difference);
  return {
    feature: graph.where(isKnown, difference, 0),
    isKnown,
    input: {
      name: "year",
      dims: ["year_batch", length, COLUMN_COUNT],
      description: `optional: the last ${length} raw bars, which end with the window: ${COLUMNS.join(", ")}; NaN if they are not known`,
    },
  };
}

/** Change and level of the log variance that the VIX implies; 0 if it is not known. */
function impliedBefore(graph: Graph) {
  const share = graph.divide(graph.optional("vix", [IMPLIED_DAYS]), 100);
  const logs = graph.log(graph.divide(graph.square(share), SESSIONS));
  const mean = graph.meanOfLast(logs, IMPLIED_DAYS, IMPLIED_DAYS);
  const isKnown = graph.isFinite(mean);
  const change = graph.subtract(graph.at(logs, 1, -1), mean);
  return {
    features: [change, graph.subtract(mean, USUAL_IMPLIED)].map((value) => graph.where(isKnown, value, 0)),
    isKnown,
    input: {
      name: "vix",
      dims: ["vix_batch", IMPLIED_DAYS],
      description: `optional: the last ${IMPLIED_DAYS} closes of ^VIX before the day that is forecast, oldest first; NaN if they are not known`,
    },
  };
}
