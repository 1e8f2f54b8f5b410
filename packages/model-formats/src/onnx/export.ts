import type { Bundle } from "@lstm-predict/artifacts";
import { COLUMN_COUNT, COLUMNS } from "@lstm-predict/bars";
import { EXTERNALS, readLayers } from "@lstm-predict/forecaster";
import { type PreprocessingState, Preprocessor } from "@lstm-predict/preprocessing";
import { checkHorizon, IntervalForecaster } from "@lstm-predict/volatility";
import { FormatError } from "../errors.ts";
import { type ExportOptions, HORIZONS } from "../export-options.ts";
import { readChannels } from "./covariates.ts";
import { readWindow, scaledFeatures, type Window } from "./features.ts";
import { Graph, type Value } from "./graph.ts";
import { forecastHorizons } from "./horizons.ts";
import { type NetworkForecast, network } from "./network.ts";
import { TENSOR_TYPES } from "./proto.ts";

/**
 * Exports a bundle as one ONNX graph that computes the same as `Forecaster.forecast` and `forecastAt`, from raw windows on.
 *
 * Input `window` float64 [batch, window, 6]: raw bars, rows as on the wire. Optional inputs, for bundles with pooled volatility:
 * `year` float64 [batch, 251, 6], the bars of a year; `vix` float64 [batch, 60], closes of ^VIX. For networks with covariates:
 * `covariates` float64 [batch, window, covariates], their closes.
 *
 * NaN stands for what is not known.
 *
 * Outputs float64 [batch]: `naive`, and for the next session `prediction` and `return`; if the bundle has an error bar also
 * `volatility` and, for each level, `lower_90`, `upper_90`. For h sessions ahead the names end in h: `prediction_5`.
 *
 * @param horizons sessions ahead, from 1 to 20
 * @throws ForecastError, PreprocessingError or VolatilityError as `Forecaster.fromBundle`; VolatilityError `bad_option` for
 * another horizon; FormatError `unsupported_model`, `unsupported_volatility`
 */
export function exportOnnx(
  { metadata, preprocessing, intervals, model }: Bundle,
  { horizons = HORIZONS, requireInputs }: ExportOptions = {},
): Uint8Array {
  horizons.forEach(checkHorizon);
  const preprocessor = Preprocessor.fromJSON(preprocessing);
  const state = preprocessor.toJSON();
  const layers = readLayers(model);
  checkShapes(layers, preprocessor);
  const graph = new Graph();
  const window = readWindow(graph, "window", state.window);
  const channels = state.covariates && readChannels(graph, window, state.covariates);
  const scaled = network(graph, scaledFeatures(graph, window, state, channels?.values), layers);
  const decoded = decode(graph, scaled, window, state, channels?.isKnown);
  const { inputs, outputs } = forecastHorizons(graph, window, decoded, {
    horizons,
    drift: metadata.drift ?? 0,
    intervals: intervals === undefined ? undefined : IntervalForecaster.fromJSON(intervals, EXTERNALS),
    isCentred: metadata.calibration?.centre === "forecast",
  });
  const { symbol, version, target, data } = metadata;
  const description = {
    name: `${symbol} ${version}`,
    description: `The next close of ${symbol} from ${state.window} daily bars (${COLUMNS.join(", ")}), oldest first.`,
    inputs: [
      {
        name: "window",
        dims: ["batch", state.window, COLUMN_COUNT],
        description: `raw bars, oldest first: ${COLUMNS.join(", ")}; prices above 0, volume at least 0`,
      },
      ...inputs,
      ...(channels ? [channels.input] : []),
    ],
    outputs: [
      ...outputs.slice(0, 1),
      { name: "naive", dims: ["batch"], description: '"tomorrow = today": the last close' },
      ...outputs.slice(1),
    ],
    metadata: {
      symbol,
      version,
      target,
      window: String(state.window),
      columns: COLUMNS.join(","),
      ...(preprocessor.covariates.length > 0 && { covariates: preprocessor.covariates.join(",") }),
      ...(data && { data_source: data.source, trained_from: data.from, trained_to: data.to }),
    },
  };
  return graph.encode(description, requireInputs);
}

/**
 * The network's scaled outputs [batch, outputs] -> its forecast; where `isKnown` is false, the last close and the drift instead.
 */
function decode(
  graph: Graph,
  scaled: Value,
  { lastClose }: Window,
  state: PreprocessingState,
  isKnown: Value | undefined,
): NetworkForecast {
  const named = isKnown === undefined ? "prediction" : undefined;
  const known = (price: Value) =>
    isKnown === undefined
      ? price
      : graph.where(isKnown, price, graph.multiply(lastClose, Math.exp(state.drift)), "prediction");
  const [first, second, ...others] = state.targets.scale.map((scale, index) => {
    const output = graph.node("Cast", [graph.at(scaled, 1, index)], {
      attributes: { to: TENSOR_TYPES.float64 },
    });
    const name = state.target === "price" ? named : undefined;
    return graph.add(graph.multiply(output, scale), state.targets.offset[index]!, name);
  });
  if (state.target === "price") return { price: known(first!) };
  const priceOf = (logReturn: Value, shrinkage: number, drift: number, name?: string) =>
    graph.multiply(lastClose, graph.exp(graph.add(graph.multiply(logReturn, shrinkage), drift)), name);
  const price = (logReturn: Value) => known(priceOf(logReturn, state.shrinkage, state.drift, named));
  if (state.target === "return") return { price: price(first!) };
  const later = state.later?.map(({ horizon, shrinkage }, k) => {
    const [logVariance, logReturn] = [others[2 * k]!, others[2 * k + 1]!];
    const drift = horizon * state.drift;
    const own = priceOf(logReturn, shrinkage, drift);
    const price =
      isKnown === undefined ? own : graph.where(isKnown, own, graph.multiply(lastClose, Math.exp(drift)));
    return [horizon, { price, logVariance }] as const;
  });
  return {
    ...{ logVariance: first!, price: price(second!), isKnown },
    ...(later && { later: Object.fromEntries(later) }),
  };
}

function checkShapes(
  { steps, features, outputs }: ReturnType<typeof readLayers>,
  expected: Preprocessor,
): void {
  const shapes = [
    `[${steps}, ${features}] to [${outputs}]`,
    `[${expected.window}, ${expected.features}] to [${expected.outputs}]`,
  ];
  if (shapes[0] === shapes[1]) return;
  throw new FormatError(
    "unsupported_model",
    `the network maps ${shapes[0]}: its scalers expect ${shapes[1]}`,
  );
}
