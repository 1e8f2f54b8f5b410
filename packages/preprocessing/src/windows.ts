import { PreprocessingError, quote } from "./errors.ts";
import { featuresOf, openingFeaturesOf, type Preset } from "./presets.ts";
import type { Scaler } from "./scaler.ts";
import { COLUMN_COUNT, closes, type RawSeries } from "./series.ts";
import { countWindows } from "./splits.ts";

/** How the windows of a series become numbers for the network. */
export interface Encoding {
  readonly window: number;
  readonly preset: Preset;
  readonly featureScaler: Scaler;
  readonly targetScaler: Scaler;
}

/**
 * The windows of one series, gathered into batches on demand: memory grows with the series, not with
 * series x window.
 *
 * n bars have n - window windows; window i has the rows of bars i .. i + window - 1 and the target of bar
 * i + window.
 */
export class WindowSet {
  readonly length: number;
  readonly window: number;
  readonly #dates: readonly string[];
  readonly #closes: Float64Array;
  /** Scaled features [bars, 6] of each bar after the one before it. */
  readonly #features: Float32Array;
  /** Scaled features [bars, 6] of each bar as the first row of a window. */
  readonly #openings: Float32Array;
  /** Scaled targets [length]. */
  readonly #targets: Float32Array;

  /** Computes every bar's features once; PreprocessingError `too_few_bars` if there is not one window. */
  constructor(series: RawSeries, { window, preset, featureScaler, targetScaler }: Encoding) {
    this.window = window;
    this.length = countWindows(series.length, window);
    if (this.length < 1) {
      throw new PreprocessingError(
        "too_few_bars",
        `the series has ${series.length} bars: one window of ${window} and its target need at least ${window + 1}`,
      );
    }
    this.#dates = series.dates;
    this.#closes = closes(series);
    this.#features = featureScaler.transform(featuresOf(preset, series.rows));
    this.#openings = featureScaler.transform(openingFeaturesOf(preset, series.rows));
    this.#targets = targetScaler.transform(targetsOf(preset, this.#closes, window));
  }

  /**
   * Writes the windows `indices [batch]` to `x [batch, window, 6]` and, if given, their scaled targets to
   * `y [batch]`.
   *
   * PreprocessingError `bad_shape` when a length does not match, `bad_value` when an index is out of range.
   */
  gather(indices: ArrayLike<number>, x: Float32Array, y?: Float32Array): void {
    const batch = indices.length;
    const size = this.window * COLUMN_COUNT;
    if (x.length !== batch * size || (y !== undefined && y.length !== batch)) {
      throw new PreprocessingError(
        "bad_shape",
        `x has ${x.length} and y ${y?.length ?? "no"} values: ` +
          `expected ${batch * size} [${batch}, ${this.window}, ${COLUMN_COUNT}] and ${batch}`,
      );
    }
    for (let b = 0; b < batch; b++) {
      const index = this.#checkIndex(indices[b]!);
      const from = index * COLUMN_COUNT;
      x.set(this.#features.subarray(from, from + size), b * size);
      x.set(this.#openings.subarray(from, from + COLUMN_COUNT), b * size);
      if (y) y[b] = this.#targets[index]!;
    }
  }

  /** The close of the last row of window `index`. */
  lastClose(index: number): number {
    return this.#closes[this.#checkIndex(index) + this.window - 1]!;
  }

  /** The close to be forecast from window `index`. */
  nextClose(index: number): number {
    return this.#closes[this.#checkIndex(index) + this.window]!;
  }

  /** The date (YYYY-MM-DD) of the bar to be forecast from window `index`. */
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

/** Unscaled targets `[windows]` from the closes `[bars]`. */
export function targetsOf(preset: Preset, closes: ArrayLike<number>, window: number): Float64Array {
  return Float64Array.from({ length: countWindows(closes.length, window) }, (_, index) =>
    preset.target(closes[index + window - 1]!, closes[index + window]!),
  );
}
