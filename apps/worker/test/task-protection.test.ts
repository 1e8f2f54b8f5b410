import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { protectTask } from "../src/task-protection.ts";

/** The agent of Amazon ECS: keeps what it is told, and answers as `answers` says. */
let agent: Server;
let told: { ProtectionEnabled: boolean; ExpiresInMinutes?: number }[];
let answers: { status: number; body: object };
const ACCEPTED = { status: 200, body: { protection: { ProtectionEnabled: true, TaskArn: "arn" } } };

beforeEach(async () => {
  [told, answers] = [[], ACCEPTED];
  agent = createServer(async (request, response) => {
    const chunks = await request.toArray();
    expect([request.method, request.url]).toEqual(["PUT", "/api/1/task-protection/v1/state"]);
    expect(request.headers["content-type"]).toBe("application/json");
    told.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(answers.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answers.body));
  }).listen(0, "127.0.0.1");
  await once(agent, "listening");
});
afterEach(() => {
  agent.closeAllConnections();
  agent.close();
});

function protect({ idleMs = 50 } = {}) {
  const worker = { isBusy: false };
  const notes: string[] = [];
  const { port } = agent.address() as AddressInfo;
  const protection = protectTask({
    agent: `http://127.0.0.1:${port}/api/1`,
    isBusy: () => worker.isBusy,
    onNote: (note) => notes.push(note),
    idleMs,
    lookMs: 5,
    againMs: 20,
  });
  return { worker, notes, protection };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(5);
}

test("when a worker has jobs, then its task is protected once, until it has been idle for a while", async () => {
  const { worker, protection } = protect();
  using _ = protection;
  await setTimeout(50);
  expect(told).toEqual([]);
  worker.isBusy = true;
  await until(() => told.length === 1);
  expect(told).toEqual([{ ProtectionEnabled: true, ExpiresInMinutes: 60 }]);
  await setTimeout(100);
  expect(told).toHaveLength(1);
  worker.isBusy = false;
  await until(() => told.length === 2);
  expect(told[1]).toEqual({ ProtectionEnabled: false });
});

test("when a worker takes the next job at once, then its task stays protected", async () => {
  const { worker, protection } = protect({ idleMs: 60_000 });
  using _ = protection;
  for (let job = 0; job < 5; job++) {
    worker.isBusy = true;
    await setTimeout(20);
    worker.isBusy = false;
    await setTimeout(20);
  }
  await until(() => told.length > 0);
  expect(told.map(({ ProtectionEnabled }) => ProtectionEnabled)).toEqual([true]);
});

test.each([
  [200, { failure: { Arn: "arn", Reason: "DEPLOYMENT_BLOCKED" } }, "DEPLOYMENT_BLOCKED"],
  [400, { error: { Code: "AccessDeniedException", Message: "no permission" } }, "no permission"],
  [500, {}, "status 500"],
])("when the agent answers %d %j, then it is told once, and asked again", async (status, body, why) => {
  answers = { status, body };
  const { worker, notes, protection } = protect();
  using _ = protection;
  worker.isBusy = true;
  await until(() => told.length >= 3);
  expect(notes).toEqual([`the agent of Amazon ECS does not change this task's protection: ${why}`]);
  answers = ACCEPTED;
  const before = told.length;
  await until(() => told.length > before);
  const accepted = told.length;
  await setTimeout(100);
  expect(told.length - accepted).toBeLessThanOrEqual(1); // one more may have been under way
});

test("when nobody answers, then it is told once, and the end waits for nothing", async () => {
  const { worker, notes, protection } = protect();
  agent.closeAllConnections();
  agent.close();
  worker.isBusy = true;
  await until(() => notes.length > 0);
  await setTimeout(100);
  expect(notes).toHaveLength(1);
  protection[Symbol.dispose]();
});
