import type { Forecast, Forecaster, Rows } from "@lstm-predict/forecaster";

/** The windows of one request. */
export interface Job {
  readonly forecaster: Forecaster;
  readonly windows: readonly Rows[];
  /** In the order of the windows; there is one for each once `left` is 0. */
  readonly forecasts: Forecast[];
  /** Windows that some turn computes, or has computed. */
  taken: number;
  /** Windows without a forecast. */
  left: number;
  readonly queuedAt: number;
  computeMs: number;
}

/** The windows `from` to `from + count` of a job. */
export interface Share<J extends Job> {
  readonly job: J;
  readonly from: number;
  readonly count: number;
}

/**
 * Takes windows for a turn from jobs that have some left, all of the first one's model: one of each, and again until there
 * are `room`. Jobs without any go from the queue, and the first, with some, to its end, so that another model has its turn.
 */
export function takeTurn<J extends Job>(queue: J[], room: number): Share<J>[] {
  const first = queue[0]!;
  const jobs = queue.filter(({ forecaster }) => forecaster === first.forecaster);
  const before = jobs.map(({ taken }) => taken);
  let left = room;
  for (let taken = true; taken && left > 0; ) {
    taken = false;
    for (const job of jobs) {
      if (left === 0 || job.taken === job.windows.length) continue;
      job.taken++;
      left--;
      taken = true;
    }
  }
  for (const job of jobs) if (job.taken === job.windows.length) queue.splice(queue.indexOf(job), 1);
  if (queue[0] === first) queue.push(queue.shift()!);
  return jobs
    .map((job, index) => ({ job, from: before[index]!, count: job.taken - before[index]! }))
    .filter(({ count }) => count > 0);
}

export function windowsOfShare({ job, from, count }: Share<Job>): readonly Rows[] {
  return job.windows.slice(from, from + count);
}
