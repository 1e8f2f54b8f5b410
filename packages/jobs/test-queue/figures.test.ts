import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { RedisServer } from "redis-server";
import { figuresOf, type QueueFigures, reportFigures, retrainBatch, send } from "../src/queue/index.ts";
import { empty, open, SMALL_RETRAINING } from "./fleet.ts";

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());
beforeEach(() => empty(redis));

test("when jobs wait, then the figures have their number and the age of the first", async () => {
  const queue = await open(redis);
  expect(await figuresOf(queue)).toEqual({ queueJobs: 0, queueOldestSeconds: 0 });
  await send(queue, retrainBatch(["AAPL", "KO"], SMALL_RETRAINING));
  const [first] = await queue.jobs.getJobs(["waiting"], 0, 0, true);
  await queue.connection.redis.hset(queue.jobs.toKey(first!.id!), "timestamp", Date.now() - 90_000);
  const { queueJobs, queueOldestSeconds } = await figuresOf(queue);
  expect(queueJobs).toBe(2);
  expect(queueOldestSeconds).toBeGreaterThanOrEqual(90);
});

test("when figures are reported, then again and again, not while the server is away, and not after the end", async () => {
  const queue = await open(redis);
  const reports: QueueFigures[] = [];
  const reporting = reportFigures(queue, (figures) => reports.push(figures), 20);
  while (reports.length < 2) await setTimeout(10);
  await redis.kill();
  while (queue.connection.isUp) await setTimeout(10);
  const before = reports.length;
  await setTimeout(200);
  expect(reports).toHaveLength(before);
  await redis.restart();
  while (reports.length === before) await setTimeout(10);
  reporting[Symbol.dispose]();
  const atEnd = reports.length;
  await setTimeout(100);
  expect(reports).toHaveLength(atEnd);
});
