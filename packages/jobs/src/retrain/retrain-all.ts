import { availableParallelism } from "node:os";
import { Interrupted } from "@lstm-predict/checks";
import pMap from "p-map";
import type { LocalSettings } from "../local/host.ts";
import { performApart } from "../local/perform-apart.ts";
import { failure } from "./failure.ts";
import type { Result, RetrainJob } from "./types.ts";

export interface RetrainAllOptions {
  settings: LocalSettings;
  /** Processes at a time; the threads are shared out among them. */
  processes: number;
  signal: AbortSignal;
  /** `part` of the symbol's work, from 0 to 1, is done. */
  onProgress(symbol: string, what: string, part: number): void;
  onResult(result: Result): void;
}

/**
 * Performs every job in a process of its own; a symbol that fails is its own result.
 *
 * @throws Interrupted when the signal aborts; what was finished by then stays finished
 */
export async function retrainAll(jobs: readonly RetrainJob[], options: RetrainAllOptions): Promise<Result[]> {
  const { settings, signal, onProgress, onResult } = options;
  const processes = Math.max(1, Math.min(options.processes, jobs.length));
  const all = Number(process.env.LSTM_THREADS) || availableParallelism();
  const threads = Math.max(1, Math.floor(all / processes));
  return pMap(
    jobs,
    async (job) => {
      if (signal.aborted) throw interrupted();
      const { symbol } = job.plan;
      const result = await performApart(job, {
        settings,
        threads,
        signal,
        onProgress: (what, part) => onProgress(symbol, what, part),
      }).then(
        ({ result, notes }): Result => ({ ...result, ...(notes.length > 0 && { notes }) }),
        (error) => failure(symbol, error),
      );
      if (signal.aborted) throw interrupted();
      onResult(result);
      return result;
    },
    { concurrency: processes },
  );
}

function interrupted(): Interrupted {
  return new Interrupted(
    "interrupted: the symbols that are done stay done, and the next run goes on with the others",
  );
}
