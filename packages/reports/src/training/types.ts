import type { TrainedContent } from "@lstm-predict/artifacts";
import type { Forecasts, ScoreTable } from "@lstm-predict/evaluation";
import type { Point, WindowRange } from "@lstm-predict/preprocessing";

/** What a report tells: the bundle's metadata and every forecast, day by day. */
export interface ReportData {
  metadata: TrainedContent["metadata"] & { scores: ScoreTable };
  /** How the network's returns are used. */
  point: Point;
  forecasts: Forecasts;
  /** The days of `forecasts` that are the test span. */
  test: WindowRange;
}

/** Plots of every report; `memory` and `deciles` are there where the test span has enough days for them. */
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

/** Files of a bundle, by relative path. */
export type ReportFiles = { "report.html": string } & Record<
  `plots/${Exclude<PlotName, "memory" | "deciles">}.png`,
  Uint8Array
> &
  Partial<Record<`plots/${"memory" | "deciles"}.png`, Uint8Array>>;
