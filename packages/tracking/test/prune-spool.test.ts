import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { createTracker, listSpool } from "mlflow-js-client/spool";
import { type PruneSpoolOptions, pruneSpool } from "../src/mlflow/prune-spool.ts";

const made: string[] = [];
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});
function newSpool(): string {
  const dir = mkdtempSync(join(tmpdir(), "spool-"));
  made.push(dir);
  return dir;
}

const ALL: Omit<PruneSpoolOptions, "now"> = {
  experiments: undefined,
  keep: { days: 30 },
  unsent: false,
  dryRun: false,
};
const inDays = (days: number) => Date.now() + 86_400_000 * days;

/** Writes a finished run to the spool, and returns its id; with `refused`, it is where runs with refused entries are. */
async function spoolRun(spoolDir: string, experiment: string, { refused = false } = {}): Promise<string> {
  const tracker = createTracker({ spoolDir });
  const run = tracker.startRun({ experiment });
  run.logContent("report.html", "x".repeat(10_000));
  run.end();
  await tracker.close();
  if (!refused) return run.spoolId;
  mkdirSync(join(spoolDir, "set-aside"), { recursive: true });
  for (const name of [`${run.spoolId}.jsonl`, run.spoolId]) {
    renameSync(join(spoolDir, name), join(spoolDir, "set-aside", name));
  }
  return run.spoolId;
}

const fatesOf = async (spoolDir: string, options: PruneSpoolOptions) =>
  Object.fromEntries((await pruneSpool(spoolDir, options)).map(({ spoolId, reason }) => [spoolId, reason]));

test("when runs are old, then set-aside ones go, and those that no server has stay unless they are asked for", async () => {
  const spoolDir = newSpool();
  const waiting = await spoolRun(spoolDir, "AAPL");
  const refused = await spoolRun(spoolDir, "AAPL", { refused: true });
  expect(await fatesOf(spoolDir, { ...ALL, now: inDays(1) })).toEqual({
    [waiting]: "not sent",
    [refused]: "recent",
  });
  const dry = await pruneSpool(spoolDir, { ...ALL, unsent: true, dryRun: true, now: inDays(31) });
  expect(dry.map(({ reason }) => reason)).toEqual([undefined, undefined]);
  for (const { bytes, experiment } of dry) {
    expect(experiment).toBe("AAPL");
    expect(bytes).toBeGreaterThan(10_000);
  }
  expect(await fatesOf(spoolDir, { ...ALL, now: inDays(31) })).toEqual({
    [waiting]: "not sent",
    [refused]: undefined,
  });
  expect(existsSync(join(spoolDir, "set-aside", refused))).toBe(false);
  expect(listSpool(spoolDir)).toEqual([waiting]);
  expect(await fatesOf(spoolDir, { ...ALL, unsent: true, now: inDays(1) })).toEqual({ [waiting]: "recent" });
  expect(await fatesOf(spoolDir, { ...ALL, unsent: true, now: inDays(31) })).toEqual({
    [waiting]: undefined,
  });
  expect(listSpool(spoolDir)).toEqual([]);
  expect(existsSync(join(spoolDir, waiting))).toBe(false);
});

test("when a number is kept, then it is so many of each experiment, and other experiments can be left alone", async () => {
  const spoolDir = newSpool();
  const aapl = [await spoolRun(spoolDir, "AAPL"), await spoolRun(spoolDir, "AAPL")];
  const ko = [await spoolRun(spoolDir, "KO"), await spoolRun(spoolDir, "KO")];
  const options = { ...ALL, keep: { versions: 1 }, unsent: true, now: inDays(0) };
  expect(await fatesOf(spoolDir, { ...options, experiments: ["AAPL", "MSFT"] })).toEqual({
    [aapl[0]!]: undefined,
    [aapl[1]!]: "recent",
  });
  expect(await fatesOf(spoolDir, options)).toEqual({
    [aapl[1]!]: "recent",
    [ko[0]!]: undefined,
    [ko[1]!]: "recent",
  });
});

test("when a run is being written, then it stays, however old it looks", async () => {
  const spoolDir = newSpool();
  const tracker = createTracker({ spoolDir });
  const run = tracker.startRun({ experiment: "AAPL" });
  expect(await fatesOf(spoolDir, { ...ALL, unsent: true, now: inDays(400) })).toEqual({
    [run.spoolId]: "running",
  });
  run.end();
  await tracker.close();
  expect(listSpool(spoolDir)).toEqual([run.spoolId]);
});

test("when a killed prune has left the files of a run, then the next one removes them", async () => {
  const spoolDir = newSpool();
  const refused = await spoolRun(spoolDir, "AAPL", { refused: true });
  rmSync(join(spoolDir, "set-aside", `${refused}.jsonl`));
  expect(await pruneSpool(spoolDir, { ...ALL, now: inDays(0) })).toEqual([]);
  expect(existsSync(join(spoolDir, "set-aside", refused))).toBe(false);
});
