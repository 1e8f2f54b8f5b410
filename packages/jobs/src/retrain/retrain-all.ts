import { availableParallelism } from "node:os";
import { Interrupted } from "@lstm-predict/checks";
import pMap from "p-map";
import type { LocalSettings } from "../local/host.ts";
import { performApart } from "../local/perform-apart.ts";
import { failure } from "./failure.ts";
import type { Result, RetrainJob } from "./types.ts";

/** Options of `retrainAll`. */
export interface RetrainAllOptions {
  settings: LocalSettings;
  /** Processes at a time, which share the threads of the machine. */
  processes: number;
  signal: AbortSignal;
  /** Called before each job: returns the job to perform, or the result of a symbol that needs none any more. */
  begin?(job: RetrainJob): Promise<RetrainJob | Result>;
  /** Called during the work: `part` of the symbol's, from 0 to 1, is done. */
  onProgress(symbol: string, what: string, part: number): void;
  /** Called after each symbol. */
  onResult(result: Result): void;
}

/**
 * Performs each job in a child process. A symbol that fails has the outcome "failed" and stops no other.
 *
 * @returns the results, in the order of the jobs
 * @throws Interrupted if the signal aborts; finished symbols stay finished
 */
export async function retrainAll(jobs: readonly RetrainJob[], options: RetrainAllOptions): Promise<Result[]> {
  const { settings, signal, begin = async (job: RetrainJob) => job, onProgress, onResult } = options;
  const processes = Math.max(1, Math.min(options.processes, jobs.length));
  const all = Number(process.env.LSTM_THREADS) || availableParallelism();
  const threads = Math.max(1, Math.floor(all / processes));
  return pMap(
    jobs,
    async (job) => {
      if (signal.aborted) throw interrupted();
      const { symbol } = job.plan;
      const perform = async (): Promise<Result> => {
        const begun = await begin(job);
        if (!("plan" in begun)) return begun;
        const { result, notes } = await performApart(begun, {
          settings,
          threads,
          signal,
          onProgress: (what, part) => onProgress(symbol, what, part),
        });
        return { ...result, ...(notes.length > 0 && { notes }) };
      };
      const result = await perform().catch((error) => failure(symbol, error));
      if (signal.aborted) throw interrupted();
      onResult(result);
      return result;
    },
    { concurrency: processes },
  );
}

function interrupted(): Interrupted {
  return new Interrupted(
    "interrupted: finished symbols stay finished, and the next run continues with the others",
  );
}
