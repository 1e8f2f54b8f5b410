import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { RedisServer } from "redis-server";
import { Machine, markets, SMALL, yahooWith } from "../../../packages/jobs/test/machine.ts";
import { closing, decisions, open, retrain, until } from "../../../packages/jobs/test-queue/fleet.ts";
import { WorkerProcess } from "./worker-process.ts";

// The whole of it takes three minutes: SYMBOLS=60 KILLS=50 pnpm --filter @lstm-predict/worker test:queue kills
const SYMBOLS = Array.from({ length: Number(process.env.SYMBOLS ?? 6) }, (_, k) => `S${k}`);
const KILLS = Number(process.env.KILLS ?? 4);
const WORKERS = 2;
/** A kill comes at a random moment of this time: of the start of a process, of a training, of the gate. */
const MOMENT_MS = 3000;

test("when workers are killed at random moments, then each symbol has one version and one decision, or one clear failure", async () => {
  await yahooWith(markets(SYMBOLS));
  const redis = closing(await RedisServer.start());
  const machine = await Machine.make();
  const queue = await open(redis);
  const workers = await Promise.all(
    Array.from({ length: WORKERS }, () => WorkerProcess.start(redis, machine)),
  );
  let isOver = false;
  const retraining = retrain(queue, SYMBOLS, {
    config: { ...SMALL, epochs: 100, earlyStopping: { ...SMALL.earlyStopping, patience: 100 } },
  }).finally(() => {
    isOver = true;
  });
  let kills = 0;
  for (; kills < KILLS && !isOver; kills++) {
    await setTimeout(MOMENT_MS * Math.random());
    const k = kills % WORKERS;
    await workers[k]!.end("SIGKILL");
    workers[k] = await WorkerProcess.start(redis, machine);
  }
  const { batch, rows } = await retraining;
  expect(rows).toHaveLength(SYMBOLS.length);
  for (const { symbol, outcome, version, error } of rows) {
    if (outcome === "failed") {
      expect(error!.code).toBe("stalled");
      continue;
    }
    expect(["promoted", "up to date"]).toContain(outcome);
    expect(await machine.versions(symbol)).toEqual([version]);
    expect((await decisions(machine, symbol)).map((decision) => decision.version)).toEqual([version]);
  }
  const summary = (await queue.summaries.getJob(batch.id))!;
  await until(async () => await summary.isCompleted());
  const failed = rows.filter(({ outcome }) => outcome === "failed").length;
  process.stderr.write(`${kills} kills, ${SYMBOLS.length} symbols, ${failed} failed\n`);
}, 3_600_000);
