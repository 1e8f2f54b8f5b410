import type { Forecast, Rows } from "@lstm-predict/forecaster";
import { FusedLstmError } from "fused-lstm/kernel";
import type { Bars } from "./bars.ts";
import type { Champions } from "./champions/champions.ts";
import { daysAfter, type Followers, follow, windowBefore } from "./champions/followers.ts";
import type { Served } from "./champions/served.ts";
import type { Batcher } from "./compute/batcher.ts";
import { windowsOf } from "./compute/bodies/batch-body.ts";
import type { BatchReader } from "./compute/bodies/batch-reader.ts";
import { ApiError } from "./problem.ts";
import {
  type BatchResponse,
  type ModelReference,
  type PredictResponse,
  PredictShell,
  type SymbolForecast,
} from "./schemas/forecast.ts";
import { invalid, validate, validateWindow } from "./validate.ts";

/** Milliseconds by stage, as Server-Timing and the metrics tell them. */
export type Timing = Record<string, number>;

/** Everything that a forecast needs. */
export interface Service {
  champions: Champions;
  batcher: Batcher;
  batchReader: BatchReader;
  bars: Bars;
  followers: Followers;
}

/**
 * Answers the body of POST /predict.
 * Throws ApiError when no champion answers, or when the rows are not a window of its model.
 */
export async function predict(service: Service, body: unknown, timing: Timing): Promise<PredictResponse> {
  const began = performance.now();
  const shell = validate(PredictShell, body);
  const served = service.champions.find(shell.symbol);
  requireRows(served, shell.last_60_days.length, "last_60_days");
  const rows = validateWindow(shell.last_60_days, ["last_60_days"]);
  timing.validate = performance.now() - began;
  const [forecast] = await compute(service, served, [rows], timing);
  return { ...finite(forecast!, "last_60_days"), symbol: served.champion.symbol, model: refer(served) };
}

/** Answers the body of POST /predict/batch; throws as `predict` does. `charge` is told how many windows there are. */
export async function predictBatch(
  service: Service,
  body: string,
  timing: Timing,
  charge: (windows: number) => Promise<void>,
): Promise<BatchResponse> {
  const began = performance.now();
  const batch = await service.batchReader.read(body);
  timing.validate = performance.now() - began;
  await charge(batch.lengths.length);
  const served = service.champions.find(batch.symbol);
  for (const [index, length] of batch.lengths.entries()) requireRows(served, length, `windows.${index}`);
  if (batch.wrong) throw invalid(batch.wrong);
  const forecasts = await compute(service, served, windowsOf(batch), timing);
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
  // While days are computed another champion may take this one's place, and its error bar has days of its own to follow.
  for (;;) {
    const served = service.champions.find(symbol);
    const { window } = served.forecaster;
    if (series.bars.length < window) {
      const detail = `there are ${series.bars.length} daily bars of ${symbol}: its model needs ${window}`;
      throw new ApiError("no-bars", detail);
    }
    const follower = service.followers.of(served);
    const days = follower && daysAfter(follower, series.bars, window);
    if (days && days.windows.length > 0) {
      follow(follower, days, await compute(service, served, days.windows, timing));
      continue;
    }
    const last = windowBefore(series.bars, series.bars.length, window);
    const [forecast] = await compute(service, served, [last], timing);
    return {
      symbol,
      date: nextSession,
      asOf: series.bars.at(-1)!.date,
      ...finite(follower ? follower.intervals.apply(forecast!) : forecast!, "bars"),
      ...(follower && { tracked: { ...follower.intervals.tracked, from: follower.from } }),
      bars: { source: series.source, detail: series.detail, fetchedAt: series.cache?.fetchedAt, warning },
      model: refer(served),
    };
  }
}

async function compute(
  { champions, batcher }: Service,
  served: Served,
  windows: readonly Rows[],
  timing: Timing,
): Promise<Forecast[]> {
  const { forecasts, queueMs, computeMs } = await batcher
    .forecast(served.forecaster, windows)
    .catch(async (error) => {
      if (!(error instanceof FusedLstmError) || error.code !== "thread_failed") throw error;
      return batcher.forecast((await champions.revive(served)).forecaster, windows);
    });
  timing.queue = (timing.queue ?? 0) + queueMs;
  timing.compute = (timing.compute ?? 0) + computeMs;
  return forecasts;
}

/** The schema knows what a row is, the model how many it takes; `path` is where they stand in the body. */
function requireRows({ champion, forecaster }: Served, count: number, path: string): void {
  if (count === forecaster.window) return;
  const message = `has ${count} rows: the model of ${champion.symbol} expects ${forecaster.window}`;
  throw invalid([{ path, message }]);
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
