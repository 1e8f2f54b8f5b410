import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { promote, storeOf } from "@lstm-predict/registry";
import { createTracker } from "mlflow-js-client/spool";
import { type PruneSpaceOptions, pruneSpace } from "../src/prune/prune-space.ts";
import { SymbolLocks } from "../src/retrain/locks.ts";
import { saveVersion } from "./bundles.ts";
import { folder } from "./machine.ts";

const DAY_MS = 86_400_000;

/** A machine with three versions of each symbol, the oldest of which is served, and old folds of backtests. */
async function machine(symbols: readonly string[]) {
  const [modelsDir, dataDir, mlrunsDir] = [await folder(), await folder(), await folder()];
  const versions: Record<string, string[]> = {};
  for (const symbol of symbols) {
    versions[symbol] = [];
    for (const month of ["07", "08", "09"]) {
      const createdAt = `2026-${month}-01T22:00:00.000Z`;
      versions[symbol].push(await saveVersion(modelsDir, { symbol, createdAt }));
    }
    await promote(modelsDir, symbol, versions[symbol][0]!, "by hand");
  }
  const options: PruneSpaceOptions = {
    store: storeOf(modelsDir),
    dataDir,
    mlrunsDir,
    keep: { versions: 1 },
    unsent: false,
    dryRun: false,
    now: Date.now(),
  };
  return { options, versions };
}

/** Writes a fold of a backtest that ended some days ago. */
async function fold(dir: string, daysAgo: number): Promise<void> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, "AAPL-0123456789abcdef.json");
  await writeFile(file, "{}");
  const at = (Date.now() - DAY_MS * daysAgo) / 1000;
  await utimes(file, at, at);
}

test("when all is pruned, then versions, sent runs and folds go, of each symbol, and reports stay", async () => {
  const { options, versions } = await machine(["AAPL", "KO"]);
  const backtests = join(options.dataDir, "backtests");
  await fold(join(backtests, "retrain", "AAPL"), 40);
  await fold(join(backtests, "AAPL-distribution-8x60-0123456789ab", "folds"), 50);
  await fold(join(backtests, "KO-distribution-8x60-0123456789ab", "folds"), 3);
  await fold(join(options.dataDir, "tunings", "KO-distribution-4x120-0123456789ab", "folds"), 60);
  await writeFile(join(backtests, "AAPL-distribution-8x60-0123456789ab", "report.html"), "<!doctype html>");
  const { items, failures } = await pruneSpace({ ...options, keep: { days: 30 } });
  expect(failures).toEqual([]);
  const gone = items.filter(({ reason }) => reason === undefined);
  expect(gone.map(({ kind, symbol, name }) => [kind, symbol, name])).toEqual([
    ["version", "AAPL", versions.AAPL![1]],
    ["version", "KO", versions.KO![1]],
    ["folds", "AAPL", join("backtests", "retrain", "AAPL")],
    ["folds", undefined, join("backtests", "AAPL-distribution-8x60-0123456789ab", "folds")],
    ["folds", undefined, join("tunings", "KO-distribution-4x120-0123456789ab", "folds")],
  ]);
  for (const { kind, bytes } of gone) expect(bytes).toBeGreaterThan(kind === "folds" ? 1 : 1000);
  expect(await readdir(join(backtests, "retrain"))).toEqual([]);
  expect(await readdir(join(backtests, "AAPL-distribution-8x60-0123456789ab"))).toEqual(["report.html"]);
  expect((await options.store.listVersions()).get("KO")).toEqual([versions.KO![0], versions.KO![2]]);
});

test("when symbols are named, then what belongs to others stays, and so do folds that a retraining uses", async () => {
  const { options, versions } = await machine(["AAPL", "KO"]);
  const backtests = join(options.dataDir, "backtests");
  await fold(join(backtests, "retrain", "AAPL"), 40);
  await fold(join(backtests, "retrain", "KO"), 40);
  const tracker = createTracker({ spoolDir: join(options.mlrunsDir!, "spool") });
  tracker.startRun({ experiment: "KO" }).end();
  await tracker.close();
  const locks = new SymbolLocks(options.dataDir);
  expect(locks.take("AAPL")).toBe(true);
  const { items } = await pruneSpace({ ...options, symbols: ["AAPL"], keep: { days: 30 } });
  locks.release("AAPL");
  expect(items.map(({ kind, symbol, reason }) => [kind, symbol, reason])).toEqual([
    ["version", "AAPL", "champion"],
    ["version", "AAPL", undefined],
    ["version", "AAPL", "newest"],
    ["folds", "AAPL", "running"],
  ]);
  expect(await readdir(join(backtests, "retrain"))).toEqual(["AAPL", "KO"]);
  expect((await options.store.listVersions()).get("KO")).toEqual(versions.KO);
});

test("when a symbol's log is damaged, then that symbol keeps all, its error is told, and the others are pruned", async () => {
  const { options, versions } = await machine(["AAPL", "KO"]);
  await writeFile(join(options.store.modelsDir, "AAPL", "promotions.jsonl"), '{"symbol":1}\n{"symbol":2}\n');
  const { items, failures } = await pruneSpace(options);
  expect(failures).toEqual([
    {
      what: "AAPL",
      error: { code: "bad_promotions", message: expect.stringContaining("promotions.jsonl, line 1") },
    },
  ]);
  expect(items.filter(({ reason }) => reason === undefined).map(({ name }) => name)).toEqual([
    versions.KO![1],
  ]);
  expect((await options.store.listVersions()).get("AAPL")).toEqual(versions.AAPL);
});

test("when it is a dry run, then nothing is written or removed", async () => {
  const { options, versions } = await machine(["AAPL"]);
  await fold(join(options.dataDir, "backtests", "retrain", "AAPL"), 40);
  const before = await readdir(join(options.store.modelsDir, "AAPL"), { recursive: true });
  const { items } = await pruneSpace({ ...options, keep: { days: 30 }, dryRun: true });
  expect(items.filter(({ reason }) => reason === undefined)).toHaveLength(2);
  expect(await readdir(join(options.store.modelsDir, "AAPL"), { recursive: true })).toEqual(before);
  expect(await readdir(join(options.dataDir, "backtests", "retrain"))).toEqual(["AAPL"]);
  expect((await options.store.listVersions()).get("AAPL")).toEqual(versions.AAPL);
});
