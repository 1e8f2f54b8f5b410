import type { BundleContent } from "@lstm-predict/artifacts";

/** What a report tells: the bundle's metadata and the test span, day by day. */
export interface ReportData {
  metadata: BundleContent["metadata"];
  /** Share of the network's forecast return that is used; 1 for the target `price`. */
  shrinkage: number;
  test: {
    dates: string[];
    actual: number[];
    model: number[];
    /** The last close before each day. */
    naive: number[];
  };
}

/** Files of a bundle, by relative path. */
export interface ReportFiles {
  "report.html": string;
  "plots/loss.png": Uint8Array;
  "plots/forecast.png": Uint8Array;
  "plots/errors.png": Uint8Array;
}
