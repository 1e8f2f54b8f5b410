import { once } from "node:events";
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
  basePath: string;
}

const repository = (folder: string) => fileURLToPath(new URL(`../../../${folder}`, import.meta.url));

/** Works until SIGTERM or Ctrl-C; then finishes what is at work, or hands it back. */
export async function work(flags: Flags): Promise<void> {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const onNote = (note: string) => log.warn(printable(withoutCredentials(note)));
  const stop = new AbortController();
  // Once each: a second one ends the process at once, and the queue notices.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(signal));
  await using queue = await JobQueue.open(flags.queue, { onNote, wait: stop.signal }).catch((error) => {
    if (!stop.signal.aborted) throw error;
    return undefined;
  });
  if (!queue) return;
  const metrics = new Metrics(queue);
  const { concurrency, perMinute, lockSeconds } = flags;
  const settings = await settingsOf(flags);
  const worker = new QueueWorker({
    queue,
    settings,
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
  if (settings.storeUrl === undefined)
    log.warn(
      `MODEL_STORE is not set: versions are saved in ${settings.modelsDir}, where only machines with this folder see them`,
    );
  if (!stop.signal.aborted) await once(stop.signal, "abort");
  log.info(
    `${stop.signal.reason}: takes no more jobs, and hands back what is at work after ${flags.graceSeconds} s`,
  );
  await worker.close(flags.graceSeconds * 1000);
}

async function settingsOf({ track }: Flags): Promise<LocalSettings> {
  const { DATA_DIR, MODELS_DIR, MLRUNS_DIR, MODEL_STORE } = process.env;
  return {
    dataDir: DATA_DIR || repository("data"),
    modelsDir: MODELS_DIR || repository("models"),
    storeUrl: MODEL_STORE || undefined,
    recordUrl: process.env.TRACK_RECORD || undefined,
    mlrunsDir: track ? MLRUNS_DIR || repository("mlruns") : undefined,
    git: await gitOf(repository("")),
    download: true,
  };
}
