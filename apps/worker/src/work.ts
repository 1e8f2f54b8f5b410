import { fileURLToPath } from "node:url";
import { printable, withoutCredentials } from "@lstm-predict/checks";
import type { LocalSettings } from "@lstm-predict/jobs";
import { gitOf } from "@lstm-predict/jobs/git";
import { coresOf, JobQueue, QueueWorker, reportFigures } from "@lstm-predict/jobs/queue";
import { pino } from "pino";
import { Metrics } from "./metrics.ts";
import { serve } from "./server.ts";
import { protectTask } from "./task-protection.ts";

/** Flags of the worker. */
export interface Flags {
  queue: string;
  concurrency: number;
  port: number;
  host: string;
  graceSeconds: number;
  perMinute: number;
  lockSeconds: number;
  track: boolean;
}

const repository = (folder: string) => fileURLToPath(new URL(`../../../${folder}`, import.meta.url));

/** Works until SIGTERM or Ctrl-C; then finishes what is at work, or hands it back. */
export async function work(flags: Flags): Promise<void> {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const onNote = (note: string) => log.warn(printable(withoutCredentials(note)));
  const ended = new Promise<NodeJS.Signals>((resolve) => {
    // Once each: a second one ends the process at once, and the queue notices.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(signal));
  });
  await using queue = await JobQueue.open(flags.queue, { onNote });
  const metrics = new Metrics(queue);
  const { concurrency, perMinute, lockSeconds } = flags;
  const worker = new QueueWorker({
    queue,
    settings: await settingsOf(flags),
    concurrency,
    threads: Math.max(1, Math.floor(coresOf() / concurrency)),
    lockMs: lockSeconds * 1000,
    perMinute: perMinute === 0 ? undefined : perMinute,
    onNote,
    onEnd: (end) => {
      metrics.observe(end);
      log.info(end, `${end.id}: ${end.outcome} in ${end.seconds.toFixed(1)} s`);
    },
  });
  const { ECS_AGENT_URI: agent } = process.env;
  using _protection = agent ? protectTask({ agent, isBusy: () => worker.active > 0, onNote }) : undefined;
  using _figures = agent ? reportFigures(queue, (figures) => log.info(figures)) : undefined;
  await using server = await serve({
    ...flags,
    worker,
    queue,
    metrics,
    key: process.env.WORKER_KEY || undefined,
  }).catch(async (error) => {
    await worker.close();
    throw error;
  });
  log.info(
    { url: server.url, queue: `${queue.connection.address}`, concurrency },
    `${worker.name} takes jobs; health: ${server.url}/ready`,
  );
  const signal = await ended;
  log.info(`${signal}: takes no more jobs, and hands back what is at work after ${flags.graceSeconds} s`);
  await worker.close(flags.graceSeconds * 1000);
}

async function settingsOf({ track }: Flags): Promise<LocalSettings> {
  const { DATA_DIR, MODELS_DIR, MLRUNS_DIR, MODEL_STORE } = process.env;
  return {
    dataDir: DATA_DIR || repository("data"),
    modelsDir: MODELS_DIR || repository("models"),
    storeUrl: MODEL_STORE,
    mlrunsDir: track ? MLRUNS_DIR || repository("mlruns") : undefined,
    git: await gitOf(repository("")),
    download: true,
  };
}
