import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BundleStore, type Champion, storeOf } from "@lstm-predict/registry";
import { replaceFile } from "@lstm-predict/storage";
import * as z from "zod";
import { TickerSymbol } from "../schemas/window.ts";

const Remembered = z.object({
  store: z.string(),
  champions: z.array(
    z.looseObject({ symbol: TickerSymbol, version: z.string(), promotedAt: z.string(), reason: z.string() }),
  ),
});

/**
 * Remembers the served champions of a remote store, in `last-served.json` of the models folder. A server that starts while
 * the store is unreachable begins with them.
 */
export class LastServed {
  readonly #file: string;
  readonly #store: BundleStore;
  #written = "";

  constructor(store: BundleStore) {
    this.#store = store;
    this.#file = join(store.modelsDir, "last-served.json");
  }

  /** Each champion with the folder of its bundle; none if the file is missing, damaged, or of another store. */
  async read(): Promise<{ champion: Champion; dir: string }[]> {
    try {
      const { store, champions } = Remembered.parse(JSON.parse(await readFile(this.#file, "utf8")));
      if (store !== this.#store.url) return [];
      const folder = storeOf(this.#store.modelsDir);
      return await Promise.all(
        champions.map(async (champion) => ({
          champion,
          dir: await folder.pull(champion.symbol, champion.version),
        })),
      );
    } catch {
      return [];
    }
  }

  /** Writes the file if the champions changed. Rejects with the system's error. */
  async write(champions: readonly Champion[]): Promise<void> {
    const text = `${JSON.stringify({ store: this.#store.url, champions }, null, 2)}\n`;
    if (text === this.#written) return;
    await replaceFile(this.#file, text);
    this.#written = text;
  }
}
