import type { Forecast } from "@lstm-predict/forecaster";
import { FusedLstmError } from "fused-lstm/kernel";
import type { Bars } from "./bars.ts";
import type { Batcher } from "./batcher.ts";
import type { Champions, Served } from "./champions.ts";
import { ApiError } from "./problem.ts";
import {
  type BatchResponse,
  BatchShell,
  type ModelReference,
  type PredictResponse,
  PredictShell,
  type SymbolForecast,
} from "./schemas/forecast.ts";
import type { Window } from "./schemas/window.ts";
import { invalid, validate, validateWindow } from "./validate.ts";

/** Milliseconds by stage, as Server-Timing and the metrics tell them. */
export type Timing = Record<string, number>;

/** Everything that a forecast needs. */
export interface Service {
  champions: Champions;
  batcher: Batcher;
  bars: Bars;
}

/**
 * Answers the body of POST /predict.
 * Throws ApiError when no champion answers, or when the rows are not a window of its model.
 */
export async function predict(service: Service, body: unknown, timing: Timing): Promise<PredictResponse> {
  const began = performance.now();
  const shell = validate(PredictShell, body);
  const served = service.champions.find(shell.symbol);
  const rows = windowOf(served, shell.last_60_days, ["last_60_days"]);
  timing.validate = performance.now() - began;
  const [forecast] = await compute(service, served, [rows], timing);
  return { ...finite(forecast!, "last_60_days"), symbol: served.champion.symbol, model: refer(served) };
}

/** Answers the body of POST /predict/batch; throws as `predict` does. `charge` is told how many windows there are. */
export async function predictBatch(
  service: Service,
  body: unknown,
  timing: Timing,
  charge: (windows: number) => Promise<void>,
): Promise<BatchResponse> {
  const began = performance.now();
  const shell = validate(BatchShell, body);
  timing.validate = performance.now() - began;
  await charge(shell.windows.length);
  const checking = performance.now();
  const served = service.champions.find(shell.symbol);
  const windows = shell.windows.map((rows, index) => windowOf(served, rows, ["windows", index]));
  timing.validate += performance.now() - checking;
  const forecasts = await compute(service, served, windows, timing);
  return {
    symbol: served.champion.symbol,
    forecasts: forecasts.map((forecast, index) => finite(forecast, `windows.${index}`)),
    model: refer(served),
  };
}

/** The close of the next session, from bars that the server gets itself. Throws ApiError, `no-bars` among others. */
export async function forecastSymbol(
  service: Service,
  symbol: string,
  timing: Timing,
): Promise<SymbolForecast> {
  service.champions.find(symbol); // Before anything is downloaded for it.
  const began = performance.now();
  const { series, nextSession, warning } = await service.bars.get(symbol);
  timing.bars = performance.now() - began;
  const served = service.champions.find(symbol);
  const { window } = served.forecaster;
  if (series.bars.length < window) {
    const detail = `there are ${series.bars.length} daily bars of ${symbol}: its model needs ${window}`;
    throw new ApiError("no-bars", detail);
  }
  const rows = series.bars
    .slice(-window)
    .map((bar): Window[number] => [bar.open, bar.high, bar.low, bar.close, bar.volume, bar.adjClose]);
  const [forecast] = await compute(service, served, [rows], timing);
  return {
    symbol,
    date: nextSession,
    asOf: series.bars.at(-1)!.date,
    ...finite(forecast!, "bars"),
    bars: { source: series.source, detail: series.detail, fetchedAt: series.cache?.fetchedAt, warning },
    model: refer(served),
  };
}

async function compute(
  { champions, batcher }: Service,
  served: Served,
  windows: Window[],
  timing: Timing,
): Promise<Forecast[]> {
  const { forecasts, queueMs, computeMs } = await batcher
    .forecast(served.forecaster, windows)
    .catch(async (error) => {
      if (!(error instanceof FusedLstmError) || error.code !== "thread_failed") throw error;
      return batcher.forecast((await champions.revive(served)).forecaster, windows);
    });
  Object.assign(timing, { queue: queueMs, compute: computeMs });
  return forecasts;
}

/** The schema knows what a row is, the model how many it takes; `at` is where they stand in the body. */
function windowOf({ champion, forecaster }: Served, rows: unknown[], at: PropertyKey[]): Window {
  if (rows.length !== forecaster.window) {
    const message = `has ${rows.length} rows: the model of ${champion.symbol} expects ${forecaster.window}`;
    throw invalid([{ path: at.join("."), message }]);
  }
  return validateWindow(rows, at);
}

/** Prices of 1e300 beside 1e-300 are numbers, what follows from them may be none. */
function finite(forecast: Forecast, path: string): Forecast {
  const { intervals = {} } = forecast as { intervals?: Record<string, readonly number[]> };
  const numbers = [forecast.prediction, forecast.return, ...Object.values(intervals).flat()];
  if (numbers.every(Number.isFinite)) return forecast;
  throw invalid([
    { path, message: "has prices too far apart to forecast from: expected one stock's prices" },
  ]);
}

function refer({ forecaster }: Served): ModelReference {
  const { version, target, data } = forecaster.metadata;
  return {
    ...{ version, target, dataSource: data?.source ?? null },
    ...{ dataFrom: data?.from ?? null, dataTo: data?.to ?? null },
    warning: data?.warning,
  };
}
