import { listSpool, readSpooledRun, type SpooledRun } from "mlflow-js-client";
import { TRAINING, type TrainingRun } from "./training-run.ts";

/** Reads the trainings in a spool, of one symbol or of all; calls `onNote` for an unreadable journal. */
export async function readFromSpool(
  spoolDir: string,
  symbol: string | undefined,
  onNote: (note: string) => void,
): Promise<TrainingRun[]> {
  const runs: TrainingRun[] = [];
  for (const spoolId of listSpool(spoolDir)) {
    try {
      const run = await readSpooledRun(spoolDir, spoolId);
      if (run?.tags[TRAINING.tag] !== TRAINING.value) continue;
      if (symbol === undefined || run.experiment === symbol) runs.push(toTrainingRun(run));
    } catch (error) {
      onNote((error as Error).message);
    }
  }
  return runs;
}

function toTrainingRun({
  spoolId,
  runName = spoolId,
  startTime,
  metrics,
  history,
  ...run
}: SpooledRun): TrainingRun {
  return {
    id: spoolId,
    name: run.tags.bundle ?? runName,
    symbol: run.experiment,
    status: run.status,
    params: run.params,
    tags: run.tags,
    startedAt: new Date(startTime).toISOString(),
    metrics: Object.fromEntries(Object.values(metrics).map(({ key, value }) => [key, value])),
    curve: async (metric) =>
      (history[metric] ?? []).toSorted((a, b) => a.step - b.step).map(({ step, value }) => ({ step, value })),
  };
}
