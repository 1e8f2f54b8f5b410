import { readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { describe, expect, test } from "@jest/globals";
import type { Job, RetrainSymbolJob } from "../src/index.ts";
import {
  connect,
  idOf,
  parseQueueUrl,
  type QueuedJob,
  resultOf,
  retrainBatch,
  type Settled,
  settledOf,
} from "../src/queue/index.ts";
import { performQueued } from "../src/queue/perform-queued.ts";
import { type Entry, encode } from "../src/queue/queued-job.ts";
import { Machine } from "./machine.ts";

const OPTIONS = { cache: "use", staleAfter: 3, backtestDays: 60 } as const;

describe("the address of a queue", () => {
  test.each([
    "redis://localhost",
    "redis://me:secret@[::1]:6379/1",
    "rediss://:secret@redis.example.com:6380",
  ])("when it is %s, then it is legal, and no message shows its password", (url) =>
    expect(`${parseQueueUrl(url)}`).not.toContain("secret"),
  );

  test.each([
    "",
    "localhost:6379",
    "http://localhost",
    "redis://",
    "redis://me:sec/ret@host",
    "me:secret@host",
  ])('when it is "%s", then it is refused without its password', (url) => {
    const refused = expect(() => parseQueueUrl(url));
    refused.toThrow(/^the queue is .*: expected redis:\/\/host:port/);
    refused.not.toThrow(/sec/);
  });

  test("when nobody listens there, then the error says so, without the password", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const notes: string[] = [];
    const connecting = connect(`redis://:secret@127.0.0.1:${port}`, {
      onNote: (note) => notes.push(note),
      readyWithinMs: 300,
    });
    await expect(connecting).rejects.toMatchObject({
      code: "queue_unreachable",
      message: `the queue at redis://127.0.0.1:${port} does not answer: connect ECONNREFUSED 127.0.0.1:${port}; expected a running Redis or Valkey server, and rediss:// if it takes TLS alone`,
    });
    expect(notes).toEqual([]);
  });
});

describe("a batch", () => {
  test("when symbols, options and day in New York are the same, then ids are the same, and no id has a colon", () => {
    const evening = new Date("2026-11-28T02:00:00Z");
    const [one, again, tomorrow, other, scratch] = [
      retrainBatch(["AAPL", "^GSPC"], OPTIONS, evening),
      retrainBatch(["AAPL", "^GSPC"], OPTIONS, new Date("2026-11-27T23:00:00Z")),
      retrainBatch(["AAPL", "^GSPC"], OPTIONS, new Date("2026-11-28T06:00:00Z")),
      retrainBatch(["AAPL", "^GSPC"], { ...OPTIONS, backtestDays: 0 }, evening),
      retrainBatch(["AAPL", "^GSPC"], { ...OPTIONS, fromScratch: true }, evening),
    ];
    expect(again).toEqual(one);
    expect(one!.jobs[0]!.id).toMatch(/^retrain-AAPL-2026-11-27-[0-9a-f]{8}$/);
    expect(one!.jobs[1]!.job).toEqual({ kind: "retrain-symbol", symbol: "^GSPC", ...OPTIONS });
    const ids = [one, tomorrow, other, scratch].flatMap((batch) => [
      batch!.id,
      ...batch!.jobs.map(({ id }) => id),
    ]);
    expect(new Set(ids).size).toBe(12);
    expect(ids.join()).not.toContain(":");
  });

  test("when a part of a name could be read as another part, then the hash of the settings keeps ids apart", () => {
    expect(idOf("fold", "A", "2026-11-27", { a: 1 })).not.toBe(idOf("fold", "A", "2026-11-27", { a: 2 }));
  });
});

describe("a job that ended", () => {
  const job: RetrainSymbolJob = { kind: "retrain-symbol", symbol: "AAPL", ...OPTIONS };
  const entry = (over: object, data: Partial<QueuedJob> = {}) =>
    ({ id: "an-id", data: { version: 1, job, ...data }, ...over }) as unknown as Entry;
  const rowOf = (entry: Entry) => resultOf(settledOf(entry) as Settled<RetrainSymbolJob>);

  test("when it waits or is at work, then it has not", () => {
    expect(settledOf(entry({ failedReason: "of an attempt before" }))).toBeUndefined();
  });

  test("when it is done, then its row is the result, with the scores that do not exist", () => {
    const result = { symbol: "AAPL", outcome: "promoted", reason: "better", mase: Number.NaN };
    const stored = JSON.parse(JSON.stringify(encode(result)));
    expect(rowOf(entry({ finishedOn: 1, returnvalue: stored }))).toEqual(result);
    const again = { finishedOn: 1, returnvalue: stored, failedReason: "of an attempt before" };
    expect(rowOf(entry(again, { failure: { code: "process_ended", message: "killed" } }))).toEqual(result);
  });

  test("when it failed with a row, then this is its row; without one, its error is", () => {
    const error = { code: "stale_bars", message: "no bars" };
    const result = { symbol: "AAPL", outcome: "failed", reason: "no bars", missedSessions: 3, error };
    const failed = { finishedOn: 1, failedReason: "no bars" };
    expect(rowOf(entry(failed, { failure: { ...error, result } }))).toEqual(result);
    expect(rowOf(entry(failed, { failure: error }))).toEqual({
      symbol: "AAPL",
      outcome: "failed",
      reason: "no bars",
      error,
    });
  });

  test("when its workers died too often, then its row says so", () => {
    const reason = "job stalled more than allowable limit";
    expect(rowOf(entry({ finishedOn: 1, failedReason: reason }))).toMatchObject({
      outcome: "failed",
      error: { code: "stalled", message: reason },
    });
  });

  test("when it was removed, then its row says so", () => {
    expect(resultOf({ id: "an-id", job, state: "cancelled" })).toMatchObject({
      symbol: "AAPL",
      outcome: "cancelled",
    });
  });
});

test.each([
  ["bad_symbol", { kind: "retrain-symbol", symbol: "../../AAPL", ...OPTIONS }],
  ["bad_symbol", { kind: "fetch", symbol: "../AAPL" }],
  ["bad_symbol", { kind: "train", bars: { symbol: "/etc/AAPL" } }],
  ["bad_job", { kind: "fold", bars: { symbol: "AAPL" }, folder: "../.." }],
  ["unknown_job", { kind: "settle" }],
])("when a job of a stranger is %s, then it fails, and no file is made", async (code, job) => {
  const { settings } = await Machine.make();
  const watch = { isRepeated: false, signal: new AbortController().signal, onProgress: () => {} };
  const options = { settings, threads: 1, holder: "me", claimSeconds: 60 };
  const { failure } = await performQueued(job as unknown as Job, options, watch);
  expect(failure!.code).toBe(code);
  for (const folder of [settings.dataDir, settings.modelsDir]) expect(await readdir(folder)).toEqual([]);
});
