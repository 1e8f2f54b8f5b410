import { addDays, COLUMN_COUNT, toRawSeries } from "@lstm-predict/bars";
import { forecastAll, scoreSplits } from "@lstm-predict/evaluation";
import type { SessionForecast } from "@lstm-predict/forecasts";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import type { ReportData } from "../src/training/types.ts";

interface Shape {
  bars?: number;
  window?: number;
  volume?: number;
  /** What the model says for the k-th window after a close. */
  says?(last: number, k: number): number;
}

/** Days of a price that swings, with ranges and volumes that do so too. */
function bars(count: number, volume: number) {
  return Array.from({ length: count }, (_, k) => {
    const close = 100 + 5 * Math.sin(k / 7) + 2 * Math.sin(k * k) + k / 20;
    const [open, swing] = [close + Math.cos(3 * k), 1.5 + Math.sin(k / 11)];
    return {
      date: new Date(Date.UTC(2024, 0, 1 + k)).toISOString().slice(0, 10),
      open,
      high: Math.max(open, close) + swing,
      low: Math.min(open, close) - swing,
      close,
      volume: volume * (2 + Math.sin(k / 5)),
      adjClose: close,
    };
  });
}

/** A finished training whose model is a little off the last close, with one step of the learning rate. */
export function reportData(
  over: Partial<ReportData["metadata"]> = {},
  { bars: count = 450, window = 30, volume = 1e6, says = (last, k) => last + 0.2 * Math.cos(k) }: Shape = {},
): ReportData {
  const series = toRawSeries(bars(count, volume));
  const splits = chronologicalSplits(series.length, window);
  const windows = Array.from({ length: series.length - window }, (_, k) => ({
    rows: series.rows.subarray(k * COLUMN_COUNT, (k + window) * COLUMN_COUNT),
  }));
  const price = Float64Array.from(windows, ({ rows }, k) => says(rows.at(-3)!, k));
  const forecasts = forecastAll(series, splits, window, "return", { price, windows });
  return {
    point: { shrinkage: 0.35, drift: 0 },
    forecasts,
    test: splits.test,
    metadata: {
      symbol: "AAPL",
      createdAt: "2026-11-24T04:05:06.789Z",
      data: {
        source: "yahoo",
        detail: "Yahoo Finance",
        from: "2018-01-02",
        to: "2025-12-31",
        count: 2011,
        sha256: "ab".repeat(32),
        timeZone: "America/New_York",
        cleaning: {
          received: 2012,
          kept: 2011,
          findings: [],
          notes: ["Dropped 1 row (no close): 2025-12-31."],
          dropped: {
            nullClose: 1,
            missingValue: 0,
            badPrice: 0,
            badVolume: 0,
            highBelowLow: 0,
            holidayFiller: 0,
            duplicate: 0,
            unfinished: 0,
          },
        },
      },
      target: "return",
      config: { window: 60, units: [100, 50], earlyStopping: { patience: 15 } },
      seed: 42,
      parameters: 73_833,
      epochs: 4,
      bestEpoch: 2,
      seconds: 12.3,
      scores: scoreSplits(forecasts, splits),
      history: [1, 2, 3, 4].map((epoch) => ({
        epoch,
        loss: 1 / epoch,
        valLoss: 0.5 + 0.1 * Math.abs(epoch - 2),
        learningRate: epoch < 4 ? 0.001 : 0.0005,
      })),
      ...over,
    },
  };
}

/** Forecasts of the 20 days after the last bar of `data`, which rise, with intervals that grow. */
export function nextSessions({ forecasts }: ReportData): SessionForecast[] {
  const [asOf, last] = [forecasts.dates.at(-1)!, forecasts.actual.at(-1)!];
  return Array.from({ length: 20 }, (_, k) => {
    const around = (reach: number): [number, number] => {
      const move = Math.exp(0.01 * reach * Math.sqrt(k + 1));
      return [last / move, last * move];
    };
    return {
      horizon: k + 1,
      targetDate: addDays(asOf, k + 1),
      dateIsCertain: true,
      prediction: last * 1.001 ** (k + 1),
      return: 1.001 ** (k + 1) - 1,
      volatility: 0.01 * Math.sqrt(k + 1),
      intervals: { 50: around(0.7), 80: around(1.3), 90: around(1.7), 95: around(2) },
    };
  });
}

/** The same metadata whose model has other scores on the test span. */
export function withTestScores(
  { metadata, ...rest }: ReportData,
  model: Partial<ReportData["metadata"]["scores"]["test"]["model"]>,
): ReportData {
  const { scores } = metadata;
  const test = { ...scores.test, model: { ...scores.test.model, ...model } };
  return { ...rest, metadata: { ...metadata, scores: { ...scores, test } } };
}
