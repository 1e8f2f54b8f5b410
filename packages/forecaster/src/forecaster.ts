import { type Bundle, type BundleMetadata, loadBundle } from "@lstm-predict/artifacts";
import { COLUMN_COUNT, lastCloseOf, type Rows } from "@lstm-predict/bars";
import { Preprocessor } from "@lstm-predict/preprocessing";
import { IntervalForecaster, type Span } from "@lstm-predict/volatility";
import { ForecastError } from "./errors.ts";
import { describeScale } from "./intervals.ts";
import { EXTERNALS, windowOf } from "./model-volatility.ts";
import { Network } from "./network.ts";
import { flattenRows } from "./rows.ts";
import { type Tracked, trackDays } from "./tracking.ts";
import type { WindowForecast } from "./window-forecast.ts";

interface Decoded {
  price: number;
  window: Span;
}

/** A loaded bundle that turns raw bars into the next close, without TensorFlow.js. */
export class Forecaster {
  readonly metadata: BundleMetadata;
  readonly preprocessor: Preprocessor;
  /** Rows that a forecast needs. */
  readonly window: number;
  /** The error bar, which follows what comes (see `track`); absent where the bundle has none. */
  readonly intervals: IntervalForecaster | undefined;
  readonly #network: Network;

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
  }

  /** @throws ForecastError `unsupported_model`, PreprocessingError or VolatilityError `bad_state` */
  static fromBundle({ metadata, preprocessing, intervals, model }: Bundle): Forecaster {
    const preprocessor = Preprocessor.fromJSON(preprocessing);
    const network = Network.fromModel(model);
    const { steps, features, outputs } = network;
    const shapes = [
      `[${steps}, ${features}] to [${outputs}]`,
      `[${preprocessor.window}, ${COLUMN_COUNT}] to [${preprocessor.outputs}]`,
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

  /** Loads and verifies the bundle in `dir`; also throws what `loadBundle` throws. */
  static async load(dir: string): Promise<Forecaster> {
    return Forecaster.fromBundle(await loadBundle(dir));
  }

  /** Gives the weights' memory back at once instead of when this is collected; it may not forecast afterwards. */
  release(): void {
    this.#network.release();
  }

  /**
   * The close of the session after the last row.
   *
   * @param rows [window, 6] raw bars, oldest first: open, high, low, close, volume, adj_close
   * @throws ForecastError `bad_window` with the path of the bad value
   */
  forecast(rows: Rows): WindowForecast {
    return this.forecastBatch([rows])[0]!;
  }

  /** `forecast` of several windows at once. */
  forecastBatch(windows: readonly Rows[]): WindowForecast[] {
    return this.decodeBatch(windows).map((decoded) => this.#describe(decoded));
  }

  /**
   * `forecastBatch`, to the last bit, whose network runs in a thread of its own: the calling thread is free meanwhile.
   * `release` may not be called before it is settled. Rejects as `forecastBatch` throws.
   */
  async forecastBatchAsync(windows: readonly Rows[]): Promise<WindowForecast[]> {
    if (windows.length === 0) return [];
    const { x, flat } = this.#encode(windows);
    return this.#decode(flat, await this.#network.runAsync(x)).map((decoded) => this.#describe(decoded));
  }

  /**
   * Lets the error bar follow the days after its calibration: window k, and the close that came after it.
   *
   * @param windows raw windows [n, window, 6] in the order of time
   * @param closes the closes that followed [n]
   * @returns how many days that were and how often the intervals held; undefined where there is no error bar
   */
  track(windows: readonly Rows[], closes: ArrayLike<number>): Tracked | undefined {
    if (!this.intervals) return undefined;
    const spans = this.decodeBatch(windows).map(({ window }) => window);
    return trackDays(this.intervals, spans, closes);
  }

  /** What the network says of several windows: the next close, and the window as the volatilities of `intervals` need it. */
  decodeBatch(windows: readonly Rows[]): Decoded[] {
    if (windows.length === 0) return [];
    const { x, flat } = this.#encode(windows);
    return this.#decode(flat, this.#network.run(x));
  }

  /** Network inputs x [n, window, features], and the windows as flat rows. */
  #encode(windows: readonly Rows[]): { x: Float32Array; flat: Float64Array[] } {
    const size = this.window * COLUMN_COUNT;
    const x = new Float32Array(windows.length * size);
    const flat = windows.map((rows, index) => {
      const own = flattenRows(rows, this.window);
      this.preprocessor.encode(own, x.subarray(index * size, (index + 1) * size));
      return own;
    });
    return { x, flat };
  }

  #decode(flat: readonly Float64Array[], scaled: Float32Array): Decoded[] {
    const { outputs } = this.#network;
    return flat.map((rows, index) => {
      const decoded = this.preprocessor.decode(
        scaled.subarray(index * outputs, (index + 1) * outputs),
        lastCloseOf(rows),
      );
      return { price: decoded.price, window: windowOf(rows, decoded) };
    });
  }

  #describe({ price, window }: Decoded): WindowForecast {
    const naive = lastCloseOf(window.rows);
    const point = { prediction: price, naive, return: price / naive - 1 };
    if (!this.intervals) return point;
    const sigma = this.intervals.scale(window);
    return { ...point, ...describeScale(naive, sigma, this.intervals.tracker), sigma };
  }
}
