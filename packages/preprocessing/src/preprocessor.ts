import { COLUMN_COUNT, COLUMNS, type RawSeries } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { Covariates } from "./covariates.ts";
import { PreprocessingError } from "./errors.ts";
import { featuresOf } from "./features.ts";
import { areHorizons, countOutputs, decodeLater, LEGAL_HORIZONS, NEXT_ONLY } from "./horizons.ts";
import { areShrinkages, isDrift, isShrinkage, legalPoint, UNSHRUNK } from "./point.ts";
import type { Decoded, Point, TargetName } from "./preset.ts";
import { PRESETS } from "./presets.ts";
import { Scaler } from "./scaler.ts";
import { countWindows } from "./splits.ts";
import { isWindow, MAX_WINDOW, type PreprocessingState, parsePreprocessing, TARGETS } from "./state.ts";
import { targetsOf } from "./targets.ts";
import { countFeatures, type Encoding, placeFeatures, scaleFeatures, WindowSet } from "./windows.ts";

/** Options of `Preprocessor.fit`. */
export interface FitOptions {
  readonly target: TargetName;
  /** Rows in a window, 1 to 10,000. */
  readonly window: number;
  /** Number of training windows: the scalers are fitted on windows 0 .. trainWindows - 1. */
  readonly trainWindows: number;
  /** Symbols whose closes the network takes as well; the series has them. Default: none. */
  readonly covariates?: readonly string[] | undefined;
  /** Horizons that the network forecasts, in sessions, such as [1, 5, 20]. Default: the next session. */
  readonly horizons?: readonly number[] | undefined;
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
   * trainWindows + window - 1: with later horizons, the windows whose outcomes all lie among these.
   *
   * @throws PreprocessingError `bad_option`, `too_few_bars` if the series has fewer windows, `missing_covariate`
   * @example
   * const { train } = chronologicalSplits(series.length, 60);
   * Preprocessor.fit(series, { target: "distribution", window: 60, trainWindows: train.to });
   */
  static fit(series: RawSeries, options: FitOptions): Preprocessor {
    const { target, window, trainWindows, covariates: symbols = [], horizons = NEXT_ONLY } = options;
    if (!TARGETS.includes(target)) throw badOption("target", target, TARGETS.join(" or "));
    if (!isWindow(window)) throw badOption("window", window, `an integer from 1 to ${MAX_WINDOW}`);
    if (!Number.isInteger(trainWindows) || trainWindows < 1) {
      throw badOption("trainWindows", trainWindows, "an integer of at least 1");
    }
    if (!areHorizons(horizons, target)) throw badOption("horizons", horizons, LEGAL_HORIZONS);
    if (trainWindows < horizons.at(-1)!) {
      throw new PreprocessingError(
        "too_few_bars",
        `there are ${trainWindows} training windows: outcomes ${horizons.at(-1)} sessions ahead need at least ${horizons.at(-1)}`,
      );
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
    const targets = targetsOf(preset, targetRows, window, horizons);
    const targetScaler = Scaler.fit(preset.scaler, targets, countOutputs(preset, horizons));
    const limit = preset.limits.features;
    const covariates =
      symbols.length > 0 ? Covariates.fit(series, symbols, { window, trainWindows, limit }) : undefined;
    const encoding = { window, preset, featureScaler, targetScaler, horizons, covariates };
    const later = horizons.slice(1).map(() => UNSHRUNK.shrinkage);
    return new Preprocessor(encoding, later.length > 0 ? { ...UNSHRUNK, later } : UNSHRUNK);
  }

  /**
   * Encodes one window: raw `rows [window, 6]` -> scaled features `out [window, features]`.
   *
   * @param covariates closes `[covariates][window]` on the days of the rows, see `lackingCovariates`
   * @throws PreprocessingError `bad_shape`, `missing_covariate`
   */
  encode(
    rows: ArrayLike<number>,
    out: Float32Array = new Float32Array(this.window * this.features),
    covariates?: readonly ArrayLike<number>[],
  ): Float32Array {
    const [from, to] = [this.window * COLUMN_COUNT, this.window * this.features];
    if (rows.length !== from || out.length !== to) {
      throw new PreprocessingError(
        "bad_shape",
        `rows has ${rows.length} and out ${out.length} values: expected ${from} [${this.window}, ${COLUMN_COUNT}] and ${to} [${this.window}, ${this.features}]`,
      );
    }
    const { preset, covariates: ofEncoding } = this.#encoding;
    const features = featuresOf(preset, rows);
    if (!ofEncoding) return scaleFeatures(this.#encoding, features, out);
    const lacking = this.lackingCovariates(covariates);
    if (lacking.length > 0) {
      throw new PreprocessingError(
        "missing_covariate",
        `the window has no closes of ${lacking.join(", ")}: expected ${this.window} of each, above 0`,
      );
    }
    placeFeatures(scaleFeatures(this.#encoding, features), preset.featureCount, out, this.features);
    const logs = this.covariates.map((_, k) => Float64Array.from(covariates![k]!, Math.log));
    ofEncoding.write(logs, 0, out, this.features);
    return out;
  }

  /** Number of features of a row: the network takes windows `[window, features]`. */
  get features(): number {
    return countFeatures(this.#encoding.preset, this.#encoding.covariates?.channels);
  }

  /** The symbols whose closes the network takes beside the rows. */
  get covariates(): readonly string[] {
    return this.#encoding.covariates?.symbols ?? [];
  }

  /** The covariates of which `closes [covariates][window]` are not complete: a window that lacks one cannot be encoded. */
  lackingCovariates(closes: readonly ArrayLike<number>[] = []): string[] {
    const isKnown = (close: number) => close > 0 && close < Number.POSITIVE_INFINITY;
    return this.covariates.filter((_, k) => {
      const of = closes[k];
      return of?.length !== this.window || !Array.from(of).every(isKnown);
    });
  }

  /** The horizons that the network forecasts, in sessions: the next one, and later ones if it was trained to. */
  get horizons(): readonly number[] {
    return this.#encoding.horizons ?? NEXT_ONLY;
  }

  /** Number of outputs of the network. */
  get outputs(): number {
    return countOutputs(this.#encoding.preset, this.horizons);
  }

  /**
   * Decodes the network's scaled outputs `[outputs]`.
   *
   * @param lastClose the close of the window's last row
   */
  decode(scaled: ArrayLike<number>, lastClose: number): Decoded {
    const { preset, targetScaler } = this.#encoding;
    const outputs = targetScaler.inverse(scaled);
    return { ...preset.decode(outputs, lastClose, this.point), ...this.#later(outputs, lastClose) };
  }

  #later(outputs: Float64Array | undefined, lastClose: number): Pick<Decoded, "later"> {
    if (this.horizons.length === 1) return {};
    return { later: decodeLater(this.horizons, outputs, lastClose, this.point) };
  }

  /** The forecast in which the network has no part: the last close and the drift. */
  withoutNetwork(lastClose: number): Decoded {
    return { price: lastClose * Math.exp(this.point.drift), ...this.#later(undefined, lastClose) };
  }

  /**
   * Returns the scaled windows of any series.
   *
   * @throws PreprocessingError `too_few_bars` if the series has no window, `missing_covariate`
   */
  windows(series: RawSeries): WindowSet {
    return new WindowSet(series, this.#encoding);
  }

  /**
   * Returns a copy with another `point`; shrinkages of later horizons stay if it has none.
   *
   * @throws PreprocessingError `bad_option`
   */
  withPoint(point: Point): Preprocessor {
    const legal = legalPoint(this.target);
    if (!isShrinkage(point.shrinkage, this.target))
      throw badOption("shrinkage", point.shrinkage, legal.shrinkage);
    if (!isDrift(point.drift, this.target)) throw badOption("drift", point.drift, legal.drift);
    const { later = this.point.later } = point;
    const count = this.horizons.length - 1;
    if (!areShrinkages(later, count))
      throw badOption("later", later, `${count} numbers from 0 to 1, one for each later horizon`);
    return new Preprocessor(this.#encoding, { ...point, ...(later && { later }) });
  }

  toJSON(): PreprocessingState {
    return {
      target: this.target,
      window: this.window,
      columns: [...COLUMNS],
      features: this.#encoding.featureScaler.toJSON(),
      targets: this.#encoding.targetScaler.toJSON(),
      ...(this.#encoding.covariates && { covariates: this.#encoding.covariates.toJSON() }),
      shrinkage: this.point.shrinkage,
      drift: this.point.drift,
      ...(this.point.later && {
        later: this.point.later.map((shrinkage, k) => ({ horizon: this.horizons[k + 1]!, shrinkage })),
      }),
    };
  }

  /**
   * Reads what `toJSON` wrote.
   *
   * @throws PreprocessingError `bad_state`, which names the first wrong field
   */
  static fromJSON(state: unknown): Preprocessor {
    const { target, window, features, targets, covariates, shrinkage, drift, later } =
      parsePreprocessing(state);
    const preset = PRESETS[target];
    const [featureScaler, targetScaler] = [Scaler.fromState(features), Scaler.fromState(targets)];
    return new Preprocessor(
      {
        ...{ window, preset, featureScaler, targetScaler },
        horizons: later && [...NEXT_ONLY, ...later.map(({ horizon }) => horizon)],
        covariates: covariates && Covariates.fromState(covariates, preset.limits.features),
      },
      { shrinkage, drift, ...(later && { later: later.map((of) => of.shrinkage) }) },
    );
  }
}

function badOption(name: string, value: unknown, legal: string): PreprocessingError {
  return new PreprocessingError("bad_option", `${name} is ${quote(value)}: expected ${legal}`);
}
