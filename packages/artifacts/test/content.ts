import { createHash } from "node:crypto";
import type { DataQualityReport } from "@lstm-predict/market-data";
import type { BundleScores } from "../src/scores.ts";
import type { DataSource, TrainedContent } from "../src/types.ts";

const scores = (): BundleScores => ({
  r2: 0.97,
  mae: 2.7,
  rmse: 4.1,
  mape: 1.2,
  mase: 0.99,
  directionalAccuracy: Number.NaN,
  n: 100,
});
const byForecast = () => ({ model: scores(), naive: scores(), drift: scores() });

/** A small but complete training result; `salt` changes the weights, and with them the version. */
export function bundleContent(salt = 1, source: DataSource = "yahoo"): TrainedContent {
  const weights = Float32Array.of(salt, 2, 3, 4, 5, 6);
  return {
    model: {
      topology: { class_name: "Sequential", config: { name: "m", layers: [] } },
      weightSpecs: [
        { name: "a/kernel", shape: [2, 2], dtype: "float32" },
        { name: "a/bias", shape: [2], dtype: "float32" },
      ],
      weightData: new Uint8Array(weights.buffer),
    },
    preprocessing: { target: "return", window: 60 },
    metadata: {
      symbol: "AAPL",
      createdAt: "2026-11-24T04:05:06.789Z",
      data: {
        source,
        detail: "Yahoo Finance",
        from: "2018-01-02",
        to: "2025-12-31",
        count: 2011,
        sha256: createHash("sha256").update("bars").digest("hex"),
        timeZone: "America/New_York",
        cleaning: { received: 2011, kept: 2011 } as DataQualityReport,
      },
      target: "return",
      config: { window: 60 },
      seed: 42,
      parameters: 6,
      epochs: 2,
      bestEpoch: 1,
      seconds: 1.5,
      scores: { train: byForecast(), validation: byForecast(), test: byForecast() },
      history: [{ epoch: 1, loss: 1.1, valLoss: 1, learningRate: 0.001 }],
    },
    extras: { "report.html": "<!doctype html>", "plots/loss.png": Uint8Array.of(1, 2, 3) },
  };
}
