import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { resultOf, retrainBatch, runBatch } from "@lstm-predict/jobs/queue";
import { openStore, readPromotions } from "@lstm-predict/registry";
import { CuttableWay, RedisServer } from "redis-server";
import { credentials, S3Server } from "s3-server";
import { folder, Machine, markets, SMALL, yahooWith } from "../../../packages/jobs/test/machine.ts";
import {
  closing,
  empty,
  onNote,
  open,
  SMALL_RETRAINING,
  until,
} from "../../../packages/jobs/test-queue/fleet.ts";
import { WorkerProcess } from "./worker-process.ts";

const SYMBOLS = ["AAPL", "MSFT", "KO"];
const environment = { ...process.env };
let s3: S3Server;
let fleets: RedisServer[];
let prefixes = 0;
beforeAll(async () => {
  [s3, ...fleets] = await Promise.all([S3Server.start(), RedisServer.start(), RedisServer.start()]);
  Object.assign(process.env, credentials(s3.url));
});
afterAll(async () => {
  process.env = environment;
  for (const server of [s3, ...fleets]) await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await yahooWith(markets(SYMBOLS));
  process.env.MODEL_STORE = `s3://models/fleet-${++prefixes}`;
  for (const redis of fleets) await empty(redis);
});

/** A training of some seconds. */
const LONGER = {
  ...SMALL_RETRAINING,
  config: { ...SMALL, epochs: 500, earlyStopping: { ...SMALL.earlyStopping, patience: 500 } },
};

async function rowsOf(
  redis: RedisServer,
  options = SMALL_RETRAINING,
  onProgress: (what: string) => void = () => {},
) {
  const settled = await runBatch(await open(redis), retrainBatch(SYMBOLS, options), {
    signal: new AbortController().signal,
    onProgress: (_id, { what }) => onProgress(what),
    onSettled: () => {},
    onNote,
  });
  return settled.map(resultOf);
}

/** Each symbol has one version in the store, and one decision about it. */
async function expectOnce(): Promise<void> {
  const store = await openStore({ url: process.env.MODEL_STORE, modelsDir: await folder() });
  for (const symbol of SYMBOLS) {
    const versions = (await store.listVersions(symbol)).get(symbol);
    expect(versions).toHaveLength(1);
    expect((await readPromotions(store, symbol)).map(({ version }) => version)).toEqual(versions);
  }
}

test("when two fleets retrain the same symbols at once, then the store has one version and one decision of each", async () => {
  for (const redis of fleets) await WorkerProcess.start(redis, await Machine.make());
  const [one, other] = await Promise.all(fleets.map((redis) => rowsOf(redis)));
  for (const [k, row] of one!.entries()) {
    const outcomes = [row.outcome, other![k]!.outcome];
    expect(outcomes).toContain("promoted");
    // The other fleet came while the symbol was claimed, or later.
    expect(["busy", "up to date"]).toContain(outcomes.find((outcome) => outcome !== "promoted"));
  }
  await expectOnce();
});

test("when a worker is killed while it has claimed a symbol, then another machine waits for the end of the claim", async () => {
  const [redis] = fleets as [RedisServer];
  const worker = await WorkerProcess.start(redis, await Machine.make());
  const training = Promise.withResolvers<void>();
  const rows = rowsOf(redis, LONGER, (what) => {
    if (what.startsWith("epoch")) training.resolve();
  });
  await training.promise;
  await worker.end("SIGKILL");
  await WorkerProcess.start(redis, await Machine.make());
  expect((await rows).map(({ outcome }) => outcome)).toEqual(["promoted", "promoted", "promoted"]);
  await expectOnce();
});

test("when a worker is cut off from S3 for longer than its claim lasts, then it publishes nothing, and the symbol is done once", async () => {
  const [redis] = fleets as [RedisServer];
  const way = closing(await CuttableWay.to({ url: s3.url, port: Number(new URL(s3.url).port) }));
  const env = Object.fromEntries(
    Object.entries(process.env).map(([name, value]) => [name, value?.replace(s3.url, way.url) ?? ""]),
  );
  const worker = await WorkerProcess.start(redis, await Machine.make(), { env });
  const training = Promise.withResolvers<void>();
  const rows = rowsOf(redis, LONGER, (what) => {
    if (what.startsWith("epoch")) training.resolve();
  });
  await training.promise;
  way.cut();
  await until(() => worker.log.some(({ msg }) => msg.includes(": failed in ")));
  way.mend();
  for (const { outcome } of await rows) expect(["promoted", "up to date"]).toContain(outcome);
  await expectOnce();
});

test("when a worker has another store than the sender, then its symbols fail with a reason, and that store stays empty", async () => {
  const [redis] = fleets as [RedisServer];
  const store = process.env.MODEL_STORE!;
  const other = `${store}-of-another`;
  await WorkerProcess.start(redis, await Machine.make(), { env: { MODEL_STORE: other } });
  const rows = await rowsOf(redis, { ...SMALL_RETRAINING, store });
  expect(rows.map(({ error }) => [error?.code, error?.message])).toEqual(
    SYMBOLS.map(() => [
      "other_store",
      expect.stringMatching(`in ${store}, and the worker saves them in ${other}: set`),
    ]),
  );
  expect(await (await openStore({ url: other, modelsDir: await folder() })).listVersions()).toEqual(
    new Map(),
  );
});
