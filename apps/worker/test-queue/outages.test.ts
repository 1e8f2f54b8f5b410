import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type RetrainOptions, retrainBatch, send } from "@lstm-predict/jobs/queue";
import { CuttableWay, RedisServer } from "redis-server";
import { Machine, markets, SMALL, yahooWith } from "../../../packages/jobs/test/machine.ts";
import {
  closing,
  decisions,
  empty,
  notes,
  open,
  retrain,
  SMALL_RETRAINING,
  until,
} from "../../../packages/jobs/test-queue/fleet.ts";
import { WorkerProcess } from "./worker-process.ts";

/** A training of some seconds. */
const LONGER: Partial<RetrainOptions> = {
  config: { ...SMALL, epochs: 500, earlyStopping: { ...SMALL.earlyStopping, patience: 500 } },
};
let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());
beforeEach(async () => {
  await yahooWith(markets(["AAPL", "KO"]));
  await empty(redis);
});

async function expectOnce(machine: Machine, symbol: string, version: string | undefined): Promise<void> {
  expect(await machine.versions(symbol)).toEqual([version]);
  expect((await decisions(machine, symbol)).map((decision) => decision.version)).toEqual([version]);
}

test("when a worker is cut off from the queue for longer than its lock, then another waits for it or does the job", async () => {
  const machine = await Machine.make();
  const way = closing(await CuttableWay.to(redis));
  await WorkerProcess.start({ url: way.url }, machine);
  const queue = await open(redis);
  const retraining = retrain(queue, ["AAPL"], LONGER);
  await until(async () => (await queue.jobs.getActiveCount()) !== 0);
  way.cut();
  await WorkerProcess.start(redis, machine);
  const events = closing(await listenTo(queue));
  await events.stalled;
  way.mend();
  const { rows } = await retraining;
  expect(["promoted", "up to date"]).toContain(rows[0]!.outcome);
  await expectOnce(machine, "AAPL", rows[0]!.version);
});

/** Resolves when a job is taken from a worker that is silent. */
async function listenTo(queue: Awaited<ReturnType<typeof open>>) {
  const events = await queue.listen();
  const stalled = new Promise<void>((resolve) => void events.on("stalled", () => resolve()));
  return { stalled, [Symbol.asyncDispose]: () => events.close() };
}

test("when the server of the queue has no memory left, then a sender says so, and later sends all", async () => {
  const machine = await Machine.make();
  const queue = await open(redis);
  const symbols = Array.from({ length: 2000 }, (_, k) => `S${k}`);
  const { redis: client } = queue.connection;
  const used = /used_memory:(\d+)/.exec(await client.info("memory"))![1]!;
  await client.config("SET", "maxmemory", String(Number(used) + 400_000));
  const batch = retrainBatch(symbols, SMALL_RETRAINING);
  await expect(send(queue, batch)).rejects.toMatchObject({
    code: "queue_full",
    message: expect.stringMatching(/has no memory left: raise maxmemory/),
  });
  await client.config("SET", "maxmemory", "0");
  await send(queue, batch);
  expect(await queue.jobs.getJobCounts("waiting")).toEqual({ waiting: 2000 });
  await empty(redis);
  // A worker that cannot write goes on when there is memory again.
  await WorkerProcess.start(redis, machine);
  const retraining = retrain(queue, ["AAPL"], LONGER);
  await until(async () => (await queue.jobs.getActiveCount()) !== 0);
  await client.config("SET", "maxmemory", "1");
  await setTimeout(5000);
  await client.config("SET", "maxmemory", "0");
  const { rows } = await retraining;
  expect(["promoted", "up to date"]).toContain(rows[0]!.outcome);
  await expectOnce(machine, "AAPL", rows[0]!.version);
  expect(notes.filter((note) => note.includes("not-for-messages"))).toEqual([]);
});

test("when the clock of a worker is a day ahead, and jumps, then nothing is lost or twice", async () => {
  const machine = await Machine.make();
  // Ahead by a day for three seconds, and behind by an hour from then on.
  const jumping = `const { now } = Date; const began = now();
    Date.now = () => now() + (now() - began < 3000 ? 86400e3 : -3600e3);`;
  const preload = `--import data:text/javascript,${encodeURIComponent(jumping)}`;
  const env = { NODE_OPTIONS: `${process.env.NODE_OPTIONS} ${preload}` };
  await WorkerProcess.start(redis, machine, { env });
  const { rows } = await retrain(await open(redis), ["AAPL", "KO"], LONGER);
  for (const { symbol, outcome, version } of rows) {
    // A clock that is set back renews no lock for that long, so that the job is taken again.
    expect(["promoted", "up to date"]).toContain(outcome);
    await expectOnce(machine, symbol, version);
  }
});
