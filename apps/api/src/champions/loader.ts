import { sep } from "node:path";
import { Forecaster } from "@lstm-predict/forecaster";
import { type BundleStore, type Champion, readChampion } from "@lstm-predict/registry";
import { isStoreFault } from "@lstm-predict/storage";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { BrokenChampions } from "./broken.ts";
import { tryOut } from "./example.ts";
import type { ServedChampions } from "./served.ts";

export interface LoaderOptions {
  store: BundleStore;
  served: ServedChampions;
  broken: BrokenChampions;
  log: Logger;
  metrics: Metrics;
}

/** Loads champions. Each is verified and tried out before it replaces the one before. */
export class Loader {
  readonly #store: BundleStore;
  readonly #served: ServedChampions;
  readonly #broken: BrokenChampions;
  readonly #log: Logger;
  readonly #metrics: Metrics;

  constructor({ store, served, broken, log, metrics }: LoaderOptions) {
    this.#store = store;
    this.#served = served;
    this.#broken = broken;
    this.#log = log;
    this.#metrics = metrics;
  }

  /** Serves the store's champion of `symbol`. Never rejects: a failure is recorded, and the served champion stays. */
  async update(symbol: string): Promise<void> {
    let version: string | undefined;
    try {
      const champion = await readChampion(this.#store, symbol);
      if (!champion) return this.forget(symbol);
      version = champion.version;
      const isServed = this.#served.versionOf(symbol) === version;
      if (!isServed && this.#broken.mustWait(symbol, version)) return;
      if (!isServed) await this.load(champion, await this.#store.pull(symbol, version));
      this.#broken.delete(symbol);
    } catch (error) {
      this.#refuse(symbol, version, error as Error);
    }
  }

  /** Serves a champion from its bundle in `dir`. Rejects when the bundle is damaged or forecasts nonsense. */
  async load(champion: Champion, dir: string): Promise<void> {
    const { symbol, version } = champion;
    const forecaster = await Forecaster.load(dir);
    tryOut(forecaster);
    this.#served.put({ champion, forecaster, dir });
    this.#metrics.reloads.inc({ symbol, outcome: "loaded" });
    this.#log.info({ symbol, version }, `serves ${symbol} ${version}`);
  }

  /** Serves nothing for `symbol` any more. */
  forget(symbol: string): void {
    this.#broken.delete(symbol);
    if (this.#served.delete(symbol)) this.#log.warn({ symbol }, `${symbol} has no champion any more`);
  }

  #refuse(symbol: string, version: string | undefined, error: Error): void {
    const what = `the champion of ${symbol} cannot be loaded`;
    if (!this.#broken.put(symbol, version, `${what}: ${this.#forClients(error)}`, error.message)) return;
    this.#metrics.reloads.inc({ symbol, outcome: "refused" });
    const serving = this.#served.versionOf(symbol);
    const still = serving ? `${serving} still answers` : "nothing answers in its place";
    this.#log.error({ symbol, version, serving }, `${what}: ${this.#withoutPlace(error.message)}; ${still}`);
  }

  /** Clients read which file is wrong. What the store or the system refuses, and to whom, is for the log. */
  #forClients(error: Error): string {
    const isInternal = isStoreFault(error) || "syscall" in error;
    return isInternal
      ? "its store cannot be read; the server's log says why"
      : this.#withoutPlace(error.message);
  }

  /** Leaves out where this server keeps the models. */
  #withoutPlace(message: string): string {
    const { url, modelsDir } = this.#store;
    return message.replaceAll(modelsDir + sep, "").replaceAll(`${url}/`, "");
  }
}
