import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { cancelWaiting, retryFailed } from "@lstm-predict/jobs/queue";
import { PASSWORD, RedisServer } from "redis-server";
import { Machine, markets, yahooWith } from "../../../packages/jobs/test/machine.ts";
import { closing, empty, SMALL_RETRAINING, until } from "../../../packages/jobs/test-queue/fleet.ts";
import { begin, expectOnce, SYMBOLS } from "./evening.ts";
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

test("when a worker is started before the server of the queue, then it waits, and takes jobs once that is there", async () => {
  const own = closing(await RedisServer.start());
  await own.kill();
  let restarted: Promise<void> | undefined;
  const worker = await WorkerProcess.start(own, await Machine.make(), {
    onLine: (msg) => {
      if (msg.includes("is out of reach")) restarted ??= own.restart();
    },
  });
  await restarted;
  const said = worker.log.map(({ msg }) => msg);
  expect(said[0]).toMatch(/^the queue at redis:.* is out of reach \(connect ECONNREFUSED.*waiting for it$/);
  expect(said[1]).toMatch(/ is back$/);
  expect(said.join()).not.toContain(PASSWORD);
  const { rows } = await begin(own, ["AAPL"], SMALL_RETRAINING);
  expect((await rows)[0]!.outcome).toBe("promoted");
});

test("when a worker is told to end while it waits for the server of the queue, then it ends", async () => {
  const own = closing(await RedisServer.start());
  await own.kill();
  const starting = WorkerProcess.start(own, await Machine.make(), {
    onLine: (_msg, child) => void child.kill("SIGTERM"),
  });
  await expect(starting).rejects.toThrow(/^the worker ended with 0: $/);
});

test("when the password is wrong, then a worker ends at once with a message that has none", async () => {
  const url = redis.url.replace(PASSWORD, "wr0ng");
  await expect(WorkerProcess.start({ url }, await Machine.make())).rejects.toThrow(
    /^the worker ended with 1: error: (?!.*wr0ng).*WRONGPASS.*expected user and password/,
  );
});

test("when a worker is told to end twice, then it ends at once, and another one does its job", async () => {
  const machine = await Machine.make();
  const worker = await WorkerProcess.start(redis, machine);
  const { rows, training } = await begin(redis, ["AAPL"]);
  await training;
  worker.signal("SIGTERM");
  await until(() => worker.log.some(({ msg }) => msg.startsWith("SIGTERM: takes no more jobs")));
  expect(await worker.end("SIGTERM")).toBe("SIGTERM");
  await WorkerProcess.start(redis, machine);
  expect((await rows)[0]!.outcome).toBe("promoted");
  await expectOnce(machine, ["AAPL"]);
});

test("when a retraining is cancelled in the middle, then what is at work ends, the rest is cancelled, and so says the summary", async () => {
  const machine = await Machine.make();
  await WorkerProcess.start(redis, machine);
  const { queue, batch, rows, training } = await begin(redis);
  await training;
  expect(await cancelWaiting(queue)).toBe(2);
  expect((await rows).map(({ outcome }) => outcome)).toEqual(["promoted", "cancelled", "cancelled"]);
  await expectOnce(machine, ["AAPL"]);
  await until(async () => (await queue.summaries.getJob(batch.id))!.finishedOn !== undefined);
  const { returnvalue } = (await queue.summaries.getJob(batch.id))!;
  expect(returnvalue).toMatchObject({
    jobs: [{ state: "done" }, { state: "cancelled" }, { state: "cancelled" }],
  });
});

test("when the disk of a worker is full, then its symbols are failed rows, and are done by another one after a retry", async () => {
  const preload = new URL("../../../tooling/file-faults/src/preload.ts", import.meta.url).href;
  const full = await WorkerProcess.start(redis, await Machine.make(), {
    env: { NODE_OPTIONS: `${process.env.NODE_OPTIONS} --import ${preload}`, FILE_FAULT: "full:1" },
  });
  const { queue, rows } = await begin(redis, ["AAPL", "KO"], SMALL_RETRAINING);
  expect((await rows).map(({ outcome, reason }) => [outcome, reason])).toEqual(
    Array(2).fill(["failed", expect.stringMatching(/no space left|ENOSPC/)]),
  );
  expect((await full.get("/metrics")).text).toMatch(/^lstm_predict_jobs_total\{.*outcome="failed"\} 2$/m);
  await full.end("SIGKILL");
  expect(await retryFailed(queue)).toHaveLength(2);
  const machine = await Machine.make();
  await WorkerProcess.start(redis, machine);
  await until(async () => (await queue.jobs.getCompletedCount()) >= 2);
  await expectOnce(machine, ["AAPL", "KO"]);
});

test("when there is no key, then there is no page of the queue; with one, its addresses are those of the proxy", async () => {
  const machine = await Machine.make();
  const bare = await WorkerProcess.start(redis, machine);
  expect((await bare.get("/queues")).status).toBe(404);
  const behind = await WorkerProcess.start(redis, machine, {
    flags: ["--base-path", "/fleet/1"],
    env: { WORKER_KEY: "correct horse" },
  });
  const basic = { Authorization: `Basic ${Buffer.from("me:correct horse").toString("base64")}` };
  const page = await behind.get("/queues/", basic);
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('<base href="/fleet/1/queues/"')]);
});

test("when the queue has a password, then neither log nor metrics nor a page of the queue shows it", async () => {
  const worker = await WorkerProcess.start(redis, await Machine.make(), {
    env: { WORKER_KEY: "pl4nted-key" },
  });
  const { rows } = await begin(redis, ["AAPL", "NONE"], SMALL_RETRAINING);
  await rows;
  const basic = { Authorization: `Basic ${Buffer.from("me:pl4nted-key").toString("base64")}` };
  const pages = [
    "/health",
    "/ready",
    "/metrics",
    "/queues/",
    "/queues/api/queues?activeQueue=jobs",
    "/queues/api/redis/stats",
  ];
  const texts = await Promise.all(pages.map(async (path) => (await worker.get(path, basic)).text));
  expect(texts[4]).toContain("AAPL");
  const all = [...texts, JSON.stringify(worker.log)].join("\n");
  for (const secret of [PASSWORD, "pl4nted-key"]) expect(all).not.toContain(secret);
});
