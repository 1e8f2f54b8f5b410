import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { folderSize, type Keep, newest } from "@lstm-predict/storage";
import { SymbolLocks } from "../retrain/locks.ts";

/** The folds of a backtest, and why they stay. */
export interface FoldsFate {
  /** Symbol of the retraining that the backtest belongs to; undefined for `pnpm backtest` and `pnpm tune`. */
  symbol: string | undefined;
  /** Folder of the folds. */
  dir: string;
  /** Undefined if they are deleted. */
  reason: "recent" | "running" | undefined;
  /** Bytes that their deletion frees; 0 if they stay. */
  bytes: number;
}

/** Options of `pruneFolds`. */
export interface PruneFoldsOptions {
  /** Only backtests of their retrainings; undefined: all. */
  symbols: readonly string[] | undefined;
  keep: Keep;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether only to say what would be deleted. */
  dryRun: boolean;
  /** Whether the caller, or the process that started it, holds the locks of the symbols. */
  isLocked?: boolean | undefined;
}

/**
 * Deletes old finished folds, which serve only to continue an interrupted backtest or tuning; reports and forecasts stay.
 *
 * @throws errors of the file system, StorageError `lock_failed`
 */
export async function pruneFolds(
  dataDir: string,
  { symbols, keep, now, dryRun, isLocked = false }: PruneFoldsOptions,
): Promise<FoldsFate[]> {
  const backtests = join(dataDir, "backtests");
  const retrained = symbols ?? (await foldersIn(join(backtests, "retrain")));
  const others = symbols ? [] : (await foldersIn(backtests)).filter((name) => name !== "retrain");
  const tunings = symbols ? [] : await foldersIn(join(dataDir, "tunings"));
  const found = [
    ...retrained.map((symbol) => ({ symbol, dir: join(backtests, "retrain", symbol) })),
    ...others.map((name) => ({ symbol: undefined, dir: join(backtests, name, "folds") })),
    ...tunings.map((name) => ({ symbol: undefined, dir: join(dataDir, "tunings", name, "folds") })),
  ];
  const sized = await Promise.all(found.map(async (one) => ({ ...one, ...(await folderSize(one.dir)) })));
  const folds = sized.filter(({ changedAt }) => changedAt > 0);
  const recent = newest(folds, ({ changedAt }) => changedAt, keep, now);
  const locks = new SymbolLocks(dataDir);
  const fates: FoldsFate[] = [];
  for (const fold of folds) {
    const { symbol, dir, bytes } = fold;
    if (recent.has(fold)) fates.push({ symbol, dir, reason: "recent", bytes: 0 });
    else if (dryRun || (await removeFolds(isLocked ? undefined : locks, symbol, dir)))
      fates.push({ symbol, dir, reason: undefined, bytes });
    else fates.push({ symbol, dir, reason: "running", bytes: 0 });
  }
  return fates;
}

/** False if a living retraining has the folds. */
async function removeFolds(
  locks: SymbolLocks | undefined,
  symbol: string | undefined,
  dir: string,
): Promise<boolean> {
  if (symbol !== undefined && locks && !locks.take(symbol)) return false;
  try {
    await rm(dir, { recursive: true, force: true });
    return true;
  } finally {
    if (symbol !== undefined) locks?.release(symbol);
  }
}

/** Names of the folders in a folder; none if it is missing. */
async function foldersIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}
