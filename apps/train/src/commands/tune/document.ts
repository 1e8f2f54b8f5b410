import type { ModelConfig } from "@lstm-predict/model";
import type { TuneOptions, Tuning } from "@lstm-predict/tuning";
import type { CostFigures } from "./cost.ts";

/** The JSON document of a tuning; undefined figures are null. */
export function documentOf(
  { trials, ...result }: Tuning,
  plan: { base: ModelConfig } & Pick<TuneOptions, "seed" | "space" | "folds" | "testDays" | "stopEarly">,
  cost: CostFigures,
  files: { winner: string; html: string },
): object {
  const { base, ...settings } = plan;
  return {
    ...settings,
    config: base,
    ...result,
    winner: trials[result.best]!.config,
    trials: trials.map(({ losses, config: _, ...trial }) => ({ ...trial, folds: losses.length })),
    cost,
    configFile: files.winner,
    html: files.html,
  };
}
