import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { createFile, replaceFile } from "./durable.ts";
import { BundleError } from "./errors.ts";
import { readMetadata } from "./load.ts";
import { firstIssue, parseJson } from "./metadata.ts";
import { bundleDir, isSymbol, isVersion, symbolDir } from "./names.ts";
import type { BundleMetadata, DataSource } from "./types.ts";

const schema = z.looseObject({
  symbol: z.string().refine(isSymbol, "expected a symbol such as AAPL"),
  version: z.string().refine(isVersion, "expected a form like 20261124T040506Z-1a2b3c4d"),
  promotedAt: z.iso.datetime(),
  reason: z.string(),
});

/** What `models/<SYMBOL>/champion.json` holds: the version that is served. */
export interface Champion {
  symbol: string;
  version: string;
  /** ISO 8601, UTC. */
  promotedAt: string;
  reason: string;
}

/** The champion of a symbol, or undefined; throws `bad_symbol`, `bad_json` or `bad_champion`. */
export async function readChampion(modelsDir: string, symbol: string): Promise<Champion | undefined> {
  const file = championFile(modelsDir, symbol);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new BundleError("unreadable_file", `cannot read ${file}: ${error.message}`, { cause: error });
  });
  if (text === undefined) return undefined;
  const result = schema.safeParse(parseJson(text, file));
  if (result.success && result.data.symbol === symbol) return result.data;
  const fault = result.success ? `symbol is "${result.data.symbol}"` : firstIssue(result.error);
  throw new BundleError("bad_champion", `${file}: ${fault}; promote a version of ${symbol} again`);
}

/**
 * Makes a version the champion of its symbol and adds a line to `promotions.jsonl`. A reader sees the old champion
 * or the new one. Throws what `readMetadata` throws when the version is not there or its metadata changed.
 */
export async function promote(
  modelsDir: string,
  symbol: string,
  version: string,
  reason: string,
): Promise<Champion> {
  await readMetadata(bundleDir(modelsDir, symbol, version));
  const champion = newChampion(symbol, version, reason);
  await replaceFile(championFile(modelsDir, symbol), format(champion));
  await record(modelsDir, champion);
  return champion;
}

/**
 * Makes a freshly saved bundle the champion where `shouldPromote` says so; of several first trainings that end
 * together one wins.
 */
export async function promoteIfFirst(
  modelsDir: string,
  { symbol, version, data }: Pick<BundleMetadata, "symbol" | "version" | "data">,
): Promise<{ champion: Champion; promoted: boolean }> {
  const current = await readChampion(modelsDir, symbol);
  if (!current) {
    const champion = newChampion(symbol, version, "first successful training");
    try {
      await createFile(championFile(modelsDir, symbol), format(champion));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      return promoteIfFirst(modelsDir, { symbol, version, data });
    }
    await record(modelsDir, champion);
    return { champion, promoted: true };
  }
  const { source } = (await readMetadata(bundleDir(modelsDir, symbol, current.version))).data;
  if (!shouldPromote(source, data.source)) return { champion: current, promoted: false };
  const reason = `trained on live data; ${current.version} was trained on the sample`;
  return { champion: await promote(modelsDir, symbol, version, reason), promoted: true };
}

/**
 * Whether a training becomes the champion by itself: the first of its symbol, or the first on live data after one
 * on the bundled sample. Any later one has to be promoted.
 */
export function shouldPromote(champion: DataSource | undefined, candidate: DataSource): boolean {
  return champion === undefined || (champion === "sample" && candidate !== "sample");
}

/** The folder of a symbol's champion; throws `no_model` with how to train one. */
export async function resolveBundleDir(modelsDir: string, symbol: string): Promise<string> {
  const champion = await readChampion(modelsDir, symbol);
  if (!champion) {
    throw new BundleError(
      "no_model",
      `${symbol} has no trained model yet: run pnpm train --symbol ${symbol}`,
    );
  }
  return bundleDir(modelsDir, symbol, champion.version);
}

function newChampion(symbol: string, version: string, reason: string): Champion {
  return { symbol, version, promotedAt: new Date().toISOString(), reason };
}

function championFile(modelsDir: string, symbol: string): string {
  return join(symbolDir(modelsDir, symbol), "champion.json");
}

function format(champion: Champion): string {
  return `${JSON.stringify(champion, null, 2)}\n`;
}

function record(modelsDir: string, champion: Champion): Promise<void> {
  const file = join(symbolDir(modelsDir, champion.symbol), "promotions.jsonl");
  return appendFile(file, `${JSON.stringify(champion)}\n`, { flush: true });
}
