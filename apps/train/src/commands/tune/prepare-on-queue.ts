import type { FoldStore } from "@lstm-predict/backtest";
import { refOf } from "@lstm-predict/jobs";
import type { JobQueue } from "@lstm-predict/jobs/queue";
import type { TuneOptions } from "@lstm-predict/tuning";
import type { PeriodFlags } from "../../options/data-options.ts";
import type { QueueFlags } from "../../options/queue-option.ts";
import type { VixFlags } from "../../options/vix-option.ts";
import { runOnQueue } from "../../settings/queue.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { Cost } from "./cost.ts";

/** Lets the workers of a queue compute folds; a training that diverges there does so here as well, and is told then. */
export function prepareOnQueue(
  terminal: Terminal,
  queue: JobQueue,
  store: FoldStore,
  { start, vix, cancel }: PeriodFlags & QueueFlags & VixFlags,
  cost: Cost,
): NonNullable<TuneOptions["prepare"]> {
  return async (series, keys) => {
    const { batchFolds, foldJob, storeFold } = await import("@lstm-predict/jobs/queue");
    const ref = refOf(series, { start, vix });
    const batch = await batchFolds(
      keys.map((key) => foldJob(ref, key)),
      store,
    );
    if (batch.jobs.length === 0) return;
    const settled = await runOnQueue(terminal, queue, batch, ({ id, state }) => `${id}: ${state}`, {
      cancel,
    });
    for (const fold of settled) {
      if (fold.state === "failed" && fold.error.code === "diverged") continue;
      await storeFold(fold, store);
      if (fold.state === "done") cost.onWorker(fold.result.cpuSeconds ?? 0);
    }
  };
}
