import type { TrainedBundle } from "@lstm-predict/artifacts";
import { Forecaster, forecastWithModel, type NextSession } from "@lstm-predict/forecaster";
import type { BarSeries } from "@lstm-predict/market-data";
import { MAX_HORIZON } from "@lstm-predict/volatility";

/** What of a bundle a forecast is made from, before it is saved. */
type Trained = Pick<TrainedBundle, "preprocessing" | "intervals" | "model"> & {
  metadata: Omit<TrainedBundle["metadata"], "formatVersion" | "version" | "weightsSha256" | "files">;
};

/** Forecasts the 20 sessions after the bars of a training, as `forecastWithModel` does with its bundle. */
export function nextSessions(
  { metadata, ...trained }: Trained,
  series: BarSeries,
): NonNullable<NextSession["horizons"]> {
  const saved = { formatVersion: 1, version: "", weightsSha256: "", files: {} } as const;
  const forecaster = Forecaster.fromBundle({ dir: "", metadata: { ...metadata, ...saved }, ...trained });
  try {
    const horizons = Array.from({ length: MAX_HORIZON }, (_, k) => k + 1);
    return forecastWithModel(forecaster, series, { horizons }).horizons!;
  } finally {
    forecaster.release();
  }
}
