import { findScore, headOf, idealOf, type TrainingRun } from "@lstm-predict/tracking";
import { besideNaive } from "../wording/beside-naive.ts";
import type { ErrorRatio } from "../wording/close.ts";
import { scoresInSight } from "./charts/settings.ts";
import { type Comparison, show } from "./comparison.ts";
import { lowest, type RunCurves } from "./curves.ts";

/** Errors of a run on its test span relative to those of naive. */
export function errorRatioOf({ metrics }: TrainingRun): ErrorRatio {
  return { mase: metrics["test/mase"], p: metrics["test/diebold_p"] };
}

/** Says which run is best, and how much that means. */
export function aboutBest({ runs, metric }: Comparison): string[] {
  const scored = runs.filter(({ metrics }) => Number.isFinite(metrics[metric]));
  const [best] = scored;
  if (!best) return [`None of these runs has logged ${metric}.`];
  const sentences = [
    `By ${headOf(metric)}, where ${idealOf(metric)}, run ${best.number} is the best with ${show(metric, best)}. ${besideNaive(errorRatioOf(best)) ?? ""}`,
  ];
  if (metric.startsWith("test/") && scored.length > 1) sentences.push(aboutSelection(scored.length));
  return sentences;
}

/** Warns that the best of several runs, chosen on their test days, is partly luck. */
export function aboutSelection(count: number): string {
  return `The best of ${count} runs was chosen on the same days that score it, so its score is too good: --metric validation/mase chooses on other days.`;
}

/** Explains the chart of losses. */
export function aboutLosses(curves: readonly RunCurves[]): string {
  const targets = new Set(curves.map(({ target }) => target));
  const apart =
    targets.size > 1
      ? " Each target has another loss function, so panels of different targets are not comparable."
      : "";
  const late = curves.filter(
    ({ validation, ...run }) => lowest({ validation, ...run }).step === validation.at(-1)!.step,
  );
  const more =
    late.length > 0
      ? ` ${late.length === 1 ? `Run ${late[0]!.number} was` : `Runs ${late.map(({ number }) => number).join(", ")} were`} best at the last epoch: longer training might help.`
      : "";
  return `Losses by epoch. Dots mark the epochs with the lowest validation loss, whose weights are kept; the training loss includes dropout and the L2 penalty, the validation loss neither.${apart}${more}`;
}

/** Explains the chart of scores against settings. */
export function aboutSettings({ runs, metric }: Comparison): string {
  const { better } = findScore(metric)!;
  const where = typeof better === "number" ? `nearer to ${better}` : better;
  const scored = runs.filter(({ metrics }) => Number.isFinite(metrics[metric]));
  const outside = scored.filter((_, k) => scoresInSight(scored, metric)[k] !== scored[k]!.metrics[metric]);
  const off =
    outside.length > 0
      ? ` Triangles are off the scale: ${outside.map((run) => `run ${run.number} with ${show(metric, run)}`).join(", ")}.`
      : "";
  return `${headOf(metric)} against each setting that differs, with a dot for each run; ${where} is better.${off} Effects of settings that change together cannot be separated here, and another seed alone moves a dot.`;
}
