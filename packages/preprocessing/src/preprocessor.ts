import { PreprocessingError, quote } from "./errors.ts";
import { featuresOf, PRESETS, type TargetName } from "./presets.ts";
import { Scaler, type ScalerState } from "./scaler.ts";
import { COLUMN_COUNT, COLUMNS, closes, type RawSeries } from "./series.ts";
import { countWindows } from "./splits.ts";
import { badField, numberField, objectField, oneOfField } from "./state.ts";
import { type Encoding, targetsOf, WindowSet } from "./windows.ts";

/** Everything that is fitted, as `preprocessing.json` holds it. */
export interface PreprocessingState {
  target: TargetName;
  window: number;
  columns: string[];
  features: ScalerState;
  targets: ScalerState;
  shrinkage: number;
}

export interface FitOptions {
  readonly target: TargetName;
  /** Rows in a window. */
  readonly window: number;
  /** The scalers see windows 0 .. trainWindows - 1 and nothing later. */
  readonly trainWindows: number;
}

const TARGETS = Object.keys(PRESETS) as TargetName[];
const MAX_WINDOW = 10_000;

/**
 * What training and serving share: raw rows to scaled features, scaled target to price.
 *
 * `encode` of a window equals `windows(series).gather` of the same window bit for bit.
 */
export class Preprocessor {
  readonly target: TargetName;
  readonly window: number;
  /** Factor on a forecast log return, 0 (the naive forecast) to 1; always 1 for the target `price`. */
  readonly shrinkage: number;
  readonly #encoding: Encoding;

  private constructor(encoding: Encoding, shrinkage: number) {
    this.target = encoding.preset.name;
    this.window = encoding.window;
    this.shrinkage = shrinkage;
    this.#encoding = encoding;
  }

  /**
   * Fits the scalers on the training windows of a series.
   *
   * Features: the rows inside those windows, bars 0 .. trainWindows + window - 2, each once and after the bar
   * before it (bar 0 has none and counts as the first row of window 0, which it is). Targets: bars window ..
   * trainWindows + window - 1. A later bar changes nothing.
   *
   * PreprocessingError `bad_option`, or `too_few_bars` when the series has not that many windows.
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
    const targets = targetsOf(preset, closes(series).subarray(0, trainWindows + window), window);
    const featureScaler = Scaler.fit(preset.scaler, featuresOf(preset, rows), COLUMN_COUNT);
    const targetScaler = Scaler.fit(preset.scaler, targets, 1);
    return new Preprocessor({ window, preset, featureScaler, targetScaler }, 1);
  }

  /** One raw window `rows [window, 6]` -> scaled features `out [window, 6]`; PreprocessingError `bad_shape`. */
  encode(
    rows: ArrayLike<number>,
    out: Float32Array = new Float32Array(this.window * COLUMN_COUNT),
  ): Float32Array {
    const size = this.window * COLUMN_COUNT;
    if (rows.length !== size || out.length !== size) {
      throw new PreprocessingError(
        "bad_shape",
        `rows has ${rows.length} and out ${out.length} values: expected ${size} [${this.window}, ${COLUMN_COUNT}]`,
      );
    }
    const { preset, featureScaler } = this.#encoding;
    return featureScaler.transform(featuresOf(preset, rows), out);
  }

  /** The network's scaled output -> the price it forecasts, given the close before it. */
  decode(scaledTarget: number, lastClose: number): number {
    const { preset, targetScaler } = this.#encoding;
    const target = targetScaler.inverse([scaledTarget])[0]!;
    return preset.price(this.shrinkage * target, lastClose);
  }

  /** The windows of any series, scaled by what was fitted. */
  windows(series: RawSeries): WindowSet {
    return new WindowSet(series, this.#encoding);
  }

  /** The same, with forecast log returns multiplied by `shrinkage`; PreprocessingError `bad_option`. */
  withShrinkage(shrinkage: number): Preprocessor {
    if (!isShrinkage(shrinkage, this.target)) {
      throw badOption("shrinkage", shrinkage, legalShrinkage(this.target));
    }
    return new Preprocessor(this.#encoding, shrinkage);
  }

  toJSON(): PreprocessingState {
    return {
      target: this.target,
      window: this.window,
      columns: [...COLUMNS],
      features: this.#encoding.featureScaler.toJSON(),
      targets: this.#encoding.targetScaler.toJSON(),
      shrinkage: this.shrinkage,
    };
  }

  /** Reads what `toJSON` wrote; PreprocessingError `bad_state` names the first field that is wrong. */
  static fromJSON(state: unknown): Preprocessor {
    const fields = objectField(state, "preprocessing");
    const target = oneOfField(fields.target, TARGETS, "target");
    const preset = PRESETS[target];
    const window = numberField(fields.window, "window");
    if (!isWindow(window)) throw badField("window", window, `an integer from 1 to ${MAX_WINDOW}`);
    if (JSON.stringify(fields.columns) !== JSON.stringify(COLUMNS)) {
      throw badField("columns", fields.columns, JSON.stringify(COLUMNS));
    }
    const featureScaler = Scaler.fromJSON(fields.features, "features", COLUMN_COUNT);
    const targetScaler = Scaler.fromJSON(fields.targets, "targets", 1);
    oneOfField(featureScaler.kind, [preset.scaler], "features.kind");
    oneOfField(targetScaler.kind, [preset.scaler], "targets.kind");
    const shrinkage = numberField(fields.shrinkage, "shrinkage");
    if (!isShrinkage(shrinkage, target)) throw badField("shrinkage", shrinkage, legalShrinkage(target));
    return new Preprocessor({ window, preset, featureScaler, targetScaler }, shrinkage);
  }
}

function isWindow(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MAX_WINDOW;
}

function isShrinkage(value: number, target: TargetName): boolean {
  return target === "price" ? value === 1 : value >= 0 && value <= 1;
}

function legalShrinkage(target: TargetName): string {
  return target === "price" ? '1 for the target "price"' : "a number from 0 to 1";
}

function badOption(name: string, value: unknown, legal: string): PreprocessingError {
  return new PreprocessingError("bad_option", `${name} is ${quote(value)}: expected ${legal}`);
}
