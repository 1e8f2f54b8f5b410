import { COLUMN_COUNT, COLUMNS, type RawSeries } from "@lstm-predict/bars";
import { finite, object, oneOf, parseState, quote } from "@lstm-predict/checks";
import { z } from "zod";
import { PreprocessingError } from "./errors.ts";
import { type Decoded, featuresOf, type Point, PRESETS, type TargetName, targetsOf } from "./presets.ts";
import { Scaler, type ScalerState, scalerState } from "./scaler.ts";
import { countWindows } from "./splits.ts";
import { type Encoding, scaleFeatures, WindowSet } from "./windows.ts";

/** Everything that is fitted, as `preprocessing.json` holds it. */
export interface PreprocessingState {
  target: TargetName;
  window: number;
  columns: string[];
  features: ScalerState;
  targets: ScalerState;
  shrinkage: number;
  drift: number;
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
/** A log return a day beyond this is no drift. */
const MAX_DRIFT = 0.1;
const AS_FORECAST: Point = { shrinkage: 1, drift: 0 };

/**
 * What training and serving share: raw rows to scaled features, scaled target to price.
 *
 * `encode` of a window equals `windows(series).gather` of the same window bit for bit.
 */
export class Preprocessor {
  readonly target: TargetName;
  readonly window: number;
  /** How a forecast log return is used: shrinkage 0 and drift 0 make the naive forecast; 1 and 0 for `price`. */
  readonly point: Point;
  readonly #encoding: Encoding;

  private constructor(encoding: Encoding, point: Point) {
    this.target = encoding.preset.name;
    this.window = encoding.window;
    this.point = point;
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
    const targetRows = series.rows.subarray(0, (trainWindows + window) * COLUMN_COUNT);
    const featureScaler = Scaler.fit(preset.scaler, featuresOf(preset, rows), COLUMN_COUNT);
    const targetScaler = Scaler.fit(preset.scaler, targetsOf(preset, targetRows, window), preset.outputs);
    return new Preprocessor({ window, preset, featureScaler, targetScaler }, AS_FORECAST);
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
    return scaleFeatures(this.#encoding, featuresOf(this.#encoding.preset, rows), out);
  }

  /** Numbers that the network forecasts. */
  get outputs(): number {
    return this.#encoding.preset.outputs;
  }

  /** The network's scaled outputs `[outputs]` -> what they forecast, given the close before. */
  decode(scaled: ArrayLike<number>, lastClose: number): Decoded {
    const { preset, targetScaler } = this.#encoding;
    return preset.decode(targetScaler.inverse(scaled), lastClose, this.point);
  }

  /** The windows of any series, scaled by what was fitted. */
  windows(series: RawSeries): WindowSet {
    return new WindowSet(series, this.#encoding);
  }

  /** The same, with forecast log returns used as `point` says; PreprocessingError `bad_option`. */
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

  /** Reads what `toJSON` wrote; PreprocessingError `bad_state` names the first field that is wrong. */
  static fromJSON(state: unknown): Preprocessor {
    const reader = {
      name: "preprocessing",
      fail: (message: string) => new PreprocessingError("bad_state", message),
    };
    const { target } = parseState(object({ target: oneOf(TARGETS) }), state, reader);
    const { window, features, targets, shrinkage, drift } = parseState(STATES[target], state, reader);
    const preset = PRESETS[target];
    const [featureScaler, targetScaler] = [Scaler.fromState(features), Scaler.fromState(targets)];
    return new Preprocessor({ window, preset, featureScaler, targetScaler }, { shrinkage, drift });
  }
}

const columns = JSON.stringify(COLUMNS);

function stateOf(target: TargetName) {
  const { scaler, outputs } = PRESETS[target];
  const legal = legalPoint(target);
  return object({
    window: finite.refine(isWindow, `an integer from 1 to ${MAX_WINDOW}`),
    columns: z.unknown().refine((value) => JSON.stringify(value) === columns, columns),
    features: scalerState(COLUMN_COUNT, scaler),
    targets: scalerState(outputs, scaler),
    shrinkage: finite.refine((value) => isShrinkage(value, target), legal.shrinkage),
    // Bundles of version 0.1 have no drift.
    drift: finite.refine((value) => isDrift(value, target), legal.drift).default(0),
  });
}

/** What a stored preprocessing holds, by target. */
const STATES = { distribution: stateOf("distribution"), return: stateOf("return"), price: stateOf("price") };

function isWindow(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MAX_WINDOW;
}

function isShrinkage(value: number, target: TargetName): boolean {
  return target === "price" ? value === 1 : value >= 0 && value <= 1;
}

function isDrift(value: number, target: TargetName): boolean {
  return target === "price" ? value === 0 : Math.abs(value) <= MAX_DRIFT;
}

function legalPoint(target: TargetName): { shrinkage: string; drift: string } {
  return target === "price"
    ? { shrinkage: '1 for the target "price"', drift: '0 for the target "price"' }
    : { shrinkage: "a number from 0 to 1", drift: `a log return from -${MAX_DRIFT} to ${MAX_DRIFT}` };
}

function badOption(name: string, value: unknown, legal: string): PreprocessingError {
  return new PreprocessingError("bad_option", `${name} is ${quote(value)}: expected ${legal}`);
}
