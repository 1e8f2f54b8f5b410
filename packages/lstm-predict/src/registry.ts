import { Forecaster } from "@lstm-predict/forecaster";
import { type BarSeries, rawSeriesOf } from "@lstm-predict/market-data";
import {
  type BundleStore,
  type Champion,
  listModels,
  type ModelListing,
  openStore,
  type Published,
  promote,
  publishTrained,
  readChampion,
  resolveBundleDir,
  rollBack,
} from "@lstm-predict/registry";
import type { TrainedModel } from "@lstm-predict/training";

/** Options of `openRegistry`. */
export interface RegistryOptions {
  /** Folder of the bundles; default "models". Of S3 the working copy. */
  modelsDir?: string | undefined;
  /** `s3://bucket/prefix`, to share bundles between machines; default: the folder is the registry. */
  url?: string | undefined;
}

/**
 * Opens the registry of trained models: a folder, or S3.
 *
 * @throws BundleError `bad_store` for a `url` that is not `s3://`
 * @example
 * const registry = await openRegistry();
 * const { promoted, reason } = await registry.publish(await train(bars), bars);
 */
export async function openRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { modelsDir = "models", url } = options;
  return new Registry(await openStore({ modelsDir, url }));
}

/**
 * The trained models, and which one of each symbol is served: its champion. A running API serves a new champion within a second.
 *
 * All methods throw BundleError, and with S3 also StorageError.
 */
export class Registry {
  readonly #store: BundleStore;

  /** Use `openRegistry`. */
  constructor(store: BundleStore) {
    this.#store = store;
  }

  /** The symbols with their versions, oldest first, and their champions. */
  list(): Promise<ModelListing[]> {
    return listModels(this.#store);
  }

  /** The champion of a symbol; undefined if it has none. */
  champion(symbol: string): Promise<Champion | undefined> {
    return readChampion(this.#store, symbol);
  }

  /**
   * Loads and verifies a version, or the champion; ready for `forecast`.
   *
   * @throws BundleError `no_model` without a champion, `no_bundle` for an unknown version
   */
  async load(symbol: string, version?: string): Promise<Forecaster> {
    const store = this.#store;
    const dir = version === undefined ? resolveBundleDir(store, symbol) : store.pull(symbol, version);
    return Forecaster.load(await dir);
  }

  /**
   * Lets a trained model challenge the champion on days that neither had seen; the first of a symbol is compared with the forecast
   * without a model.
   *
   * @param bars those that it was trained on
   * @returns whether it became the champion, and why
   */
  publish(model: TrainedModel, bars: BarSeries): Promise<Published> {
    return publishTrained({ store: this.#store, promote: true }, model.bundle, rawSeriesOf(bars));
  }

  /**
   * Makes a version the champion without a comparison.
   *
   * @param reason for the log of decisions
   * @throws BundleError `champion_moved` if another promotion was faster
   */
  promote(symbol: string, version: string, reason = "promoted by hand"): Promise<Champion> {
    return promote(this.#store, symbol, version, reason);
  }

  /**
   * Makes the champion before the current one the champion again.
   *
   * @throws BundleError `no_version_before`
   */
  rollBack(symbol: string): Promise<Champion> {
    return rollBack(this.#store, symbol);
  }
}
