import type { TrainedContent } from "@lstm-predict/artifacts";
import type { Forecasts, ScoreTable } from "@lstm-predict/evaluation";
import type { Point, WindowRange } from "@lstm-predict/preprocessing";

/** Input of a report: the metadata of the bundle, and all daily forecasts. */
export interface ReportData {
  metadata: TrainedContent["metadata"] & { scores: ScoreTable };
  /** How the network's returns are used. */
  point: Point;
  forecasts: Forecasts;
  /** Indices of the test span in `forecasts`. */
  test: WindowRange;
}

/** Names of the plots; `memory` and `deciles` exist only if the test span has enough days. */
export type PlotName =
  | "loss"
  | "forecast"
  | "zoom"
  | "residuals"
  | "spread"
  | "memory"
  | "volatility"
  | "deciles"
  | "coverage";

/** Files of a report, by path relative to the bundle. */
export type ReportFiles = { "report.html": string } & Record<
  `plots/${Exclude<PlotName, "memory" | "deciles">}.png`,
  Uint8Array
> &
  Partial<Record<`plots/${"memory" | "deciles"}.png`, Uint8Array>>;
