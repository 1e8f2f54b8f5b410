import { saveBundle } from "@lstm-predict/artifacts";
import { toRawSeries } from "@lstm-predict/bars";
import { modelVolatility } from "@lstm-predict/forecaster";
import { LEVELS } from "@lstm-predict/forecasts";
import type { DataQualityReport } from "@lstm-predict/market-data";
import { buildModel, DEFAULT_CONFIG, exportModel, Random } from "@lstm-predict/model";
import { Preprocessor } from "@lstm-predict/preprocessing";
import { promote } from "@lstm-predict/registry";
import { IntervalForecaster, OWN_BARS, QuantileTracker } from "@lstm-predict/volatility";

/** Saves untrained default models of AAPL with error bars, and promotes the first; returns the versions and a request body. */
export async function saveModel(modelsDir: string, count = 1): Promise<{ body: string; versions: string[] }> {
  const { window, target, seed } = DEFAULT_CONFIG;
  const bars = Array.from({ length: window + 40 }, (_, day) => {
    const close = Number((225 + 9 * Math.sin(day / 5) + Math.cos(day * 2)).toFixed(2));
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    const [open, high, low] = [close - 0.71, close + 1.38, close - 1.94].map((x) => Number(x.toFixed(2)));
    return { date, open: open!, high: high!, low: low!, close, volume: 48_123_456 + day, adjClose: close };
  });
  const score = { r2: 0, mae: 1, rmse: 1, mape: 1, mase: 1, directionalAccuracy: 0.5, n: 1 };
  const scores = { model: score, naive: score, drift: score };
  const series = toRawSeries(bars);
  const preprocessing = Preprocessor.fit(series, { target, window, trainWindows: 30 }).toJSON();
  const errorBar = new IntervalForecaster(
    modelVolatility(target, window, series),
    new QuantileTracker(LEVELS, OWN_BARS.quantiles),
  );
  const versions: string[] = [];
  for (let index = 0; index < count; index++) {
    const model = buildModel(DEFAULT_CONFIG, new Random(seed + index));
    const { metadata } = await saveBundle(modelsDir, {
      model: await exportModel(model),
      preprocessing,
      intervals: errorBar.toJSON(),
      metadata: {
        symbol: "AAPL",
        createdAt: new Date().toISOString(),
        data: {
          source: "csv",
          detail: "made up",
          from: bars[0]!.date,
          to: bars.at(-1)!.date,
          count: bars.length,
          sha256: "0".repeat(64),
          timeZone: "UTC",
          cleaning: {} as DataQualityReport,
        },
        target,
        config: DEFAULT_CONFIG,
        seed,
        parameters: model.countParams(),
        epochs: 1,
        bestEpoch: 1,
        seconds: 0,
        history: [],
        scores: { train: scores, validation: scores, test: scores },
      },
    });
    versions.push(metadata.version);
  }
  await promote(modelsDir, "AAPL", versions[0]!, "bench");
  const last_60_days = bars
    .slice(-window)
    .map(({ open, high, low, close, volume, adjClose }) => [open, high, low, close, volume, adjClose]);
  return { body: JSON.stringify({ symbol: "AAPL", last_60_days }), versions };
}
