import type { Splits } from "@lstm-predict/preprocessing";
import type { Forecasts } from "./forecasts.ts";
import { type ScoreTable, scoreSplits } from "./score.ts";

/**
 * Scores the forecasts of each later horizon as `scoreSplits`, by horizon, "5". Leaves out a horizon of which no test day has its
 * outcome, as in a short history.
 */
export function scoreLater(byHorizon: readonly Forecasts[], splits: Splits): Record<string, ScoreTable> {
  const settled = byHorizon.filter(({ dates }) => dates.length > splits.test.from);
  return Object.fromEntries(
    settled.map((forecasts) => [forecasts.horizon, scoreSplits(forecasts, splits)] as const),
  );
}
