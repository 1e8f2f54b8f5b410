import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { retrainBatch, send, VERSION } from "@lstm-predict/jobs/queue";
import { RedisServer } from "redis-server";
import { Machine, markets, yahooWith } from "../../../packages/jobs/test/machine.ts";
import {
  closing,
  empty,
  notes,
  open,
  SMALL_RETRAINING,
  until,
} from "../../../packages/jobs/test-queue/fleet.ts";
import { begin, expectOnce, LONGER, SYMBOLS } from "./evening.ts";
import { WorkerProcess } from "./worker-process.ts";

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());
beforeEach(async () => {
  await yahooWith(markets(SYMBOLS));
  await empty(redis);
});

test("when a worker is killed in the middle of a job, then another one does it, and nothing is lost or twice", async () => {
  const machine = await Machine.make();
  const worker = await WorkerProcess.start(redis, machine);
  const { queue, batch, rows, training } = await begin(redis);
  await training;
  expect(await worker.end("SIGKILL")).toBe("SIGKILL");
  await WorkerProcess.start(redis, machine);
  expect((await rows).map(({ outcome }) => outcome)).toEqual(["promoted", "promoted", "promoted"]);
  await expectOnce(machine);
  const summary = (await queue.summaries.getJob(batch.id))!;
  await until(async () => await summary.isCompleted());
});

test("when the server of the queue is killed and started again, then both sides go on, and tell it once each", async () => {
  const machine = await Machine.make();
  const worker = await WorkerProcess.start(redis, machine);
  const { rows, training } = await begin(redis);
  await training;
  await redis.kill();
  await setTimeout(1000);
  await redis.restart();
  // The server may have lost its last second, so that a job that has ended is done again.
  for (const { outcome } of await rows) expect(["promoted", "up to date"]).toContain(outcome);
  await expectOnce(machine);
  for (const said of [notes, worker.log.map(({ msg }) => msg)]) {
    expect(said.filter((note) => note.includes("is out of reach"))).toHaveLength(1);
    expect(said.filter((note) => note.endsWith("is back"))).toHaveLength(1);
    expect(said.join()).not.toContain("not-for-messages");
  }
});

test("when a worker is told to end and its job takes longer, then the job goes back, and another worker does it", async () => {
  const machine = await Machine.make();
  const worker = await WorkerProcess.start(redis, machine, { flags: ["--grace-seconds", "0"] });
  const { queue, batch, rows, training } = await begin(redis, ["AAPL"]);
  await training;
  expect(await worker.end("SIGTERM")).toBe(0);
  expect(worker.log.map(({ msg }) => msg)).toContainEqual(expect.stringMatching(/: handed back in /));
  const [entry] = await queue.entries([batch.jobs[0]!.id]);
  expect([await entry!.getState(), entry!.attemptsMade]).toEqual(["waiting", 0]);
  await WorkerProcess.start(redis, machine);
  expect((await rows)[0]!.outcome).toBe("promoted");
  await expectOnce(machine, ["AAPL"]);
});

test("when a worker is told to end and has time, then it finishes its job, and begins no other", async () => {
  const machine = await Machine.make();
  const worker = await WorkerProcess.start(redis, machine);
  const { queue, training } = await begin(redis);
  await training;
  expect(await worker.end("SIGTERM")).toBe(0);
  expect(await queue.jobs.getJobCounts("completed", "waiting", "active")).toEqual({
    completed: 1,
    waiting: 2,
    active: 0,
  });
});

test("when the queue has jobs of a later version, then an old worker takes no more, and says so everywhere", async () => {
  const machine = await Machine.make();
  const worker = await WorkerProcess.start(redis, machine);
  const queue = await open(redis);
  const batch = retrainBatch(["AAPL"], LONGER);
  await send(queue, batch);
  const [entry] = await queue.entries([batch.jobs[0]!.id]);
  await worker.end("SIGKILL");
  await queue.connection.redis.flushall();
  await queue.jobs.add(entry!.name, { ...entry!.data, version: VERSION + 1 }, { jobId: entry!.id! });
  const old = await WorkerProcess.start(redis, machine);
  await until(async () => (await old.get("/ready")).status !== 200);
  expect(JSON.parse((await old.get("/ready")).text)).toMatchObject({
    ready: false,
    why: expect.stringMatching(
      `performs jobs of version ${VERSION}, and this queue has some of version ${VERSION + 1}: update`,
    ),
  });
  const [back] = await queue.entries([entry!.id!]);
  expect(await back!.getState()).toBe("waiting");
  expect(await old.end("SIGTERM")).toBe(0);
});

test("when an operator looks, then there are numbers for machines, and pages for whoever has the key", async () => {
  const machine = await Machine.make();
  const worker = await WorkerProcess.start(redis, machine, { env: { WORKER_KEY: "correct horse" } });
  const { rows } = await begin(redis, ["AAPL"], SMALL_RETRAINING);
  await rows;
  expect((await worker.get("/health")).status).toBe(200);
  expect(JSON.parse((await worker.get("/ready")).text)).toMatchObject({ ready: true, active: 0 });
  const { text } = await worker.get("/metrics");
  expect(text).toContain('lstm_predict_jobs_total{kind="retrain-symbol",outcome="promoted"} 1');
  expect(text).toContain('lstm_predict_job_stage_seconds_count{stage="epoch"} 1');
  expect(text).toContain('lstm_predict_job_stage_cpu_seconds_count{stage="fit"} 1');
  expect(text).toContain('lstm_predict_job_cpu_seconds_count{kind="retrain-symbol"} 1');
  expect(text).toContain('lstm_predict_queue_jobs{state="completed"} 1');
  expect(text).toContain("lstm_predict_queue_up 1");
  expect((await worker.get("/queues")).status).toBe(401);
  const basic = (key: string) => ({ Authorization: `Basic ${Buffer.from(`me:${key}`).toString("base64")}` });
  expect((await worker.get("/queues", basic("wrong"))).status).toBe(401);
  const page = await worker.get("/queues", basic("correct horse"));
  expect([page.status, page.text]).toEqual([200, expect.stringContaining("lstm-predict")]);
});

test("when its port is taken, then it ends with a message, and takes no jobs", async () => {
  const machine = await Machine.make();
  const { port } = new URL((await WorkerProcess.start(redis, machine)).url);
  const second = WorkerProcess.start(redis, machine, { flags: ["--port", port] });
  await expect(second).rejects.toThrow("the worker ended with 1: error: port");
});

test("when a worker is told to end while the server of the queue is away, then it ends all the same", async () => {
  const machine = await Machine.make();
  const own = closing(await RedisServer.start());
  const worker = await WorkerProcess.start(own, machine, { flags: ["--grace-seconds", "0"] });
  await own.kill();
  await until(async () => (await worker.get("/ready")).status !== 200);
  expect((await worker.get("/metrics")).text).toContain("lstm_predict_queue_up 0");
  expect(await worker.end("SIGTERM")).toBe(0);
});
