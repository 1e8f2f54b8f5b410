import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createFile, replaceFile } from "./durable.ts";
import { BundleError } from "./errors.ts";
import { readMetadata } from "./load.ts";
import { firstIssue, parseJson } from "./metadata.ts";
import { bundleDir, symbolDir } from "./names.ts";
import { championSchema, readPromotions, record, versionBefore } from "./promotions.ts";

/** What `models/<SYMBOL>/champion.json` holds: the version that is served. */
export interface Champion {
  symbol: string;
  version: string;
  /** ISO 8601, UTC. */
  promotedAt: string;
  reason: string;
}

/** What else the promotion's line in `promotions.jsonl` says. */
export interface PromotionDetails {
  rolledBackFrom?: string;
  evidence?: unknown;
}

/** The champion of a symbol, or undefined; throws `bad_symbol`, `bad_json` or `bad_champion`. */
export async function readChampion(modelsDir: string, symbol: string): Promise<Champion | undefined> {
  const file = championFile(modelsDir, symbol);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new BundleError("unreadable_file", `cannot read ${file}: ${error.message}`, { cause: error });
  });
  if (text === undefined) return undefined;
  const result = championSchema.safeParse(parseJson(text, file));
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
  details: PromotionDetails = {},
): Promise<Champion> {
  await readMetadata(bundleDir(modelsDir, symbol, version));
  const champion = newChampion(symbol, version, reason);
  await replaceFile(championFile(modelsDir, symbol), format(champion));
  await record(modelsDir, { ...champion, ...details });
  return champion;
}

/** Like `promote`, where nothing is served yet; undefined when another version was first. */
export async function promoteFirst(
  modelsDir: string,
  symbol: string,
  version: string,
): Promise<Champion | undefined> {
  const champion = newChampion(symbol, version, "first successful training");
  try {
    await createFile(championFile(modelsDir, symbol), format(champion));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  }
  await record(modelsDir, champion);
  return champion;
}

/**
 * Serves the version before the champion again, as `promotions.jsonl` has it; a rollback of a rollback goes further back.
 *
 * BundleError `no_model` without a champion, `no_version_before`, and what `promote` throws.
 */
export async function rollBack(modelsDir: string, symbol: string): Promise<Champion> {
  const current = await requireChampion(modelsDir, symbol);
  const version = versionBefore(await readPromotions(modelsDir, symbol), current.version);
  if (version === undefined) {
    throw new BundleError(
      "no_version_before",
      `${symbol} has served no version before ${current.version}: promote one by its name (pnpm promote --version)`,
    );
  }
  const details = { rolledBackFrom: current.version };
  return promote(modelsDir, symbol, version, `rolled back from ${current.version}`, details);
}

/** The folder of a symbol's champion; throws `no_model` with how to train one. */
export async function resolveBundleDir(modelsDir: string, symbol: string): Promise<string> {
  return bundleDir(modelsDir, symbol, (await requireChampion(modelsDir, symbol)).version);
}

async function requireChampion(modelsDir: string, symbol: string): Promise<Champion> {
  const champion = await readChampion(modelsDir, symbol);
  if (champion) return champion;
  throw new BundleError("no_model", `${symbol} has no trained model yet: run pnpm train --symbol ${symbol}`);
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
