import { type Bundle, type BundleMetadata, loadBundle } from "@lstm-predict/artifacts";
import { COLUMN_COUNT, covariatesOn, lastCloseOf, type RawSeries, type Rows } from "@lstm-predict/bars";
import type { HorizonForecast } from "@lstm-predict/forecasts";
import { type DecodedHorizon, Preprocessor } from "@lstm-predict/preprocessing";
import { type Context, contextsFrom, IntervalForecaster, type Span } from "@lstm-predict/volatility";
import { ForecastError } from "./errors.ts";
import { explainWindow, finish, type Steps } from "./explain/explain-window.ts";
import type { ExplainOptions, ModelExplanation } from "./explain/explanation.ts";
import { describeHorizon, describeNext, termStructureOf } from "./intervals.ts";
import { EXTERNALS, windowOf, windowWithoutNetwork } from "./model-volatility.ts";
import { Network } from "./network.ts";
import { flattenRows } from "./rows.ts";
import { TrackedIntervals } from "./tracked-intervals.ts";
import type { Tracked } from "./tracking.ts";
import { isFiniteForecast, type WindowForecast } from "./window-forecast.ts";

/** The network's forecast of one window. */
interface Decoded {
  /** The next close. */
  price: number;
  /** The price that the intervals are centred on: the last close, or the forecast if the bundle's calibration says so. */
  centre: number;
  /** The window for `intervals`: its rows, with the network's log variance if it forecasts one. */
  window: Span;
  /** The forecasts of later horizons, by horizon; absent if the network forecasts the next session alone. */
  later?: Readonly<Record<number, DecodedHorizon>>;
  /** Whether the network forecast it; not without closes of its covariates. */
  hasNetwork: boolean;
}

/** An encoded window: its raw rows `[window * 6]`, and whether the network can forecast it. */
interface Encoded {
  rows: Float64Array;
  hasNetwork: boolean;
}

/**
 * Forecasts the next close from raw bars with the model of a bundle. Never loads TensorFlow.js.
 *
 * @example
 * const forecaster = await Forecaster.load("models/AAPL/20261124T040506Z-1a2b3c4d");
 * const { prediction, naive, intervals } = forecaster.forecast(last60Rows); // rows [60, 6]
 */
export class Forecaster {
  readonly metadata: BundleMetadata;
  /** @internal */
  readonly preprocessor: Preprocessor;
  /** Number of rows that a forecast needs. */
  readonly window: number;
  /**
   * The error bar; undefined if the bundle has none. `track` changes it.
   *
   * @internal
   */
  readonly intervals: IntervalForecaster | undefined;
  readonly #network: Network;
  /** Whether the intervals are centred on the forecast. */
  readonly #isCentred: boolean;

  private constructor(
    metadata: BundleMetadata,
    preprocessor: Preprocessor,
    intervals: IntervalForecaster | undefined,
    network: Network,
  ) {
    this.metadata = metadata;
    this.preprocessor = preprocessor;
    this.window = preprocessor.window;
    this.intervals = intervals;
    this.#network = network;
    this.#isCentred = metadata.calibration?.centre === "forecast";
  }

  /**
   * Makes a forecaster from a loaded bundle.
   *
   * @throws ForecastError `unsupported_model`; PreprocessingError or VolatilityError `bad_state`
   */
  static fromBundle({ metadata, preprocessing, intervals, model }: Bundle): Forecaster {
    const preprocessor = Preprocessor.fromJSON(preprocessing);
    const network = Network.fromModel(model);
    const { steps, features, outputs } = network;
    const shapes = [
      `[${steps}, ${features}] to [${outputs}]`,
      `[${preprocessor.window}, ${preprocessor.features}] to [${preprocessor.outputs}]`,
    ];
    if (shapes[0] !== shapes[1]) {
      throw new ForecastError(
        "unsupported_model",
        `the network maps ${shapes[0]}: its scalers expect ${shapes[1]}`,
      );
    }
    const errorBar = intervals === undefined ? undefined : IntervalForecaster.fromJSON(intervals, EXTERNALS);
    return new Forecaster(metadata, preprocessor, errorBar, network);
  }

  /**
   * Loads and verifies the bundle in folder `dir`.
   *
   * @throws as `fromBundle` and `loadBundle`
   */
  static async load(dir: string): Promise<Forecaster> {
    return Forecaster.fromBundle(await loadBundle(dir));
  }

  /** Frees the memory of the weights now instead of at garbage collection. The forecaster cannot forecast afterwards. */
  release(): void {
    this.#network.release();
  }

  /**
   * Forecasts the close of the session after the last row.
   *
   * @param rows [window, 6] raw bars, oldest first: open, high, low, close, volume, adj_close
   * @param context what else is known of the day (see `contextsOf`, `withCovariates`); without it, the error bar is made from the
   * window alone, and a network with covariates has no part: the forecast is the last close and the drift, `withoutNetwork` is set
   * @throws ForecastError `bad_window`, whose `path` locates the bad value; it is empty for prices so far apart that numbers overflow
   */
  forecast(rows: Rows, context?: Context): WindowForecast {
    const forecast = this.forecastBatch([rows], context && [context])[0]!;
    if (isFiniteForecast(forecast)) return forecast;
    throw new ForecastError("bad_window", "the prices are too far apart: expected those of one stock");
  }

  /** The symbols whose closes the network takes beside the rows. */
  get covariates(): readonly string[] {
    return this.preprocessor.covariates;
  }

  /**
   * Adds the closes of the network's covariates to the context of the forecast of row `row`, with NaN where they are not known.
   *
   * @internal
   */
  withCovariates(context: Context, series: RawSeries, row: number): Context {
    if (this.covariates.length === 0) return context;
    return { ...context, covariates: covariatesOn(series, this.covariates, row - this.window, row) };
  }

  /**
   * The contexts of the forecasts of rows `from` (inclusive) to `to` (exclusive); `nextDate` as of `contextsOf`.
   *
   * @internal
   */
  contextsFrom(series: RawSeries, from: number, to: number, nextDate?: string): Context[] {
    return contextsFrom(series, from, to, nextDate).map((context, k) =>
      this.withCovariates(context, series, from + k),
    );
  }

  /** Forecasts the close `horizon` sessions after the last row, from 1 to 20, given the forecast of the next one. */
  forecastAt(forecast: WindowForecast, horizon: number): HorizonForecast {
    return describeHorizon(forecast, this.intervals, this.drift, horizon);
  }

  /** Mean log return a day, which forecasts of later sessions add to that of the next one. */
  get drift(): number {
    return this.metadata.drift ?? 0;
  }

  /**
   * Forecasts several windows at once. Throws as `forecast`, except that a window whose numbers overflow has a forecast that is not
   * finite (see `isFiniteForecast`): one window does not cost the others.
   */
  forecastBatch(windows: readonly Rows[], contexts?: readonly Context[]): WindowForecast[] {
    return this.decodeBatch(windows, contexts).map((decoded) => this.#describe(decoded));
  }

  /**
   * Forecasts several windows as `forecastBatch` does, bit for bit, but runs the network in another thread.
   *
   * Do not call `release` before the promise settles. Rejects as `forecastBatch` throws.
   */
  async forecastBatchAsync(
    windows: readonly Rows[],
    contexts?: readonly Context[],
  ): Promise<WindowForecast[]> {
    if (windows.length === 0) return [];
    const { x, encoded } = this.#encode(windows, contexts);
    const outputs = await this.#network.runAsync(x);
    return this.#decode(encoded, outputs, contexts).map((decoded) => this.#describe(decoded));
  }

  /**
   * Explains the forecast of the session after the last row: see `ModelExplanation`. It takes tens of milliseconds.
   *
   * @throws as `forecast`; FusedLstmError `thread_failed`
   */
  explain(rows: Rows, context?: Context, options?: ExplainOptions): ModelExplanation {
    return finish(this.explainInSteps(rows, context, options));
  }

  /**
   * Begins to explain as `explain` does: the forecaster may be released before the last step. Throws at once as `forecast` does.
   *
   * @internal
   */
  explainInSteps(
    rows: Rows,
    context?: Context,
    { errorBar = this.intervals, horizons }: ExplainOptions = {},
  ): Steps<ModelExplanation> {
    const contexts = context && [context];
    const { x, encoded } = this.#encode([rows], contexts);
    const { hasNetwork, ...decoded } = this.#decode(encoded, this.#network.run(x), contexts)[0]!;
    const network = hasNetwork ? { layers: this.#network.layers, x } : undefined;
    return explainWindow({ network, preprocessor: this.preprocessor, ...decoded, errorBar, horizons });
  }

  /**
   * Lets `intervals` follow days after the training, so that later forecasts of this forecaster have fitting intervals.
   *
   * For a program that forecasts one series in order. A server, which forecasts windows of any day at the same time, uses
   * a `Follower` instead, which leaves `intervals` as they are.
   *
   * @param windows raw windows `[n, window, 6]`, oldest first
   * @param closes the close after each window `[n]`
   * @param contexts of these days
   * @returns the number of days and how often the intervals contained the close; undefined without an error bar
   */
  track(
    windows: readonly Rows[],
    closes: ArrayLike<number>,
    contexts?: readonly Context[],
  ): Tracked | undefined {
    if (!this.intervals) return undefined;
    const tracked = new TrackedIntervals(this.intervals, { inPlace: true });
    this.decodeBatch(windows, contexts).forEach((decoded, k) => {
      tracked.update(this.#describe(decoded), closes[k]!);
    });
    return tracked.tracked;
  }

  /**
   * Runs the network on several windows; returns each next close with the window for `intervals`.
   *
   * @internal
   */
  decodeBatch(windows: readonly Rows[], contexts?: readonly Context[]): Decoded[] {
    if (windows.length === 0) return [];
    const { x, encoded } = this.#encode(windows, contexts);
    return this.#decode(encoded, this.#network.run(x), contexts);
  }

  /** Encodes windows to network inputs `x [n, window, features]`, of zeros for a window without its covariates. */
  #encode(
    windows: readonly Rows[],
    contexts: readonly Context[] | undefined,
  ): { x: Float32Array; encoded: Encoded[] } {
    const [rawSize, size] = [this.window * COLUMN_COUNT, this.window * this.preprocessor.features];
    const x = new Float32Array(windows.length * size);
    const raw = new Float64Array(windows.length * rawSize);
    const encoded = windows.map((rows, index): Encoded => {
      const window = raw.subarray(index * rawSize, (index + 1) * rawSize);
      flattenRows(rows, window);
      const closes = contexts?.[index]?.covariates;
      const hasNetwork = this.preprocessor.lackingCovariates(closes).length === 0;
      if (hasNetwork) this.preprocessor.encode(window, x.subarray(index * size, (index + 1) * size), closes);
      return { rows: window, hasNetwork };
    });
    return { x, encoded };
  }

  #decode(
    encoded: readonly Encoded[],
    scaled: Float32Array,
    contexts: readonly Context[] | undefined,
  ): Decoded[] {
    const { outputs } = this.#network;
    return encoded.map(({ rows, hasNetwork }, index) => {
      const naive = lastCloseOf(rows);
      const decoded = hasNetwork
        ? this.preprocessor.decode(scaled.subarray(index * outputs, (index + 1) * outputs), naive)
        : this.preprocessor.withoutNetwork(naive);
      const { price, later } = decoded;
      // Intervals are multiplicative: a forecast of 0 or below cannot be their centre.
      const centre = this.#isCentred && price > 0 ? price : naive;
      const context = contexts?.[index];
      const window = hasNetwork ? windowOf(rows, decoded) : windowWithoutNetwork(rows);
      return {
        ...{ price, centre, window: { ...window, ...(context && { context }) }, hasNetwork },
        ...(later && { later }),
      };
    });
  }

  #describe({ price, centre, window, hasNetwork, later }: Decoded): WindowForecast {
    const naive = lastCloseOf(window.rows);
    const point = {
      ...{ prediction: price, naive, return: price / naive - 1 },
      ...(!hasNetwork && { withoutNetwork: true as const }),
      ...(later && { later }),
    };
    if (!this.intervals) return point;
    const logVariances = termStructureOf(this.intervals, window);
    const sigma = Math.exp(logVariances[0]! / 2);
    const scaled = { naive, sigma, ...(this.#isCentred && { centre }) };
    return { ...point, ...describeNext(scaled, this.intervals), ...scaled, logVariances };
  }
}
