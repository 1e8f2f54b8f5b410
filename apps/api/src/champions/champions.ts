import type { Forecaster } from "@lstm-predict/forecaster";
import { type BundleStore, type Promotion, type Refusal, readPromotions } from "@lstm-predict/registry";
import { isStoreFault } from "@lstm-predict/storage";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { ApiError } from "../problem.ts";
import type { BrokenChampion } from "../schemas/models.ts";
import { BrokenChampions } from "./broken.ts";
import { findChampion } from "./find.ts";
import { addGauges } from "./gauges.ts";
import { LastServed } from "./last-served.ts";
import { Loader } from "./loader.ts";
import { Reviver } from "./reviver.ts";
import { type Served, ServedChampions } from "./served.ts";
import { StoreWatch } from "./store-watch.ts";

export interface ChampionsOptions {
  store: BundleStore;
  defaultSymbol?: string | undefined;
  log: Logger;
  metrics: Metrics;
  /** Called with each forecaster that is replaced or removed. */
  retire: (forecaster: Forecaster) => void;
}

/** The champions of a store, for the routes. */
export class Champions {
  readonly #store: BundleStore;
  readonly #configured: string | undefined;
  readonly #log: Logger;
  readonly #served: ServedChampions;
  readonly #broken = new BrokenChampions();
  readonly #reviver: Reviver;
  readonly #watch: StoreWatch;

  constructor({ store, defaultSymbol, log, metrics, retire }: ChampionsOptions) {
    const served = new ServedChampions(retire);
    const broken = this.#broken;
    const loader = new Loader({ store, served, broken, log, metrics });
    // Where the models folder itself is the store, there is nothing to remember.
    const lastServed = store.url === store.modelsDir ? undefined : new LastServed(store);
    this.#store = store;
    this.#configured = defaultSymbol;
    this.#log = log;
    this.#served = served;
    this.#reviver = new Reviver({ served, log, metrics });
    this.#watch = new StoreWatch({ store, served, broken, loader, lastServed, log });
    addGauges(metrics, { served, broken, watch: this.#watch });
  }

  /** Those that answer, sorted by symbol. */
  get served(): Served[] {
    return this.#served.all;
  }

  /** Those that do not load. */
  get broken(): BrokenChampion[] {
    return this.#broken.symbols.map((symbol) => ({
      symbol,
      reason: this.#broken.reasonOf(symbol)!,
      serving: this.#served.versionOf(symbol) ?? null,
    }));
  }

  /** The symbol that answers requests which name none: the configured one, or the only one served; null without either. */
  get defaultSymbol(): string | null {
    return this.#configured ?? this.#served.onlySymbol ?? null;
  }

  /** The champion of the symbol `asked`, or of the default symbol; throws as `findChampion` does. */
  find(asked?: string): Served {
    const { defaultSymbol } = this;
    return findChampion({ served: this.#served, broken: this.#broken, defaultSymbol }, asked);
  }

  /** Every decision about a symbol, oldest first. Rejects with ApiError `no-store`. */
  async promotions(symbol: string): Promise<(Promotion | Refusal)[]> {
    try {
      const warn = (warning: string) => this.#log.warn({ symbol }, warning);
      return await readPromotions(this.#store, symbol, warn);
    } catch (error) {
      if (!isStoreFault(error)) throw error;
      // The store's name and its answer are for the log, not for the client.
      this.#log.error({ error, symbol }, "the decisions cannot be read");
      throw new ApiError("no-store", "the store of the models does not answer: try again later");
    }
  }

  /** Replaces a champion whose forecaster lost its weights; see `Reviver`. */
  revive(lost: Served): Promise<Served> {
    return this.#reviver.revive(lost);
  }

  /** Loads the champions, and looks for new ones every `everyMs` from then on. */
  watch(everyMs: number): Promise<void> {
    return this.#watch.start(everyMs);
  }

  close(): void {
    this.#watch.stop();
  }
}
