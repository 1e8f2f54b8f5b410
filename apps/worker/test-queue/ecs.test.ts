import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { RedisServer } from "redis-server";
import { Machine, markets, SMALL, yahooWith } from "../../../packages/jobs/test/machine.ts";
import { empty, open, retrain } from "../../../packages/jobs/test-queue/fleet.ts";
import { WorkerProcess } from "./worker-process.ts";

/** A training of some seconds. */
const LONGER = {
  config: { ...SMALL, epochs: 500, earlyStopping: { ...SMALL.earlyStopping, patience: 500 } },
};
let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

test("when a worker runs on Amazon ECS, then it protects its task while it has a job, and logs the length of the queue", async () => {
  await yahooWith(markets(["AAPL"]));
  await empty(redis);
  const told: boolean[] = [];
  const agent = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    told.push(JSON.parse(text).ProtectionEnabled);
    response.end('{"protection":{}}');
  }).listen(0, "127.0.0.1");
  await once(agent, "listening");
  try {
    const { port } = agent.address() as AddressInfo;
    const env = { ECS_AGENT_URI: `http://127.0.0.1:${port}/api` };
    const worker = await WorkerProcess.start(redis, await Machine.make(), { env });
    const { rows } = await retrain(await open(redis), ["AAPL"], LONGER);
    expect(rows[0]!.outcome).toBe("promoted");
    expect(told).toEqual([true]);
    const lines = () => worker.log as { queueJobs?: number; queueOldestSeconds?: number }[];
    while (!lines().some(({ queueJobs }) => queueJobs === 0)) await setTimeout(100);
    expect(lines().find(({ queueJobs }) => queueJobs === 0)).toMatchObject({ queueOldestSeconds: 0 });
  } finally {
    agent.closeAllConnections();
    agent.close();
  }
});
