import type { BundleStore } from "@lstm-predict/registry";
import type { Logger } from "../log.ts";
import type { BrokenChampions } from "./broken.ts";
import type { LastServed } from "./last-served.ts";
import type { Loader } from "./loader.ts";
import type { ServedChampions } from "./served.ts";

export interface StoreWatchOptions {
  store: BundleStore;
  served: ServedChampions;
  broken: BrokenChampions;
  loader: Loader;
  /** Undefined where the models folder itself is the store. */
  lastServed: LastServed | undefined;
  log: Logger;
}

/** Polls a store for its champions, which works in S3 and on every file system, network volumes included. */
export class StoreWatch {
  readonly #options: StoreWatchOptions;
  /** By symbol, the tag of the champion at the last poll. */
  readonly #tags = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #canRead = true;

  constructor(options: StoreWatchOptions) {
    this.#options = options;
  }

  /** Whether the last poll could read the store. */
  get canRead(): boolean {
    return this.#canRead;
  }

  /** Loads the champions that were served last, polls now, and then every `everyMs`. */
  async start(everyMs: number): Promise<void> {
    const { loader, lastServed, log } = this.#options;
    for (const { champion, dir } of (await lastServed?.read()) ?? []) {
      await loader
        .load(champion, dir)
        .catch(({ message }) =>
          log.warn(`${champion.symbol} was served last, and cannot be loaded: ${message}`),
        );
    }
    await this.#poll();
    const again = async () => {
      await this.#poll();
      if (this.#timer) this.#timer = setTimeout(again, everyMs).unref();
    };
    this.#timer = setTimeout(again, everyMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Loads new champions and forgets those that are gone. Never rejects: the served champions stay. */
  async #poll(): Promise<void> {
    const { served, broken, loader, lastServed, log } = this.#options;
    const champions = await this.#list();
    if (!champions) return;
    const known = new Set([...served.symbols, ...broken.symbols, ...this.#tags.keys()]);
    const missing = [...known].filter((symbol) => !champions.has(symbol));
    // A folder that becomes unreachable during a look seems to be empty: a second look tells.
    const second = missing.length > 0 ? await this.#list() : champions;
    if (!second) return;
    for (const symbol of missing) {
      if (second.has(symbol)) continue;
      this.#tags.delete(symbol);
      loader.forget(symbol);
    }
    for (const [symbol, tag] of champions) {
      if (this.#tags.get(symbol) === tag && !broken.has(symbol)) continue;
      await loader.update(symbol);
      this.#tags.set(symbol, tag);
    }
    await lastServed
      ?.write(served.all.map(({ champion }) => champion))
      .catch((error) => log.warn({ error }, "what is served cannot be written down for the next start"));
  }

  /** The tag of each champion by symbol, or undefined when the store cannot be read. Logs when that changes. */
  async #list(): Promise<Map<string, string> | undefined> {
    const { store, served, lastServed, log } = this.#options;
    const name = lastServed ? store.url : "the models folder";
    try {
      const champions = await store.listChampions();
      if (!this.#canRead) log.info(`${name} can be read again`);
      this.#canRead = true;
      return champions;
    } catch (error) {
      if (this.#canRead) {
        const still = served.symbols.length > 0 ? "what was served last still answers" : "nothing is served";
        log.error({ error }, `${name} cannot be read; ${still}`);
      }
      this.#canRead = false;
      return undefined;
    }
  }
}
