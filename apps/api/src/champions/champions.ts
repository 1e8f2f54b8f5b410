import { sep } from "node:path";
import {
  type BundleStore,
  type Champion,
  isStoreFault,
  type Promotion,
  type Refusal,
  readChampion,
  readPromotions,
} from "@lstm-predict/artifacts";
import { Forecaster } from "@lstm-predict/forecaster";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { ApiError, noModel } from "../problem.ts";
import type { BrokenChampion } from "../schemas/models.ts";
import { invalid } from "../validate.ts";
import { tryOut } from "./example.ts";
import { LastServed } from "./last-served.ts";

/** A champion that answers. Its forecaster is to be used at once: after an `await` another may be in its place. */
export interface Served {
  champion: Champion;
  forecaster: Forecaster;
  /** The folder that it was loaded from. */
  dir: string;
}

interface Broken {
  /** Unknown when champion.json itself cannot be read. */
  version: string | undefined;
  /** Names no folder of this machine. */
  reason: string;
  retryAt: number;
}

/** A bundle that was refused is read again after so long: it may have been repaired. */
const RETRY_MS = 10_000;

export interface ChampionsOptions {
  store: BundleStore;
  defaultSymbol?: string | undefined;
  log: Logger;
  metrics: Metrics;
  /** Told of each forecaster that is in nobody's place any more. */
  retire: (forecaster: Forecaster) => void;
}

/**
 * The champions of a store, each loaded and verified before it replaces the one before.
 *
 * The store is looked at again and again, which works in S3 and on every file system, network volumes included.
 */
export class Champions {
  readonly #store: BundleStore;
  /** Undefined where the models folder itself is the store. */
  readonly #lastServed: LastServed | undefined;
  readonly #defaultSymbol: string | undefined;
  readonly #log: Logger;
  readonly #metrics: Metrics;
  readonly #retire: ChampionsOptions["retire"];
  readonly #served = new Map<string, Served>();
  readonly #broken = new Map<string, Broken>();
  /** By symbol, the tag of the champion that was last looked at. */
  readonly #seen = new Map<string, string>();
  readonly #reviving = new Map<string, Promise<Served>>();
  #refreshing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unreadable = false;

  constructor({ store, defaultSymbol, log, metrics, retire }: ChampionsOptions) {
    this.#store = store;
    if (store.url !== store.modelsDir) this.#lastServed = new LastServed(store);
    this.#defaultSymbol = defaultSymbol;
    this.#log = log;
    this.#metrics = metrics;
    this.#retire = retire;
    metrics.gauge(
      "model_age_seconds",
      "Since the served model was trained.",
      ["symbol", "version"],
      (gauge) => {
        for (const { champion, forecaster } of this.served) {
          const age = Date.now() - Date.parse(forecaster.metadata.createdAt);
          gauge.set({ symbol: champion.symbol, version: champion.version }, age / 1000);
        }
      },
    );
    metrics.gauge("model_broken", "1 for a champion that does not load.", ["symbol"], (gauge) => {
      for (const symbol of this.#broken.keys()) gauge.set({ symbol }, 1);
    });
    metrics.gauge("model_store_up", "1 while the store of the models can be read, else 0.", [], (gauge) =>
      gauge.set(this.#unreadable ? 0 : 1),
    );
  }

  /** Those that answer, by symbol. */
  get served(): Served[] {
    return [...this.#served.values()].sort((a, b) => (a.champion.symbol < b.champion.symbol ? -1 : 1));
  }

  /** Those that do not load. */
  get broken(): BrokenChampion[] {
    return [...this.#broken].map(([symbol, { reason }]) => ({
      symbol,
      reason,
      serving: this.#served.get(symbol)?.champion.version ?? null,
    }));
  }

  /** What a request without a symbol is answered for: the configured default, else the only one; or null. */
  get defaultSymbol(): string | null {
    if (this.#defaultSymbol !== undefined) return this.#defaultSymbol;
    return this.#served.size === 1 ? [...this.#served.keys()][0]! : null;
  }

  /**
   * The champion of the symbol asked for, else of the default one.
   * Throws ApiError `unknown-symbol`, `no-model`, `broken-model`, or `invalid-request` when nothing decides.
   */
  find(asked?: string): Served {
    const symbol = asked ?? this.defaultSymbol;
    const found = symbol === null ? undefined : this.#served.get(symbol);
    if (found) return found;
    const symbols = [...this.#served.keys(), ...this.#broken.keys()].sort();
    const broken = this.#broken.get(symbol ?? (symbols.length === 1 ? symbols[0]! : ""));
    if (broken) throw new ApiError("broken-model", broken.reason);
    if (symbol === null && symbols.length > 0) {
      throw invalid([{ path: "symbol", message: `is missing: expected one of ${symbols.join(", ")}` }]);
    }
    if (symbol === null || symbol !== asked || symbols.length === 0) throw noModel(symbol ?? undefined);
    throw new ApiError("unknown-symbol", `symbol is "${symbol}": expected one of ${symbols.join(", ")}`, {
      symbols,
    });
  }

  /** Every decision about a symbol, oldest first. Rejects with ApiError `no-store`. */
  async promotions(symbol: string): Promise<(Promotion | Refusal)[]> {
    try {
      return await readPromotions(this.#store, symbol);
    } catch (error) {
      // Which store that is, and what it said, is for the log.
      if (!isStoreFault(error)) throw error;
      this.#log.error({ error, symbol }, "the decisions cannot be read");
      throw new ApiError("no-store", "the store of the models does not answer: try again later");
    }
  }

  /**
   * The same champion with its weights anew in the kernel's memory, which is lost with a thread of the kernel
   * (LSTM_THREADS above 1). Requests that notice together share one loading.
   */
  revive({ champion, forecaster, dir }: Served): Promise<Served> {
    const { symbol, version } = champion;
    const current = this.#served.get(symbol);
    if (current && current.forecaster !== forecaster) return Promise.resolve(current);
    const under = this.#reviving.get(symbol);
    if (under) return under;
    this.#log.error(
      { symbol, version },
      `a thread of the LSTM kernel was lost: loads ${symbol} ${version} again`,
    );
    const reviving = Forecaster.load(dir)
      .then((anew) => {
        const now = this.#served.get(symbol);
        if (now && now.forecaster !== forecaster) return now;
        const revived = { champion, forecaster: anew, dir };
        this.#replace(revived);
        this.#metrics.reloads.inc({ symbol, outcome: "loaded" });
        return revived;
      })
      .finally(() => this.#reviving.delete(symbol));
    this.#reviving.set(symbol, reviving);
    return reviving;
  }

  /** Begins with what was served last, where that is known; looks for champions now, then every `everyMs`. */
  async watch(everyMs: number): Promise<void> {
    for (const { champion, dir } of (await this.#lastServed?.read()) ?? []) {
      await this.#load(champion, dir).catch(({ message }) =>
        this.#log.warn(`${champion.symbol} was served last, and cannot be loaded: ${message}`),
      );
    }
    await this.refresh();
    const again = async () => {
      await this.refresh();
      if (this.#timer) this.#timer = setTimeout(again, everyMs).unref();
    };
    this.#timer = setTimeout(again, everyMs).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Loads what is new and forgets what is gone. Never rejects: what is served stays served. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const champions = await this.#list();
    if (!champions) return;
    const gone = [...this.#served.keys(), ...this.#broken.keys()].filter((known) => !champions.has(known));
    for (const symbol of gone) this.#forget(symbol);
    for (const [symbol, tag] of champions) {
      if (this.#seen.get(symbol) === tag && !this.#broken.has(symbol)) continue;
      await this.#update(symbol);
      this.#seen.set(symbol, tag);
    }
    await this.#lastServed
      ?.write(this.served.map(({ champion }) => champion))
      .catch((error) =>
        this.#log.warn({ error }, "what is served cannot be written down for the next start"),
      );
  }

  /** Undefined when the store cannot be read, be it for a moment. */
  async #list(): Promise<Map<string, string> | undefined> {
    const store = this.#lastServed ? this.#store.url : "the models folder";
    try {
      const champions = await this.#store.listChampions();
      if (this.#unreadable) this.#log.info(`${store} can be read again`);
      this.#unreadable = false;
      return champions;
    } catch (error) {
      if (!this.#unreadable) {
        const still = this.#served.size > 0 ? "what was served last still answers" : "nothing is served";
        this.#log.error({ error }, `${store} cannot be read; ${still}`);
      }
      this.#unreadable = true;
      return undefined;
    }
  }

  async #update(symbol: string): Promise<void> {
    let version: string | undefined;
    try {
      const champion = await readChampion(this.#store, symbol);
      if (!champion) return this.#forget(symbol);
      version = champion.version;
      if (this.#served.get(symbol)?.champion.version === version) {
        this.#broken.delete(symbol);
        return;
      }
      const broken = this.#broken.get(symbol);
      if (broken?.version === version && Date.now() < broken.retryAt) return;
      await this.#load(champion, await this.#store.pull(symbol, version));
      this.#broken.delete(symbol);
    } catch (error) {
      this.#refuse(symbol, version, error as Error);
    }
  }

  async #load(champion: Champion, dir: string): Promise<void> {
    const { symbol, version } = champion;
    const forecaster = await Forecaster.load(dir);
    tryOut(forecaster);
    this.#replace({ champion, forecaster, dir });
    this.#metrics.reloads.inc({ symbol, outcome: "loaded" });
    this.#log.info({ symbol, version }, `serves ${symbol} ${version}`);
  }

  #replace(served: Served): void {
    const { symbol } = served.champion;
    const before = this.#served.get(symbol);
    this.#served.set(symbol, served);
    if (before) this.#retire(before.forecaster);
  }

  #refuse(symbol: string, version: string | undefined, error: Error): void {
    const before = this.#broken.get(symbol);
    // Clients are told which file is wrong, not where this machine keeps it.
    const message = error.message.replaceAll(this.#store.modelsDir + sep, "");
    const reason = `the champion of ${symbol} cannot be loaded: ${message}`;
    this.#broken.set(symbol, { version, reason, retryAt: Date.now() + RETRY_MS });
    if (before?.reason === reason) return;
    this.#metrics.reloads.inc({ symbol, outcome: "refused" });
    const serving = this.#served.get(symbol)?.champion.version;
    const still = serving ? `${serving} still answers` : "nothing answers in its place";
    this.#log.error({ symbol, version, serving }, `${reason}; ${still}`);
  }

  #forget(symbol: string): void {
    this.#broken.delete(symbol);
    this.#seen.delete(symbol);
    const before = this.#served.get(symbol);
    if (!before) return;
    this.#served.delete(symbol);
    this.#retire(before.forecaster);
    this.#log.warn({ symbol }, `${symbol} has no champion any more`);
  }
}
