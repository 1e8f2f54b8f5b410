import { closes, type RawSeries } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { clip } from "./clip.ts";
import type { Covariates } from "./covariates.ts";
import { PreprocessingError } from "./errors.ts";
import { featuresOf, openingFeaturesOf } from "./features.ts";
import { countOutputs } from "./horizons.ts";
import type { Preset } from "./preset.ts";
import type { Scaler } from "./scaler.ts";
import { countWindows } from "./splits.ts";
import { targetsOf } from "./targets.ts";

/** How windows of raw rows are encoded for the network. */
export interface Encoding {
  readonly window: number;
  readonly preset: Preset;
  readonly featureScaler: Scaler;
  readonly targetScaler: Scaler;
  /** Horizons that the network forecasts, in sessions; undefined: the next one. */
  readonly horizons?: readonly number[] | undefined;
  /** Closes of other symbols that the network takes; undefined: none. */
  readonly covariates?: Covariates | undefined;
}

/** Number of features of a row: those of the preset, then one for each covariate. */
export function countFeatures(
  { featureCount }: Pick<Preset, "featureCount">,
  covariates: readonly unknown[] = [],
): number {
  return featureCount + covariates.length;
}

/** Copies the preset's features `[window, count]` of a window into the first columns of its rows `x [window, features]`. */
export function placeFeatures(own: Float32Array, count: number, x: Float32Array, features: number): void {
  if (count === features) {
    x.set(own);
    return;
  }
  for (let row = 0; row * count < own.length; row++) {
    x.set(own.subarray(row * count, (row + 1) * count), row * features);
  }
}

/** Scales and clips features `[n, features]` into `out`. */
export function scaleFeatures(
  { featureScaler, preset }: Encoding,
  features: Float64Array,
  out?: Float32Array,
): Float32Array {
  return clip(featureScaler.transform(features, out), preset.limits.features);
}

/**
 * The windows of one series, gathered into batches on demand: memory grows with the series, not with series x window.
 *
 * n bars have n - window windows. Window i has the rows of bars i .. i + window - 1 and the target of bar i + window.
 */
export class WindowSet {
  /** Number of windows. */
  readonly length: number;
  /** Rows in a window. */
  readonly window: number;
  readonly #dates: readonly string[];
  readonly #closes: Float64Array;
  /** Number of features of a row. */
  readonly features: number;
  /** Number of those that are the preset's; the others are of covariates. */
  readonly #ownCount: number;
  readonly #covariates: { of: Covariates; logs: Float64Array[] } | undefined;
  /** Scaled own features `[bars, own]` of each bar, measured from the bar before. */
  readonly #features: Float32Array;
  /** Scaled own features `[bars, own]` of each bar as the first row of a window. */
  readonly #openings: Float32Array;
  /** Number of targets of a window. */
  readonly outputs: number;
  /** Scaled targets `[length, outputs]`; NaN for windows whose outcomes are not all known. */
  readonly #targets: Float32Array;

  /**
   * Computes the features of every bar once.
   *
   * @throws PreprocessingError `too_few_bars` if the series has no window, `missing_covariate`
   */
  constructor(series: RawSeries, encoding: Encoding) {
    const { window, preset, covariates, horizons } = encoding;
    this.window = window;
    this.features = countFeatures(preset, covariates?.channels);
    this.#ownCount = preset.featureCount;
    this.outputs = countOutputs(preset, horizons);
    this.length = countWindows(series.length, window);
    if (this.length < 1) {
      throw new PreprocessingError(
        "too_few_bars",
        `the series has ${series.length} bars: one window of ${window} and its target need at least ${window + 1}`,
      );
    }
    this.#dates = series.dates;
    this.#closes = closes(series);
    this.#covariates = covariates && { of: covariates, logs: covariates.logCloses(series) };
    this.#features = scaleFeatures(encoding, featuresOf(preset, series.rows));
    this.#openings = scaleFeatures(encoding, openingFeaturesOf(preset, series.rows));
    const targets = encoding.targetScaler.transform(targetsOf(preset, series.rows, window, horizons));
    this.#targets = new Float32Array(this.length * this.outputs).fill(Number.NaN);
    this.#targets.set(clip(targets, preset.limits.targets));
  }

  /**
   * Writes the windows `indices [batch]` to `x [batch, window, features]` and their scaled targets to `y [batch, outputs]`.
   *
   * @throws PreprocessingError `bad_shape` for a length that does not match, `bad_value` for an index out of range
   */
  gather(indices: ArrayLike<number>, x: Float32Array, y?: Float32Array): void {
    const batch = indices.length;
    const { features, outputs } = this;
    const size = this.window * features;
    if (x.length !== batch * size || (y !== undefined && y.length !== batch * outputs)) {
      throw new PreprocessingError(
        "bad_shape",
        `x has ${x.length} and y ${y?.length ?? "no"} values: ` +
          `expected ${batch * size} [${batch}, ${this.window}, ${features}] and ${batch * outputs}`,
      );
    }
    for (let b = 0; b < batch; b++) {
      const index = this.#checkIndex(indices[b]!);
      const row = this.#ownCount;
      const from = index * row;
      const into = x.subarray(b * size, (b + 1) * size);
      placeFeatures(this.#features.subarray(from, from + this.window * row), row, into, features);
      into.set(this.#openings.subarray(from, from + row));
      this.#covariates?.of.write(this.#covariates.logs, index, into, features);
      if (y) y.set(this.#targets.subarray(index * outputs, (index + 1) * outputs), b * outputs);
    }
  }

  /** The close of the last row of window `index`. */
  lastClose(index: number): number {
    return this.#closes[this.#checkIndex(index) + this.window - 1]!;
  }

  /** The close of the target bar of window `index`. */
  nextClose(index: number): number {
    return this.#closes[this.#checkIndex(index) + this.window]!;
  }

  /** The date, YYYY-MM-DD, of the target bar of window `index`. */
  date(index: number): string {
    return this.#dates[this.#checkIndex(index) + this.window]!;
  }

  #checkIndex(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.length) return index;
    throw new PreprocessingError(
      "bad_value",
      `window index is ${quote(index)}: expected 0 to ${this.length - 1}`,
    );
  }
}
