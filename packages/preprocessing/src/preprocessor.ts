import { COLUMN_COUNT, COLUMNS, type RawSeries } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { PreprocessingError } from "./errors.ts";
import { featuresOf } from "./features.ts";
import { isDrift, isShrinkage, legalPoint, UNSHRUNK } from "./point.ts";
import type { Decoded, Point, TargetName } from "./preset.ts";
import { PRESETS } from "./presets.ts";
import { Scaler } from "./scaler.ts";
import { countWindows } from "./splits.ts";
import { isWindow, MAX_WINDOW, type PreprocessingState, parsePreprocessing, TARGETS } from "./state.ts";
import { targetsOf } from "./targets.ts";
import { type Encoding, scaleFeatures, WindowSet } from "./windows.ts";

/** Options of `Preprocessor.fit`. */
export interface FitOptions {
  readonly target: TargetName;
  /** Rows in a window, 1 to 10,000. */
  readonly window: number;
  /** Number of training windows: the scalers are fitted on windows 0 .. trainWindows - 1. */
  readonly trainWindows: number;
}

/**
 * Encodes raw rows to scaled features and decodes scaled outputs to a price, for training and serving alike.
 *
 * `encode` of a window equals `windows(series).gather` of the same window, bit for bit.
 */
export class Preprocessor {
  readonly target: TargetName;
  readonly window: number;
  /** How a forecast log return becomes a price. Shrinkage 0 and drift 0 give the naive forecast; `price` has 1 and 0. */
  readonly point: Point;
  readonly #encoding: Encoding;

  private constructor(encoding: Encoding, point: Point) {
    this.target = encoding.preset.name;
    this.window = encoding.window;
    this.point = point;
    this.#encoding = encoding;
  }

  /**
   * Fits the scalers on the training windows of a series; later bars change nothing.
   *
   * The feature scaler sees bars 0 .. trainWindows + window - 2, the rows of the training windows, each once and measured
   * from the bar before; bar 0, which opens window 0, from its open. The target scaler sees bars window ..
   * trainWindows + window - 1.
   *
   * @throws PreprocessingError `bad_option`, or `too_few_bars` if the series has fewer windows
   * @example
   * const { train } = chronologicalSplits(series.length, 60);
   * Preprocessor.fit(series, { target: "distribution", window: 60, trainWindows: train.to });
   */
  static fit(series: RawSeries, { target, window, trainWindows }: FitOptions): Preprocessor {
    if (!TARGETS.includes(target)) throw badOption("target", target, TARGETS.join(" or "));
    if (!isWindow(window)) throw badOption("window", window, `an integer from 1 to ${MAX_WINDOW}`);
    if (!Number.isInteger(trainWindows) || trainWindows < 1) {
      throw badOption("trainWindows", trainWindows, "an integer of at least 1");
    }
    if (countWindows(series.length, window) < trainWindows) {
      throw new PreprocessingError(
        "too_few_bars",
        `there are ${series.length} bars: ${trainWindows} training windows of ${window} need at least ${trainWindows + window}`,
      );
    }
    const preset = PRESETS[target];
    const rows = series.rows.subarray(0, (trainWindows + window - 1) * COLUMN_COUNT);
    const targetRows = series.rows.subarray(0, (trainWindows + window) * COLUMN_COUNT);
    const featureScaler = Scaler.fit(preset.scaler, featuresOf(preset, rows), preset.featureCount);
    const targetScaler = Scaler.fit(preset.scaler, targetsOf(preset, targetRows, window), preset.outputs);
    return new Preprocessor({ window, preset, featureScaler, targetScaler }, UNSHRUNK);
  }

  /**
   * Encodes one window: raw `rows [window, 6]` -> scaled features `out [window, features]`.
   *
   * @throws PreprocessingError `bad_shape`
   */
  encode(
    rows: ArrayLike<number>,
    out: Float32Array = new Float32Array(this.window * this.features),
  ): Float32Array {
    const [from, to] = [this.window * COLUMN_COUNT, this.window * this.features];
    if (rows.length !== from || out.length !== to) {
      throw new PreprocessingError(
        "bad_shape",
        `rows has ${rows.length} and out ${out.length} values: expected ${from} [${this.window}, ${COLUMN_COUNT}] and ${to} [${this.window}, ${this.features}]`,
      );
    }
    return scaleFeatures(this.#encoding, featuresOf(this.#encoding.preset, rows), out);
  }

  /** Number of features of a row: the network takes windows `[window, features]`. */
  get features(): number {
    return this.#encoding.preset.featureCount;
  }

  /** Number of outputs of the network. */
  get outputs(): number {
    return this.#encoding.preset.outputs;
  }

  /**
   * Decodes the network's scaled outputs `[outputs]`.
   *
   * @param lastClose the close of the window's last row
   */
  decode(scaled: ArrayLike<number>, lastClose: number): Decoded {
    const { preset, targetScaler } = this.#encoding;
    return preset.decode(targetScaler.inverse(scaled), lastClose, this.point);
  }

  /**
   * Returns the scaled windows of any series.
   *
   * @throws PreprocessingError `too_few_bars` if the series has no window
   */
  windows(series: RawSeries): WindowSet {
    return new WindowSet(series, this.#encoding);
  }

  /**
   * Returns a copy with another `point`.
   *
   * @throws PreprocessingError `bad_option`
   */
  withPoint(point: Point): Preprocessor {
    const legal = legalPoint(this.target);
    if (!isShrinkage(point.shrinkage, this.target))
      throw badOption("shrinkage", point.shrinkage, legal.shrinkage);
    if (!isDrift(point.drift, this.target)) throw badOption("drift", point.drift, legal.drift);
    return new Preprocessor(this.#encoding, { ...point });
  }

  toJSON(): PreprocessingState {
    return {
      target: this.target,
      window: this.window,
      columns: [...COLUMNS],
      features: this.#encoding.featureScaler.toJSON(),
      targets: this.#encoding.targetScaler.toJSON(),
      shrinkage: this.point.shrinkage,
      drift: this.point.drift,
    };
  }

  /**
   * Reads what `toJSON` wrote.
   *
   * @throws PreprocessingError `bad_state`, which names the first wrong field
   */
  static fromJSON(state: unknown): Preprocessor {
    const { target, window, features, targets, shrinkage, drift } = parsePreprocessing(state);
    const preset = PRESETS[target];
    const [featureScaler, targetScaler] = [Scaler.fromState(features), Scaler.fromState(targets)];
    return new Preprocessor({ window, preset, featureScaler, targetScaler }, { shrinkage, drift });
  }
}

function badOption(name: string, value: unknown, legal: string): PreprocessingError {
  return new PreprocessingError("bad_option", `${name} is ${quote(value)}: expected ${legal}`);
}
