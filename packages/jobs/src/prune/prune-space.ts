import { relative } from "node:path";
import { type BundleStore, pruneVersions, storeOf } from "@lstm-predict/registry";
import type { Keep } from "@lstm-predict/storage";
import { pruneSpool, spoolDirOf } from "@lstm-predict/tracking";
import pMap from "p-map";
import { failure } from "../retrain/failure.ts";
import { pruneFolds } from "./prune-folds.ts";
import type { PrunedItem } from "./pruned-item.ts";

/** Options of `pruneSpace`. */
export interface PruneSpaceOptions {
  store: BundleStore;
  dataDir: string;
  /** Undefined: no tracked runs. */
  mlrunsDir: string | undefined;
  /** Undefined: all. */
  symbols?: readonly string[] | undefined;
  /** How much of each symbol stays. */
  keep: Keep;
  /** Whether tracked runs that no MLflow server has may be deleted. */
  unsent: boolean;
  /** Whether only to say what would be deleted. */
  dryRun: boolean;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether the caller, or the process that started it, holds the locks of the symbols. */
  isLocked?: boolean | undefined;
}

/** What could not be looked through. */
export interface Failure {
  what: string;
  error: { code: string; message: string };
}

/** What went and what stays. */
export interface PruneOutcome {
  items: PrunedItem[];
  failures: Failure[];
}

/** Symbols at a time: with S3, their requests take most of the time. */
const CONCURRENCY = 4;

/**
 * Deletes what nothing needs any more: versions of bundles, tracked runs, folds of backtests. A part that fails stops no other.
 */
export async function pruneSpace(options: PruneSpaceOptions): Promise<PruneOutcome> {
  const { store, dataDir, mlrunsDir, symbols, keep, unsent, dryRun, now, isLocked } = options;
  const failures: Failure[] = [];
  const attempt = async (what: string, work: () => Promise<PrunedItem[]>) =>
    work().catch((error) => {
      failures.push({ what, error: failure(what, error).error });
      return [];
    });
  const runs = await attempt("tracked runs", async () => {
    if (mlrunsDir === undefined) return [];
    const fates = await pruneSpool(spoolDirOf(mlrunsDir), {
      experiments: symbols,
      keep,
      now,
      unsent,
      dryRun,
    });
    return fates.map(({ spoolId, experiment, ...fate }) => item("run", experiment, spoolId, fate));
  });
  const folds = await attempt("folds of backtests", async () => {
    const fates = await pruneFolds(dataDir, { symbols, keep, now, dryRun, isLocked });
    return fates.map(({ symbol, dir, ...fate }) => item("folds", symbol, relative(dataDir, dir), fate));
  });
  // Last: a prune of versions begins with a write, for which a full disk has room now.
  const named = symbols ?? (await symbolsOf(store));
  const versions = await pMap(named, (symbol) => attempt(symbol, () => ofSymbol(symbol)), {
    concurrency: CONCURRENCY,
  });
  return { items: [...versions.flat(), ...runs, ...folds], failures };

  async function ofSymbol(symbol: string): Promise<PrunedItem[]> {
    const fates = await pruneVersions(store, symbol, { keep, now, dryRun });
    return fates.map(({ version, ...fate }) => item("version", symbol, version, fate));
  }
}

function item(
  kind: PrunedItem["kind"],
  symbol: string | undefined,
  name: string,
  { reason, bytes }: Pick<PrunedItem, "reason" | "bytes">,
): PrunedItem {
  return { kind, symbol, name, reason, bytes };
}

/** All symbols that have versions, in the store or in its working copy. */
async function symbolsOf(store: BundleStore): Promise<string[]> {
  const lists = await Promise.all([store, storeOf(store.modelsDir)].map((place) => place.listVersions()));
  return [...new Set(lists.flatMap((versions) => [...versions.keys()]))].sort();
}
