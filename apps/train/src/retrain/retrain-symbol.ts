import { loadBundle, type TrainedBundle } from "@lstm-predict/artifacts";
import type { TrainingEvent } from "@lstm-predict/model";
import { toRawSeries } from "@lstm-predict/preprocessing";
import type { ScoreTable } from "../forecasting/score.ts";
import { openModels } from "../open-models.ts";
import { judgeChampion } from "../promotion/judge.ts";
import { publish } from "../promotion/publish.ts";
import { runTraining, type TrainingOutcome } from "../run-training.ts";
import type { Terminal } from "../terminal.ts";
import { TrackedTraining } from "../tracking/track-training.ts";
import { backtestRecent, forgetBacktest } from "./backtest-recent.ts";
import type { BacktestFigures, Result, Task } from "./types.ts";

/**
 * Backtests, trains, publishes and challenges one symbol, or goes on where a run before was ended; tracked in MLflow.
 *
 * @throws what `runTraining` throws
 */
export async function retrainSymbol(
  task: Task,
  terminal: Terminal,
  signal: AbortSignal,
  onProgress: (what: string, part: number) => void,
): Promise<Result> {
  const { plan } = task;
  const { symbol, series, config, newSessions } = plan;
  const began = performance.now();
  const tracked = task.track ? await TrackedTraining.start(terminal, series, config) : undefined;
  try {
    // A backtest fits one network, and the training another one.
    const first = task.backtestDays > 0 ? 0.5 : 0;
    onProgress("backtest", 0);
    const backtest = await backtestRecent(task, signal);
    const onEvent = (event: TrainingEvent) => {
      tracked?.onEvent(event);
      if (event.type !== "epoch") return;
      const { epoch } = event;
      onProgress(`epoch ${epoch} of ${config.epochs}`, first + ((1 - first) * epoch) / config.epochs);
    };
    const work = { signal, onEvent, ...(backtest && { evidence: { backtest } }) };
    const outcome = await (plan.todo === "train" ? train(task, work) : resume(task, plan.version, work));
    await tracked?.finish(outcome, backtest && metricsOf(backtest));
    await forgetBacktest(task);
    const { bundle, promoted, reason, scores } = outcome;
    return {
      ...{ symbol, outcome: promoted ? "promoted" : "refused", reason, newSessions },
      ...{ to: series.bars.at(-1)!.date, version: bundle.metadata.version, mase: scores.test.model.mase },
      ...(backtest && { backtest }),
      seconds: (performance.now() - began) / 1000,
    };
  } catch (error) {
    tracked?.fail(error);
    throw error;
  } finally {
    if (tracked) terminal.note(`MLflow ${await tracked.close()}`);
  }
}

interface Work {
  signal: AbortSignal;
  onEvent(event: TrainingEvent): void;
  evidence?: object;
}

type Settled = Pick<TrainingOutcome, "bundle" | "scores" | "promoted" | "reason">;

async function train({ plan, modelsDir }: Task, work: Work): Promise<Settled> {
  const { series, config } = plan;
  return runTraining({ series, config, store: await openModels(modelsDir), promote: true, ...work });
}

/** Publishes a version that was saved before, and tells the story of its training again. */
async function resume({ plan, modelsDir }: Task, version: string, work: Work): Promise<Settled> {
  const store = await openModels(modelsDir);
  // Only trainings are planned to be gone on with.
  const bundle = (await loadBundle(await store.pull(plan.symbol, version))) as TrainedBundle;
  const { history, bestEpoch, scores } = bundle.metadata;
  for (const record of history) {
    work.onEvent({ type: "epoch", seconds: 0, improved: record.epoch === bestEpoch, ...record });
  }
  const { evidence } = work;
  const raw = toRawSeries(plan.series.bars);
  const settled = await publish({ store, promote: true, evidence }, bundle, (champion) =>
    judgeChampion(store, champion, bundle, raw),
  );
  return { bundle, scores: scores as unknown as ScoreTable, ...settled };
}

function metricsOf({ mase, coverage90, winklerToHar }: BacktestFigures): Record<string, number> {
  return {
    ...{ "backtest/mase": mase, "backtest/coverage_90": coverage90 },
    "backtest/winkler_90_to_har": winklerToHar,
  };
}
