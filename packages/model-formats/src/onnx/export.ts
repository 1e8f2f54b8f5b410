import type { Bundle } from "@lstm-predict/artifacts";
import { COLUMN_COUNT, COLUMNS } from "@lstm-predict/bars";
import { EXTERNALS, POOLED_WIDE, readLayers } from "@lstm-predict/forecaster";
import { levelName } from "@lstm-predict/forecasts";
import { type PreprocessingState, Preprocessor } from "@lstm-predict/preprocessing";
import { IntervalForecaster, returnDensity, standardDeviation } from "@lstm-predict/volatility";
import { FormatError } from "../errors.ts";
import { readWindow, scaledFeatures, type Window } from "./features.ts";
import { Graph, type Value } from "./graph.ts";
import { network } from "./network.ts";
import { TENSOR_TYPES, type ValueInfo } from "./proto.ts";
import { logVariance } from "./volatility.ts";

const BATCH = "batch";

/** The network's forecast; values are [batch]. */
interface NetworkForecast {
  price: Value;
  logVariance?: Value;
}

/**
 * Exports a bundle as one ONNX graph that computes the same as `Forecaster.forecast`, from raw windows on.
 *
 * Input `window` float64 [batch, window, 6]: raw bars, rows as on the wire. Outputs float64 [batch]: `prediction`,
 * `naive` and `return`; if the bundle has an error bar also `volatility` and, for each level, `lower_90`, `upper_90`.
 *
 * @throws ForecastError, PreprocessingError or VolatilityError as `Forecaster.fromBundle`; FormatError
 * `unsupported_model`, `unsupported_volatility`
 */
export function exportOnnx({ metadata, preprocessing, intervals, model }: Bundle): Uint8Array {
  const state = Preprocessor.fromJSON(preprocessing).toJSON();
  const layers = readLayers(model);
  checkShapes(layers, state);
  const graph = new Graph();
  const window = readWindow(graph, "window", state.window);
  const scaled = network(graph, scaledFeatures(graph, window, state), layers);
  const forecast = decode(graph, scaled, window, state);
  const ratio = graph.divide(forecast.price, window.lastClose);
  graph.subtract(ratio, 1, "return");
  const { symbol, version, target, data } = metadata;
  return graph.encode({
    name: `${symbol} ${version}`,
    description: `The next close of ${symbol} from ${state.window} daily bars (${COLUMNS.join(", ")}), oldest first.`,
    inputs: [
      {
        name: "window",
        dims: [BATCH, state.window, COLUMN_COUNT],
        description: `raw bars, oldest first: ${COLUMNS.join(", ")}; prices above 0, volume at least 0`,
      },
    ],
    outputs: [
      output("prediction", "the next close, in the unit of the prices"),
      output("naive", '"tomorrow = today": the last close'),
      output("return", "prediction / naive - 1"),
      ...errorBar(graph, window, forecast, intervals, metadata.calibration?.centre),
    ],
    metadata: {
      symbol,
      version,
      target,
      window: String(state.window),
      columns: COLUMNS.join(","),
      ...(data && { data_source: data.source, trained_from: data.from, trained_to: data.to }),
    },
  });
}

/** The network's scaled outputs [batch, outputs] -> its forecast. */
function decode(
  graph: Graph,
  scaled: Value,
  { lastClose }: Window,
  state: PreprocessingState,
): NetworkForecast {
  const [first, second] = state.targets.scale.map((scale, index) => {
    const output = graph.node("Cast", [graph.at(scaled, 1, index)], {
      attributes: { to: TENSOR_TYPES.float64 },
    });
    const name = state.target === "price" ? "prediction" : undefined;
    return graph.add(graph.multiply(output, scale), state.targets.offset[index]!, name);
  });
  if (state.target === "price") return { price: first! };
  const price = (logReturn: Value) =>
    graph.multiply(
      lastClose,
      graph.exp(graph.add(graph.multiply(logReturn, state.shrinkage), state.drift)),
      "prediction",
    );
  return state.target === "return"
    ? { price: price(first!) }
    : { logVariance: first!, price: price(second!) };
}

/** Adds the error bar to the graph, if the bundle has one, and returns its outputs. */
function errorBar(
  graph: Graph,
  window: Window,
  forecast: NetworkForecast,
  intervals: unknown,
  centredOn?: "forecast",
): ValueInfo[] {
  if (intervals === undefined) return [];
  const centre = centredOn === "forecast" ? positive(graph, forecast.price, window) : window.lastClose;
  const { volatility, tracker } = IntervalForecaster.fromJSON(intervals, EXTERNALS);
  const variance = logVariance(graph, window, volatility.toJSON(), forecast.logVariance);
  const sigma = graph.exp(graph.multiply(0.5, variance));
  // The return's distribution scales with sigma: its standard deviation for sigma 1.
  const quantile = centredOn === "forecast" ? POOLED_WIDE : tracker.quantile(0.9);
  const perSigma = standardDeviation(returnDensity(1, quantile));
  graph.multiply(sigma, perSigma, "volatility");
  const bounds = tracker.levels.flatMap((level, k) => {
    const reach = graph.multiply(sigma, tracker.quantiles[k]!);
    const name = levelName(level);
    graph.multiply(centre, graph.exp(graph.node("Neg", [reach])), `lower_${name}`);
    graph.multiply(centre, graph.exp(reach), `upper_${name}`);
    return [
      output(`lower_${name}`, `the next close is above it and below upper_${name} on ${name} % of the days`),
      output(`upper_${name}`, `see lower_${name}`),
    ];
  });
  return [output("volatility", "standard deviation of the next log return"), ...bounds];
}

/** The forecast price [batch], or the last close where it is not above 0. */
function positive(graph: Graph, price: Value, { lastClose }: Window): Value {
  return graph.node("Where", [graph.node("Greater", [price, 0]), price, lastClose]);
}

function output(name: string, description: string): ValueInfo {
  return { name, dims: [BATCH], description };
}

function checkShapes(
  { steps, features, outputs }: ReturnType<typeof readLayers>,
  { window, targets }: PreprocessingState,
): void {
  if (steps === window && features === COLUMN_COUNT && outputs === targets.scale.length) return;
  throw new FormatError(
    "unsupported_model",
    `the network maps [${steps}, ${features}] to [${outputs}]: its scalers expect [${window}, ${COLUMN_COUNT}] to [${targets.scale.length}]`,
  );
}
