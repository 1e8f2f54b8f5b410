import { COLUMNS, lastCloseOf } from "@lstm-predict/bars";
import type { Decoded, Preprocessor, TargetName } from "@lstm-predict/preprocessing";
import type { IntervalForecaster, Span } from "@lstm-predict/volatility";
import type { Layers } from "../layers.ts";
import { explainWidths } from "./explain-widths.ts";
import type {
  ModelExplanation,
  NetworkExplanation,
  OutputExplanation,
  PointExplanation,
} from "./explanation.ts";
import { type Attribution, integrateGradients } from "./integrated-gradients.ts";

/** The outputs of the network for the next session, and the features of a row, by target. */
const OUTPUTS: Record<TargetName, OutputExplanation["name"][]> = {
  distribution: ["logVariance", "logReturn"],
  return: ["logReturn"],
  price: ["price"],
};
const FEATURES: Record<TargetName, readonly string[]> = {
  distribution: [...COLUMNS.slice(0, -1), "range_variance"],
  return: COLUMNS,
  price: COLUMNS,
};

/** Digits of an attribution: those of a float32. */
const DIGITS = 7;

/** An encoded window with what forecasts it. */
export interface ExplainedWindow {
  /** With the encoded window `x [window, features]`; undefined if it had no part for want of covariates. */
  network: { layers: Layers; x: Float32Array } | undefined;
  preprocessor: Preprocessor;
  /** The forecast close. */
  price: number;
  /** The network's forecasts of later horizons. */
  later?: Decoded["later"];
  /** As the error bar reads it. */
  window: Span;
  errorBar: IntervalForecaster | undefined;
  /** Whose widths to explain beside the next one. */
  horizons: readonly number[] | undefined;
}

/** Work in steps of about two milliseconds, so that the caller may do other work between them. */
export type Steps<T> = Generator<void, T>;

/** Explains the forecast of a window: the widths at once, the rest in steps. */
export function explainWindow(explained: ExplainedWindow): Steps<ModelExplanation> {
  const { errorBar, window, horizons, later } = explained;
  return explainRest(explained, explainWidths(errorBar, window, horizons, later));
}

function* explainRest(
  explained: ExplainedWindow,
  widths: ReturnType<typeof explainWidths>,
): Steps<ModelExplanation> {
  const { network: ran, preprocessor } = explained;
  const network = ran && (yield* explainNetwork(ran, preprocessor));
  return { ...widths, point: explainPoint(explained, network), ...(network && { network }) };
}

function explainPoint(
  { preprocessor, price, window }: ExplainedWindow,
  network: NetworkExplanation | undefined,
): PointExplanation {
  const logReturn = Math.log(price / lastCloseOf(window.rows));
  const forecast = network?.outputs.find(({ name }) => name === "logReturn")?.value ?? logReturn;
  const networkReturn = network ? forecast : Number.NaN;
  const { drift, shrinkage } = preprocessor.point;
  return { logReturn, drift, shrinkage, networkReturn };
}

function* explainNetwork(
  { layers, x }: NonNullable<ExplainedWindow["network"]>,
  preprocessor: Preprocessor,
): Steps<NetworkExplanation> {
  const { target, covariates } = preprocessor;
  const { targets } = preprocessor.toJSON();
  // Standard scores are 0 at the mean; a price is scaled to [0, 1] by its range.
  const baseline = targets.kind === "standard" ? "mean" : "middle";
  const own = FEATURES[target].length;
  // Covariates are standard scores in any case.
  const start = x.map((_, k) => (baseline === "mean" || k % layers.features >= own ? 0 : 0.5));
  const { value, milliseconds } = yield* timed(
    integrateGradients(layers, x, start, { count: OUTPUTS[target].length }),
  );
  const { points, outputs } = value;
  return {
    features: [...FEATURES[target], ...covariates],
    baseline,
    points,
    milliseconds,
    outputs: outputs.map((output, k) => ({
      name: OUTPUTS[target][k]!,
      ...inUnits(output, targets.offset[k]!, targets.scale[k]!, layers),
    })),
  };
}

/** Runs the steps and measures them, without what the caller does between them. */
function* timed<T>(steps: Steps<T>): Steps<{ value: T; milliseconds: number }> {
  for (let milliseconds = 0; ; ) {
    const began = performance.now();
    const { done, value } = steps.next();
    milliseconds += performance.now() - began;
    if (done) return { value, milliseconds };
    yield;
  }
}

/** The attribution of a scaled output in the unit of the target. */
function inUnits(
  { value, baseline, attributions, error }: Attribution,
  offset: number,
  scale: number,
  { steps, features }: Layers,
): Omit<OutputExplanation, "name"> {
  const difference = value - baseline;
  return {
    value: value * scale + offset,
    baseline: baseline * scale + offset,
    difference: difference * scale,
    sum: attributions.reduce((sum, one) => sum + one, 0) * scale,
    error,
    attributions: Array.from({ length: steps }, (_, day) =>
      Array.from(attributions.subarray(day * features, (day + 1) * features), (one) =>
        Number((one * scale).toPrecision(DIGITS)),
      ),
    ),
  };
}

/** Runs all steps at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
