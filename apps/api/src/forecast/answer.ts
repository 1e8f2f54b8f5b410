import type { Rows } from "@lstm-predict/bars";
import { isFiniteForecast, type WindowForecast, withoutSigma } from "@lstm-predict/forecaster";
import type { Forecast } from "@lstm-predict/forecasts";
import { FusedLstmError } from "fused-lstm/kernel";
import type { Served } from "../champions/served.ts";
import type { ModelReference } from "../schemas/forecast.ts";
import type { Service } from "../service.ts";
import { invalid } from "../validate.ts";

/** Milliseconds by stage, as the header Server-Timing and the metrics tell them. */
export type Timing = Record<string, number>;

/** Forecasts `windows` with a champion and adds the milliseconds to `timing`. Throws what `Batcher.forecast` throws. */
export async function compute(
  { champions, batcher }: Service,
  served: Served,
  windows: readonly Rows[],
  timing: Timing,
): Promise<WindowForecast[]> {
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

/** Returns the forecast, or throws `invalid-request` at `path` when it overflowed: prices of 1e300 beside 1e-300 are valid. */
export function finite(forecast: WindowForecast, path: string): Forecast {
  if (isFiniteForecast(forecast)) return withoutSigma(forecast);
  throw invalid([
    { path, message: "has prices too far apart to forecast from: expected one stock's prices" },
  ]);
}

/** What an answer says about the model that made it. */
export function referTo({ forecaster }: Served): ModelReference {
  const { version, target, data } = forecaster.metadata;
  return {
    version,
    target,
    dataSource: data?.source ?? null,
    dataFrom: data?.from ?? null,
    dataTo: data?.to ?? null,
    warning: data?.warning,
  };
}
