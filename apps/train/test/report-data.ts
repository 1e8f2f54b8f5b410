import type { ReportData } from "../src/report/index.ts";

const score = (mase: number) => ({
  ...{ r2: 0.9731, mae: 2.75 * mase, rmse: 4.1, mape: 1.213, mase, directionalAccuracy: Number.NaN, n: 90 },
});
const split = (mase: number) => ({ model: score(mase), naive: score(1), drift: score(0.9979) });

/** A finished training of 90 test days with one step of the learning rate. */
export function reportData(over: Partial<ReportData["metadata"]> = {}): ReportData {
  const days = Array.from({ length: 90 }, (_, k) => k);
  const actual = days.map((k) => 100 + 5 * Math.sin(k / 7) + k / 10);
  return {
    shrinkage: 0.35,
    test: {
      dates: days.map((k) => new Date(Date.UTC(2025, 0, 1 + k)).toISOString().slice(0, 10)),
      actual,
      model: actual.map((value, k) => value + Math.cos(k)),
      naive: actual.map((_, k) => actual[Math.max(0, k - 1)]!),
    },
    metadata: {
      symbol: "AAPL",
      createdAt: "2026-11-24T04:05:06.789Z",
      data: {
        ...{ source: "yahoo", detail: "Yahoo Finance", from: "2018-01-02", to: "2025-12-31", count: 2011 },
        ...{
          sha256: "ab".repeat(32),
          timeZone: "America/New_York",
          cleaning: { received: 2012, kept: 2011 },
        },
      },
      target: "return",
      config: { window: 60, units: [100, 50], earlyStopping: { patience: 15 } },
      ...{ seed: 42, parameters: 73_833, epochs: 4, bestEpoch: 2, seconds: 12.3 },
      scores: { train: split(0.99), validation: split(0.995), test: split(1.0042) },
      history: [1, 2, 3, 4].map((epoch) => ({
        ...{ epoch, loss: 1 / epoch, valLoss: 0.5 + 0.1 * Math.abs(epoch - 2) },
        learningRate: epoch < 4 ? 0.001 : 0.0005,
      })),
      ...over,
    },
  };
}
