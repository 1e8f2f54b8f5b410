import { listSpool, readSpooledRun, type SpooledRun } from "mlflow-js-client/spool";
import type { FoundRun } from "./check-run.ts";
import { TRAINING } from "./training-run.ts";

/** Reads the trainings in a spool, of one symbol or of all; calls `onNote` for an unreadable journal. */
export async function readFromSpool(
  spoolDir: string,
  symbol: string | undefined,
  onNote: (note: string) => void,
): Promise<FoundRun[]> {
  const runs: FoundRun[] = [];
  for (const spoolId of listSpool(spoolDir)) {
    try {
      const run = await readSpooledRun(spoolDir, spoolId);
      if (run?.tags[TRAINING.tag] !== TRAINING.value) continue;
      if (symbol === undefined || run.experiment === symbol) runs.push(toFoundRun(run));
    } catch (error) {
      onNote((error as Error).message);
    }
  }
  return runs;
}

function toFoundRun({
  spoolId,
  runName = spoolId,
  startTime,
  metrics,
  history,
  ...run
}: SpooledRun): FoundRun {
  return {
    id: spoolId,
    name: run.tags.bundle || runName,
    symbol: run.experiment,
    status: run.status,
    params: run.params,
    tags: run.tags,
    startTime,
    metrics: Object.fromEntries(Object.values(metrics).map(({ key, value }) => [key, value])),
    curve: async (metric) => (history[metric] ?? []).map(({ step, value }) => ({ step, value })),
  };
}
