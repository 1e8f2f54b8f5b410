import { setTimeout } from "node:timers/promises";
import { afterEach } from "@jest/globals";
import { readPromotions } from "@lstm-predict/registry";
import type { RedisServer } from "redis-server";
import {
  JobQueue,
  QueueWorker,
  type QueueWorkerOptions,
  type RetrainOptions,
  resultOf,
  retrainBatch,
  runBatch,
} from "../src/queue/index.ts";
import { type Machine, SMALL, START } from "../test/machine.ts";

// The processes of the jobs ask the stand-in as well.
process.env.NODE_OPTIONS = `--no-warnings --import ${import.meta.resolve("yahoo-stand-in/redirect")}`;

/** A small retraining without a backtest. */
export const SMALL_RETRAINING: RetrainOptions = {
  config: SMALL,
  start: START,
  cache: "use",
  // The bars of the stand-in are years old.
  staleAfter: 0,
  backtestDays: 0,
};

/** Others take the jobs of a dead worker after this time. */
export const LOCK_MS = 2000;

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

/** Closes at the end of the test, the last first. */
export function closing<T extends AsyncDisposable>(one: T): T {
  opened.push(one);
  return one;
}

let over = new AbortController();
afterEach(() => {
  over.abort();
  over = new AbortController();
});

/** Waits until something is so; throws once its test is over. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const { signal } = over;
  while (!(await isSo())) await setTimeout(20, undefined, { signal });
}

/** What the programs of a test said. */
export const notes: string[] = [];
afterEach(() => void notes.splice(0));
export const onNote = (note: string) => void notes.push(note);

export async function open(redis: RedisServer): Promise<JobQueue> {
  return closing(await JobQueue.open(redis.url, { onNote }));
}

/** Removes all jobs. */
export async function empty(redis: RedisServer): Promise<void> {
  await using queue = await JobQueue.open(redis.url, { onNote });
  await queue.connection.redis.flushall();
}

/** Starts a worker of this process, which performs jobs in processes of their own. */
export async function startWorker(
  redis: RedisServer,
  machine: Machine,
  over: Partial<QueueWorkerOptions> = {},
): Promise<QueueWorker> {
  const queue = await open(redis);
  const worker = new QueueWorker({
    queue,
    settings: machine.settings,
    concurrency: 1,
    threads: 1,
    lockMs: LOCK_MS,
    onNote,
    ...over,
  });
  closing({ [Symbol.asyncDispose]: () => worker.close() });
  return worker;
}

/** Sends a retraining and waits for its rows. */
export async function retrain(
  queue: JobQueue,
  symbols: readonly string[],
  over: Partial<RetrainOptions> = {},
  signal = new AbortController().signal,
) {
  const batch = retrainBatch(symbols, { ...SMALL_RETRAINING, ...over });
  const progress: string[] = [];
  const settled = await runBatch(queue, batch, {
    signal,
    onProgress: (_id, { what }) => void progress.push(what),
    onSettled: () => {},
    onNote,
  });
  return { batch, progress, rows: settled.map(resultOf) };
}

/** The decisions about a symbol; that of a promoter that was killed before it logged it is in the pointer of the champion. */
export function decisions({ settings }: Machine, symbol: string): Promise<{ version: string }[]> {
  return readPromotions(settings.modelsDir, symbol);
}
