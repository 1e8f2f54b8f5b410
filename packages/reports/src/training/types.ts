import type { TrainedContent } from "@lstm-predict/artifacts";
import type { Forecasts, ScoreTable } from "@lstm-predict/evaluation";
import type { SessionForecast } from "@lstm-predict/forecasts";
import type { Point, WindowRange } from "@lstm-predict/preprocessing";

/** Input of a report: the metadata of the bundle, and all daily forecasts. */
export interface ReportData {
  metadata: TrainedContent["metadata"] & { scores: ScoreTable; laterScores?: Record<string, ScoreTable> };
  /** How the network's returns are used. */
  point: Point;
  forecasts: Forecasts;
  /** Forecasts of the sessions after the last bar, in their order; absent in older bundles. */
  next?: readonly SessionForecast[];
  /** Indices of the test span in `forecasts`. */
  test: WindowRange;
}

/** Names of the plots; `memory` and `deciles` exist only if the test span has enough days, `fan` not in older bundles. */
export type PlotName =
  | "loss"
  | "forecast"
  | "zoom"
  | "fan"
  | "residuals"
  | "spread"
  | "memory"
  | "volatility"
  | "deciles"
  | "coverage";

/** Files of a report, by path relative to the bundle. */
export type ReportFiles = { "report.html": string } & Record<
  `plots/${Exclude<PlotName, "memory" | "deciles" | "fan">}.png`,
  Uint8Array
> &
  Partial<Record<`plots/${"memory" | "deciles" | "fan"}.png`, Uint8Array>>;
