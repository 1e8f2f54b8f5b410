import type { BundleContent } from "@lstm-predict/artifacts";
import type { CacheReport, DataQualityReport } from "@lstm-predict/market-data";
import type { Point, WindowRange } from "@lstm-predict/preprocessing";
import type { Forecasts } from "../forecasting/forecasts.ts";
import type { ScoreTable } from "../forecasting/score.ts";

type Metadata = BundleContent["metadata"];

/** What a report tells: the bundle's metadata and every forecast, day by day. */
export interface ReportData {
  metadata: Metadata & {
    scores: ScoreTable;
    data: Metadata["data"] & { cleaning: DataQualityReport; cache?: CacheReport };
  };
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
