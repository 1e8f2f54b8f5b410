import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { RedisServer } from "redis-server";
import { type QueuedJob, settledOf, VERSION } from "../src/queue/index.ts";
import { folder, Machine, markets, SMALL, yahooWith } from "../test/machine.ts";
import { empty, open, SMALL_RETRAINING, startWorker } from "./fleet.ts";

type Three = [string, string, string];

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());

const bars = {
  symbol: "AAPL",
  source: "yahoo",
  from: "2017-01-03",
  to: "2018-05-11",
  sha256: "0".repeat(64),
};
const plan = { symbol: "AAPL", todo: "train", config: SMALL, newSessions: 1, bars };
const fold = { kind: "fold", bars, config: SMALL, fold: { number: 1 }, folder: "AAPL" };
const publishing = { kind: "retrain", backtestDays: 0, plan: { ...plan, todo: "publish" } };

/** Jobs of somebody who has the password of the queue, and what each of them ends with. */
const HOSTILE: [string, object | string | null, RegExp][] = [
  ["a symbol that is a path", { kind: "retrain-symbol", ...SMALL_RETRAINING, symbol: "../victim" }, /symbol/],
  ["a symbol of bars that is a path", { ...fold, bars: { ...bars, symbol: "../victim" } }, /symbol/],
  ["a symbol of a plan that is a path", { ...publishing, plan: { ...plan, symbol: "../victim" } }, /symbol/],
  ["a folder that is a path", { ...fold, folder: "../../victim" }, /folder is .*expected letters/],
  ["a version that is a path", { ...publishing, plan: { ...publishing.plan, version: "../../victim" } }, /./],
  ["a file as source", { ...fold, bars: { ...bars, source: "csv", csv: "/etc/passwd" } }, /./],
  ["a kind that is a module", { kind: "../../../victim.ts" }, /kind is .*expected/],
  ["no object", "victim", /./],
  ["nothing", null, /./],
];

test.each(HOSTILE)(
  "when a stranger sends %s, then the job fails, no file appears, and the worker goes on",
  async (_name, job, message) => {
    await yahooWith(markets(["AAPL"]));
    await empty(redis);
    const home = await folder();
    const [victim, modelsDir, dataDir] = ["victim", "models", "data"].map((name) =>
      join(home, name),
    ) as Three;
    for (const made of [victim, modelsDir, dataDir]) await mkdir(made);
    await writeFile(join(victim, "precious"), "");
    const machine = await Machine.make();
    await startWorker(redis, machine, { settings: { ...machine.settings, modelsDir, dataDir } });
    const queue = await open(redis);
    await queue.jobs.add("hostile", { version: VERSION, job } as unknown as QueuedJob, { jobId: "hostile" });
    let entry = await queue.jobs.getJob("hostile");
    while (!entry?.finishedOn) {
      await setTimeout(20);
      entry = await queue.jobs.getJob("hostile");
    }
    expect(entry.failedReason).toMatch(message);
    expect(entry.failedReason).not.toContain("root:");
    expect(await readdir(victim)).toEqual(["precious"]);
    expect((await readdir(home)).sort()).toEqual(["data", "models", "victim"]);
    expect(await readdir(modelsDir)).toEqual([]);
    expect(JSON.stringify(await readdir(dataDir, { recursive: true }))).not.toContain("victim");
    await queue.jobs.add(
      "fetch",
      { version: VERSION, job: { kind: "fetch", symbol: "AAPL" } },
      { jobId: "fine" },
    );
    let fine = await queue.jobs.getJob("fine");
    while (!fine?.finishedOn) {
      await setTimeout(20);
      fine = await queue.jobs.getJob("fine");
    }
    expect(settledOf(fine)?.state).toBe("done");
  },
);
