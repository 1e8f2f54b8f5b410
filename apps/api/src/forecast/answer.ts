import type { Rows } from "@lstm-predict/bars";
import {
  type Follower,
  type Forecaster,
  isFiniteForecast,
  type ModelExplanation,
  type Steps,
  type WindowForecast,
  whyWithoutNetwork,
  withoutSigma,
} from "@lstm-predict/forecaster";
import type { Forecast, HorizonForecast } from "@lstm-predict/forecasts";
import type { Context } from "@lstm-predict/volatility";
import { FusedLstmError } from "fused-lstm/kernel";
import type { Served } from "../champions/served.ts";
import type { ModelReference } from "../schemas/forecast.ts";
import type { Service } from "../service.ts";
import { invalid } from "../validate.ts";

/** Milliseconds by stage, as the header Server-Timing and the metrics tell them. */
export type Timing = Record<string, number>;

/**
 * Forecasts `windows` with a champion and adds the milliseconds to `timing`; `contexts` has what else is known of the day of each
 * window. Throws what `Batcher.forecast` throws.
 */
export async function compute(
  { champions, batcher }: Service,
  served: Served,
  windows: readonly Rows[],
  contexts: readonly Context[],
  timing: Timing,
): Promise<WindowForecast[]> {
  const { forecasts, queueMs, computeMs } = await batcher
    .forecast(served.forecaster, windows, contexts)
    .catch(async (error) => {
      if (!(error instanceof FusedLstmError) || error.code !== "thread_failed") throw error;
      return batcher.forecast((await champions.revive(served)).forecaster, windows, contexts);
    });
  timing.queue = (timing.queue ?? 0) + queueMs;
  timing.compute = (timing.compute ?? 0) + computeMs;
  return forecasts;
}

/** What an answer is made from, beside the forecast of the next session. */
export interface Asked {
  /** Sessions from the last bar, each from 1 to 20; undefined: `horizons` is absent. */
  horizons: readonly number[] | undefined;
  /** What was known of the day. */
  context: Context;
  /** Why `context` is without the VIX, if it is. */
  withoutVix: string;
  /** Why `context` is without the closes of covariates, if that is known. */
  covariatesMissing?: string | undefined;
  /** Where the rows are in the request, for the error. */
  path: string;
  /** The error bar that followed the days since the training; undefined: that of the training. */
  follower?: Follower | undefined;
}

/** The forecast of the next session as answers tell it, with the volatility behind it and the horizons asked for. */
export interface Told<Later> extends Forecast {
  volatilityModel?: string;
  volatilityWarning?: string;
  networkWarning?: string;
  horizons?: Later[];
}

/**
 * Tells a forecast.
 *
 * Throws `invalid-request` at `path` if a number overflowed: prices of 1e300 beside 1e-300 are valid.
 */
export function tell(
  { forecaster }: Served,
  forecast: WindowForecast,
  { horizons, context, withoutVix, covariatesMissing, path, follower }: Asked,
): Told<HorizonForecast> {
  const next = follower ? follower.intervals.apply(forecast) : forecast;
  const at = (horizon: number) =>
    follower
      ? follower.intervals.applyAt(forecast, forecaster.drift, horizon)
      : forecaster.forecastAt(forecast, horizon);
  const later = horizons?.map(at);
  for (const one of [next, ...(later ?? [])]) {
    if (!isFiniteForecast({ ...one, naive: next.naive })) throw overflowed(path);
  }
  return {
    ...withoutSigma(next),
    ...volatilityOf(forecaster, context, withoutVix),
    ...(forecast.withoutNetwork && {
      networkWarning: whyWithoutNetwork(forecaster, context, covariatesMissing),
    }),
    ...(later && { horizons: later }),
  };
}

/** Runs what `Forecaster.explainInSteps` began; `charge` is as that of `Explainer.run`. Rejects as it does. */
export async function explain(
  { explainer }: Service,
  { steps, charge }: { steps: Steps<ModelExplanation>; charge: () => void },
  timing: Timing,
): Promise<ModelExplanation> {
  const began = performance.now();
  const explanation = await explainer.run(steps, charge);
  timing.explain = performance.now() - began;
  return explanation;
}

function overflowed(path: string) {
  return invalid([
    { path, message: "has prices too far apart to forecast from: expected one stock's prices" },
  ]);
}

/** Which pooled volatility made the error bar; nothing for a bundle that stores none. */
function volatilityOf(
  { intervals }: Forecaster,
  context: Context,
  withoutVix: string,
): Pick<Told<never>, "volatilityModel" | "volatilityWarning"> {
  const pooled = intervals?.later.toJSON() && intervals.later.pooled;
  if (!pooled) return {};
  const volatilityModel = pooled.modelFor(context);
  const isMissing = pooled.use === "vix" && volatilityModel !== "vix";
  return { volatilityModel, ...(isMissing && { volatilityWarning: withoutVix }) };
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
