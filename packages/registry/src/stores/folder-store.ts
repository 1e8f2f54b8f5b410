import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  BundleError,
  type BundleMetadata,
  bundleDir,
  isVersion,
  readMetadata,
  symbolDir,
  withSymbolDir,
} from "@lstm-predict/artifacts";
import { isSymbol } from "@lstm-predict/bars";
import {
  appendJsonLine,
  folderSize,
  isHeld,
  readJsonLines,
  removeFolder,
  replaceFile,
  tryLock,
} from "@lstm-predict/storage";
import type { BundleStore, DecisionLog, Pointer } from "./bundle-store.ts";
import type { Claim } from "./claim.ts";

/** A models folder as the store: a saved bundle is in the store at once. */
export class FolderStore implements BundleStore {
  readonly url: string;
  readonly modelsDir: string;

  constructor(modelsDir: string) {
    this.url = modelsDir;
    this.modelsDir = modelsDir;
  }

  async listChampions(): Promise<Map<string, string>> {
    const symbols = (await folders(this.modelsDir)).filter(isSymbol);
    const tags = await Promise.all(symbols.map((symbol) => tagOf(this.#champion(symbol))));
    return new Map(
      symbols.flatMap((symbol, k) => (tags[k] === undefined ? [] : [[symbol, tags[k]] as const])),
    );
  }

  async listVersions(symbol?: string): Promise<Map<string, string[]>> {
    const symbols =
      symbol === undefined ? (await folders(this.modelsDir).catch(absent)).filter(isSymbol) : [symbol];
    const versions = await Promise.all(
      symbols.map((name) => folders(symbolDir(this.modelsDir, name)).catch(absent)),
    );
    return new Map(
      symbols.flatMap((name, k) => {
        const ofSymbol = versions[k]!.filter(isVersion);
        return ofSymbol.length > 0 ? [[name, ofSymbol] as const] : [];
      }),
    );
  }

  async readPointer(symbol: string): Promise<Pointer | undefined> {
    const where = this.#champion(symbol);
    const text = await readIfThere(where);
    return text === undefined ? undefined : { text, tag: text, where };
  }

  movePointer(symbol: string, text: string, seen: Pointer | undefined): Promise<boolean> {
    return withSymbolDir(this.modelsDir, symbol, async () => {
      const file = this.#champion(symbol);
      // Nothing may come between look and move.
      if ((await readIfThere(file)) !== seen?.text) return false;
      const { version } = JSON.parse(text) as { version?: string };
      if (version !== undefined) await this.readMetadata(symbol, version);
      await replaceFile(file, text);
      return true;
    });
  }

  async readLog(symbol: string): Promise<DecisionLog> {
    const where = this.#log(symbol);
    return { ...(await readJsonLines(where).catch((cause) => refuse(where, cause))), where };
  }

  appendToLog(symbol: string, line: string): Promise<void> {
    return withSymbolDir(this.modelsDir, symbol, () => appendJsonLine(this.#log(symbol), line));
  }

  readMetadata(symbol: string, version: string): Promise<BundleMetadata> {
    return readMetadata(bundleDir(this.modelsDir, symbol, version));
  }

  async push(symbol: string, version: string): Promise<boolean> {
    await this.readMetadata(symbol, version);
    return false;
  }

  async pull(symbol: string, version: string): Promise<string> {
    return bundleDir(this.modelsDir, symbol, version);
  }

  async sizeOf(symbol: string, version: string): Promise<number> {
    return (await folderSize(bundleDir(this.modelsDir, symbol, version))).bytes;
  }

  async remove(symbol: string, versions: readonly string[], seen: Pointer | undefined): Promise<boolean> {
    if (versions.length === 0) await withSymbolDir(this.modelsDir, symbol, async () => {}); // sweeps
    for (const version of versions) {
      const dir = bundleDir(this.modelsDir, symbol, version);
      const removed = await withSymbolDir(this.modelsDir, symbol, async () => {
        if ((await readIfThere(this.#champion(symbol))) !== seen?.text) return false;
        await removeFolder(dir);
        return true;
      });
      if (!removed) return false;
    }
    return true;
  }

  async claim(symbol: string): Promise<Claim | undefined> {
    const lock = tryLock(this.#claimed(symbol));
    // The kernel holds the lock, until it is released or its process has ended: it cannot be lost.
    return lock && { token: "", lost: new AbortController().signal, release: async () => lock.release() };
  }

  async holdsClaim(symbol: string): Promise<boolean> {
    return isHeld(this.#claimed(symbol));
  }

  #claimed(symbol: string): string {
    return join(this.modelsDir, ".claims", `${symbolDir("", symbol)}.lock`);
  }

  #champion(symbol: string): string {
    return join(symbolDir(this.modelsDir, symbol), "champion.json");
  }

  #log(symbol: string): string {
    return join(symbolDir(this.modelsDir, symbol), "promotions.jsonl");
  }
}

async function folders(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch (cause) {
    throw new BundleError("unreadable_file", `cannot list ${dir}: ${(cause as Error).message}`, { cause });
  }
}

/** A missing folder counts as empty. */
function absent(error: Error): string[] {
  if ((error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return [];
  throw error;
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return undefined;
    return refuse(file, cause);
  });
}

function refuse(file: string, cause: Error): never {
  throw new BundleError("unreadable_file", `cannot read ${file}: ${cause.message}`, { cause });
}

/** Identifies a state of a file: a replaced file has another inode, even within one tick of the clock. */
async function tagOf(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found && `${found.ino}-${found.mtimeNs}-${found.size}`;
}
