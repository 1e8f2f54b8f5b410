import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Interrupted } from "@lstm-predict/checks";
import { type Result, type RetrainJob, retrainAll, SymbolLocks } from "../src/index.ts";
import { folder, Machine, markets, yahooWith } from "./machine.ts";

const { NODE_OPTIONS, LSTM_THREADS } = process.env;
afterEach(() => {
  Object.assign(process.env, { NODE_OPTIONS, LSTM_THREADS });
  if (LSTM_THREADS === undefined) delete process.env.LSTM_THREADS;
});
beforeEach(() => yahooWith(markets(["AAPL", "MSFT", "KO"])));

function run(machine: Machine, jobs: RetrainJob[], over: Partial<Parameters<typeof retrainAll>[1]> = {}) {
  return retrainAll(jobs, {
    settings: machine.settings,
    processes: 2,
    signal: new AbortController().signal,
    onProgress: (symbol, what, part) => void machine.progress.push([`${symbol}: ${what}`, part]),
    onResult: () => {},
    ...over,
  });
}

/** A job whose bars are not there any more. */
async function outdated(machine: Machine, symbol: string): Promise<RetrainJob> {
  const job = await machine.retrainJob(symbol);
  job.plan.bars = { ...job.plan.bars, sha256: "0".repeat(64) };
  return job;
}

test("when one of several symbols fails, then it is its own result, and the others are done", async () => {
  const machine = await Machine.make({ tracked: true });
  const jobs = [
    await machine.retrainJob("AAPL"),
    await outdated(machine, "MSFT"),
    await machine.retrainJob("KO"),
  ];
  const told: Result[] = [];
  const results = await run(machine, jobs, { onResult: (result) => told.push(result) });
  expect(results.map(({ symbol, outcome }) => [symbol, outcome])).toEqual([
    ["AAPL", "promoted"],
    ["MSFT", "failed"],
    ["KO", "promoted"],
  ]);
  expect(results[1]).toEqual({
    symbol: "MSFT",
    outcome: "failed",
    reason: expect.stringContaining("plan the job again"),
    error: { code: "bars_changed", message: results[1]!.reason },
  });
  expect(results[0]!.notes).toEqual([expect.stringContaining("MLflow kept in ")]);
  expect(results[1]!.notes).toBeUndefined();
  expect(new Set(told)).toEqual(new Set(results));
  for (const symbol of ["AAPL", "KO"]) {
    expect(await machine.versions(symbol)).toHaveLength(1);
    expect(machine.progress).toContainEqual([`${symbol}: epoch 2 of 2`, 1]);
  }
});

test.each([
  [1, 3, "5"],
  [2, 3, "2"],
  [8, 3, "1"],
])(
  "when %d processes may work on %d symbols, then each has %s of five threads",
  async (processes, count, threads) => {
    // They say how many they have and end at once: the results are failures.
    const code = encodeURIComponent("console.error(process.env.LSTM_THREADS); process.reallyExit(1)");
    process.env.NODE_OPTIONS = `--no-warnings --import data:text/javascript,${code}`;
    process.env.LSTM_THREADS = "5";
    const machine = await Machine.make();
    const job = await machine.retrainJob("AAPL");
    const results = await run(machine, Array(count).fill(job), { processes });
    expect(results).toHaveLength(count);
    for (const { error } of results) {
      expect(error).toEqual({ code: "process_ended", message: `its process ended with 1: ${threads}` });
    }
  },
);

test("when it is interrupted, then what was done stays done, and the rest is not begun", async () => {
  const machine = await Machine.make();
  const controller = new AbortController();
  const [failing, other] = [await outdated(machine, "MSFT"), await machine.retrainJob("AAPL")];
  const told: string[] = [];
  const running = run(machine, [failing, other, other], {
    processes: 1,
    signal: controller.signal,
    onResult: ({ symbol }) => {
      told.push(symbol);
      controller.abort();
    },
  });
  await expect(running).rejects.toThrow(Interrupted);
  await expect(running).rejects.toThrow("finished symbols stay finished");
  expect(told).toEqual(["MSFT"]);
  expect(readdirSync(machine.settings.modelsDir)).toEqual([]);
});

describe("the locks", () => {
  test("when a run has a symbol, then no other run gets it before it is released", async () => {
    const dataDir = await folder();
    const [one, other] = [new SymbolLocks(dataDir), new SymbolLocks(dataDir)];
    expect([one.take("AAPL"), one.take("KO")]).toEqual([true, true]);
    expect([other.take("AAPL"), other.take("^GSPC"), other.take("KO")]).toEqual([false, true, false]);
    one.release("AAPL");
    expect([other.take("AAPL"), other.take("KO")]).toEqual([true, false]);
    one.releaseAll();
    expect(other.take("KO")).toBe(true);
    other.releaseAll();
    expect(readdirSync(join(dataDir, "locks"))).toEqual([]);
  });

  test("when a symbol that a run does not have is released, then nothing happens", async () => {
    const locks = new SymbolLocks(await folder());
    locks.release("AAPL");
    expect(locks.take("AAPL")).toBe(true);
    locks.releaseAll();
  });
});
