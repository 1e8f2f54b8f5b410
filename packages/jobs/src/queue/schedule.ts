import { JobError } from "../errors.ts";
import { type JobQueue, KEPT } from "./job-queue.ts";
import { VERSION } from "./queued-job.ts";
import { NEW_YORK, retrainBatch } from "./retrain-batch.ts";
import { send } from "./send.ts";
import type { EveningTask, RetrainOptions } from "./tasks.ts";

/** Name of the task in the queue of summaries. */
const EVENING = "evening";
/** There is one schedule: a second one replaces it. */
const ID = "retrain";

/** A schedule: its pattern on New York's clock, and when it comes next. */
export interface Schedule {
  pattern: string;
  /** ISO 8601, UTC. */
  next: string | undefined;
}

/**
 * Lets the queue retrain these symbols again and again, and replaces the schedule before.
 *
 * @param pattern five fields of cron, on New York's clock: "30 17 * * 1-5" is half past five on weekdays
 * @throws JobError `bad_schedule`
 */
export async function schedule(
  queue: JobQueue,
  pattern: string,
  symbols: readonly string[],
  options: RetrainOptions,
): Promise<Schedule> {
  try {
    await queue.summaries.upsertJobScheduler(
      ID,
      { pattern, tz: NEW_YORK },
      {
        name: EVENING,
        data: { version: VERSION, symbols, options } satisfies EveningTask,
        opts: { removeOnComplete: KEPT, removeOnFail: KEPT },
      },
    );
  } catch (cause) {
    const { message } = cause as Error;
    throw new JobError(
      "bad_schedule",
      `the schedule is "${pattern}": expected five fields of cron on New York's clock, such as "30 17 * * 1-5" (${message})`,
    );
  }
  return (await scheduled(queue))!;
}

/** The schedule; undefined if there is none. */
export async function scheduled(queue: JobQueue): Promise<Schedule | undefined> {
  const found = await queue.summaries.getJobScheduler(ID);
  if (!found?.pattern) return undefined;
  return { pattern: found.pattern, next: found.next ? new Date(found.next).toISOString() : undefined };
}

/** Removes the schedule; false if there was none. */
export function unschedule(queue: JobQueue): Promise<boolean> {
  return queue.summaries.removeJobScheduler(ID);
}

/** Sends the retraining of an evening; returns the id of its summary. */
export async function sendEvening(queue: JobQueue, { symbols, options }: EveningTask): Promise<string> {
  const batch = retrainBatch(symbols, options);
  await send(queue, batch);
  return batch.id;
}
