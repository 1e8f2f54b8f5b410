import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { promote } from "@lstm-predict/registry";
import { readHistory, Store } from "@lstm-predict/track-record";
import { RedisServer } from "redis-server";
import {
  resultOf,
  retrainBatch,
  runBatch,
  type Summary,
  schedule,
  scheduled,
  send,
  unschedule,
  VERSION,
} from "../src/queue/index.ts";
import { saveVersion } from "../test/bundles.ts";
import { Machine, markets, SMALL, yahooWith } from "../test/machine.ts";
import {
  decisions,
  empty,
  notes,
  onNote,
  open,
  retrain,
  SMALL_RETRAINING,
  startWorker,
  until,
} from "./fleet.ts";

const SYMBOLS = ["AAPL", "MSFT", "KO"];
let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());
beforeEach(async () => {
  await yahooWith(markets(SYMBOLS));
  await empty(redis);
});

test("when one worker retrains three symbols, then each has one version and one decision, and the summary says so", async () => {
  const machine = await Machine.make();
  const ends: unknown[] = [];
  await startWorker(redis, machine, { onEnd: (end) => ends.push(end) });
  const queue = await open(redis);
  const { batch, rows } = await retrain(queue, SYMBOLS);
  expect(rows.map(({ symbol, outcome }) => [symbol, outcome])).toEqual(
    SYMBOLS.map((symbol) => [symbol, "promoted"]),
  );
  for (const { symbol, version } of rows) {
    expect(await machine.versions(symbol)).toEqual([version]);
    expect((await decisions(machine, symbol)).map((decision) => decision.version)).toEqual([version]);
  }
  expect(ends).toHaveLength(3);
  expect(ends[0]).toEqual({
    id: batch.jobs[0]!.id,
    kind: "retrain-symbol",
    outcome: "promoted",
    seconds: expect.any(Number),
    stages: expect.objectContaining({ plan: expect.any(Number), epoch: expect.any(Number) }),
    cpuSeconds: expect.any(Number),
    measured: expect.objectContaining({
      fit: { seconds: expect.any(Number), cpuSeconds: expect.any(Number) },
    }),
  });
  const summary = await queue.summaries.getJob(batch.id);
  await until(async () => await summary!.isCompleted());
  const { returnvalue } = (await queue.summaries.getJob(batch.id))!;
  expect((returnvalue as Summary).jobs.map(({ state }) => state)).toEqual(["done", "done", "done"]);
  expect(notes).toEqual([]);
});

test("when one symbol fails, then it is one row, and the others are done", async () => {
  const machine = await Machine.make();
  await startWorker(redis, machine);
  const { rows } = await retrain(await open(redis), ["AAPL", "NONE", "KO"]);
  expect(rows.map(({ symbol, outcome }) => [symbol, outcome])).toEqual([
    ["AAPL", "promoted"],
    ["NONE", "failed"],
    ["KO", "promoted"],
  ]);
  expect(rows[1]!.error!.code).toBe("unknown_symbol");
});

test("when two senders send the same evening, then each symbol is retrained once, and both have all rows", async () => {
  const machine = await Machine.make();
  await startWorker(redis, machine, { concurrency: 2 });
  const queues = [await open(redis), await open(redis)];
  const [one, other] = await Promise.all(queues.map((queue) => retrain(queue, SYMBOLS)));
  expect(one!.rows).toEqual(other!.rows);
  for (const symbol of SYMBOLS) {
    expect(await machine.versions(symbol)).toHaveLength(1);
    expect(await decisions(machine, symbol)).toHaveLength(1);
  }
});

test("when two senders share some symbols, then these are retrained once, and both have their rows", async () => {
  const machine = await Machine.make();
  const queues = [await open(redis), await open(redis)];
  const sent = [retrain(queues[0]!, ["AAPL", "MSFT"]), retrain(queues[1]!, ["MSFT", "KO"])];
  await startWorker(redis, machine);
  const [one, other] = await Promise.all(sent);
  expect(one!.rows[1]).toEqual(other!.rows[0]);
  expect([...one!.rows, ...other!.rows].map(({ outcome }) => outcome)).toEqual(Array(4).fill("promoted"));
  expect(await machine.versions("MSFT")).toHaveLength(1);
});

test("when a sender ends and is started again, then the queue has gone on, and it has all rows", async () => {
  const machine = await Machine.make();
  const controller = new AbortController();
  const first = retrain(await open(redis), SYMBOLS, {}, controller.signal);
  const queue = await open(redis);
  await until(async () => (await queue.jobs.count()) >= 3);
  controller.abort();
  await expect(first).rejects.toMatchObject({
    code: "interrupted",
    message: expect.stringMatching(/3 jobs/),
  });
  await startWorker(redis, machine);
  const { rows } = await retrain(queue, SYMBOLS);
  expect(rows.map(({ outcome }) => outcome)).toEqual(["promoted", "promoted", "promoted"]);
  expect(await machine.versions("AAPL")).toHaveLength(1);
});

test("when the same evening is sent again after its end, then nothing is trained again", async () => {
  const machine = await Machine.make();
  await startWorker(redis, machine);
  const queue = await open(redis);
  const { batch } = await retrain(queue, ["AAPL"]);
  const summary = (await queue.summaries.getJob(batch.id))!;
  await until(async () => await summary.isCompleted());
  const { rows } = await retrain(queue, ["AAPL"]);
  expect(rows[0]).toMatchObject({ symbol: "AAPL", outcome: "up to date" });
  expect(await machine.versions("AAPL")).toHaveLength(1);
});

test("when an evening is scheduled, then a worker sends it at its time, and the next schedule replaces it", async () => {
  const machine = await Machine.make();
  const queue = await open(redis);
  await expect(schedule(queue, "half past five", ["AAPL"], SMALL_RETRAINING)).rejects.toMatchObject({
    code: "bad_schedule",
  });
  await schedule(queue, "30 17 * * 1-5", ["AAPL"], SMALL_RETRAINING);
  const { pattern, next } = (await scheduled(queue))!;
  const newYork = new Date(next!).toLocaleString("en-US", { timeZone: "America/New_York" });
  expect([pattern, newYork]).toEqual(["30 17 * * 1-5", expect.stringMatching(/, 5:30:00 PM$/)]);
  // The sixth field in front are seconds: now, for the test.
  await schedule(queue, "* * * * * *", ["AAPL", "KO"], SMALL_RETRAINING);
  await startWorker(redis, machine);
  await until(async () => (await queue.jobs.getJobCounts("completed")).completed === 2);
  expect(await unschedule(queue)).toBe(true);
  expect([await scheduled(queue), await unschedule(queue)]).toEqual([undefined, false]);
  expect(await machine.versions("AAPL")).toHaveLength(1);
  expect(await machine.versions("KO")).toHaveLength(1);
});

test("when Yahoo limits the requests of one worker, then all pause, and the symbol is tried again", async () => {
  const yahoo = await yahooWith(markets(["AAPL"]));
  yahoo.set({ faults: (index) => (index < 3 ? { kind: "tooMany", retryAfter: "0" } : undefined) });
  const machine = await Machine.make();
  const worker = await startWorker(redis, machine, { limitedMs: 2000 });
  const queue = await open(redis);
  const retraining = retrain(queue, ["AAPL"]);
  await until(async () => (await queue.jobs.getRateLimitTtl()) > 0);
  expect(worker.active).toBeLessThanOrEqual(1);
  const { batch, rows } = await retraining;
  expect(rows[0]!.outcome).toBe("promoted");
  expect((await queue.entries([batch.jobs[0]!.id]))[0]!.attemptsMade).toBe(2);
});

test("when the job says how much stays, then the worker deletes the rest after the retraining, and the row has it", async () => {
  const machine = await Machine.make({ tracked: true });
  const { modelsDir } = machine.settings;
  const old = [];
  for (const month of ["01", "02"]) {
    const createdAt = `2018-${month}-01T22:00:00.000Z`;
    old.push(await saveVersion(modelsDir, { createdAt, to: "2018-01-31", config: SMALL }));
    await promote(modelsDir, "AAPL", old.at(-1)!, "by hand");
  }
  await startWorker(redis, machine);
  const { batch, rows } = await retrain(await open(redis), ["AAPL"], { prune: "1" });
  expect(rows).toHaveLength(1);
  expect(rows[0]!.pruned).toEqual([
    { kind: "version", symbol: "AAPL", name: old[0], bytes: expect.any(Number) },
  ]);
  const stay = await machine.versions("AAPL");
  expect([stay.includes(old[0]!), stay.includes(rows[0]!.version!)]).toEqual([false, true]);
  expect(batch.jobs[0]!.job.prune).toBe("1");
});

test("when something cannot be pruned, then this is a note on the row, and the symbol has not failed", async () => {
  const machine = await Machine.make();
  const dir = join(machine.settings.modelsDir, "AAPL");
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, "promotions.jsonl"), "no decision\n");
  await startWorker(redis, machine);
  const { rows } = await retrain(await open(redis), ["AAPL"], { prune: "30d" });
  expect(rows[0]).toMatchObject({ outcome: "promoted", pruned: [] });
  expect(rows[0]!.notes).toEqual([expect.stringMatching(/^AAPL could not be pruned: /)]);
});

test("when forecasts are to be recorded, then the worker records them", async () => {
  const machine = await Machine.make();
  await startWorker(redis, machine);
  const { rows } = await retrain(await open(redis), ["AAPL"], { record: true });
  expect(rows[0]!.outcome).not.toBe("failed");
  await using record = new Store({ dataDir: machine.settings.dataDir });
  const roles = (await readHistory(record, "AAPL")).map(({ forecast }) => forecast.role);
  expect(roles).toContain("zeroShot");
});

test("when the record is away, then this is a note on the row without its password, and the symbol has not failed", async () => {
  const machine = await Machine.make();
  machine.settings.recordUrl = "postgres://me:secret@127.0.0.1:1/record";
  await startWorker(redis, machine);
  const { rows } = await retrain(await open(redis), ["AAPL"], { record: true });
  expect(rows[0]!.outcome).not.toBe("failed");
  expect(rows[0]!.notes).toEqual([expect.stringMatching(/^its forecasts are not recorded: (?!.*secret)/)]);
});

test("when a job says what its worker does not understand, then it fails before anything is done", async () => {
  await startWorker(redis, await Machine.make());
  const { rows } = await retrain(await open(redis), ["AAPL"], { prune: "everything" });
  expect(rows[0]!.error).toEqual({
    code: "bad_job",
    message: 'prune is "everything": expected a number of versions such as 10, or of days such as 30d',
  });
});

test("when the sender reads another store than the worker, then the row says so, and nothing is trained", async () => {
  const machine = await Machine.make();
  await startWorker(redis, machine);
  const { rows } = await retrain(await open(redis), ["AAPL"], { store: "s3://models/of-the-fleet" });
  expect(rows[0]).toMatchObject({
    outcome: "failed",
    error: { code: "other_store", message: expect.stringMatching(/set the same MODEL_STORE for all$/) },
  });
  await expect(machine.versions("AAPL")).rejects.toThrow("ENOENT");
});

test("when a schedule is of an earlier version, then the worker says so, and its evening has failed", async () => {
  const queue = await open(redis);
  const { id } = await queue.summaries.add("evening", {
    version: VERSION - 1,
    symbols: ["AAPL"],
    options: SMALL_RETRAINING,
  });
  await startWorker(redis, await Machine.make());
  await until(async () => (await queue.summaries.getJob(id!))!.finishedOn !== undefined);
  const told = `version ${VERSION - 1}, this worker performs ${VERSION}`;
  expect(notes).toEqual([expect.stringMatching(new RegExp(`${told}.*send a schedule again$`))]);
});

test("when two evenings are in the queue at once, then each symbol is trained once, and the later one is up to date", async () => {
  const machine = await Machine.make();
  const queue = await open(redis);
  const evenings = ["2026-11-26", "2026-11-27"].map((day) =>
    retrainBatch(["AAPL", "KO"], SMALL_RETRAINING, new Date(`${day}T22:00:00Z`)),
  );
  for (const batch of evenings) await send(queue, batch);
  expect(await queue.jobs.count()).toBe(4);
  await startWorker(redis, machine);
  const outcomes: string[] = [];
  for (const batch of evenings) {
    const signal = new AbortController().signal;
    const settled = await runBatch(queue, batch, {
      signal,
      onProgress: () => {},
      onSettled: () => {},
      onNote,
    });
    outcomes.push(...settled.map((one) => resultOf(one).outcome));
  }
  expect(outcomes).toEqual(["promoted", "promoted", "up to date", "up to date"]);
  for (const symbol of ["AAPL", "KO"]) expect(await decisions(machine, symbol)).toHaveLength(1);
});
