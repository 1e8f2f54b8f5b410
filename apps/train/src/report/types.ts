import type { BundleContent } from "@lstm-predict/artifacts";
import type { Point, WindowRange } from "@lstm-predict/preprocessing";
import type { Forecasts } from "../forecasting/forecasts.ts";
import type { ScoreTable } from "../forecasting/score.ts";

/** What a report tells: the bundle's metadata and every forecast, day by day. */
export interface ReportData {
  metadata: BundleContent["metadata"] & { scores: ScoreTable };
  /** How the network's returns are used. */
  point: Point;
  forecasts: Forecasts;
  /** The days of `forecasts` that are the test span. */
  test: WindowRange;
}

/** Files of a bundle, by relative path. */
export interface ReportFiles {
  "report.html": string;
  "plots/loss.png": Uint8Array;
  "plots/forecast.png": Uint8Array;
  "plots/errors.png": Uint8Array;
}
