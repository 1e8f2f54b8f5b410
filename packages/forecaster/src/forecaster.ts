import { type Bundle, type BundleMetadata, loadBundle } from "@lstm-predict/artifacts";
import { COLUMN_COUNT, COLUMNS, Preprocessor } from "@lstm-predict/preprocessing";
import { ForecastError } from "./errors.ts";
import { Network } from "./network.ts";
import { flattenRows, type Rows } from "./rows.ts";

/** The next close, in the unit of the prices that were given. */
export interface Forecast {
  prediction: number;
  /** "Tomorrow = today": the last close. */
  naive: number;
  /** prediction / naive - 1 */
  return: number;
}

const CLOSE = COLUMNS.indexOf("close");

/** A loaded bundle that turns raw bars into the next close, without TensorFlow.js. */
export class Forecaster {
  readonly metadata: BundleMetadata;
  readonly preprocessor: Preprocessor;
  /** Rows that a forecast needs. */
  readonly window: number;
  readonly #network: Network;

  private constructor(metadata: BundleMetadata, preprocessor: Preprocessor, network: Network) {
    this.metadata = metadata;
    this.preprocessor = preprocessor;
    this.window = preprocessor.window;
    this.#network = network;
  }

  /** @throws ForecastError `unsupported_model`, PreprocessingError `bad_state` */
  static fromBundle({ metadata, preprocessing, model }: Bundle): Forecaster {
    const preprocessor = Preprocessor.fromJSON(preprocessing);
    const network = Network.fromModel(model);
    if (network.steps !== preprocessor.window || network.features !== COLUMN_COUNT) {
      throw new ForecastError(
        "unsupported_model",
        `the network takes [${network.steps}, ${network.features}]: its scalers give [${preprocessor.window}, ${COLUMN_COUNT}]`,
      );
    }
    return new Forecaster(metadata, preprocessor, network);
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
  forecast(rows: Rows): Forecast {
    return this.forecastBatch([rows])[0]!;
  }

  /** `forecast` of several windows at once. */
  forecastBatch(windows: readonly Rows[]): Forecast[] {
    if (windows.length === 0) return [];
    const size = this.window * COLUMN_COUNT;
    const x = new Float32Array(windows.length * size);
    const lastCloses = windows.map((rows, index) => {
      const flat = flattenRows(rows, this.window);
      this.preprocessor.encode(flat, x.subarray(index * size, (index + 1) * size));
      return flat[size - COLUMN_COUNT + CLOSE]!;
    });
    const outputs = this.#network.run(x);
    return lastCloses.map((naive, index) => {
      const prediction = this.preprocessor.decode(outputs[index]!, naive);
      return { prediction, naive, return: prediction / naive - 1 };
    });
  }
}
