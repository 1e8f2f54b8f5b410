import type { BundleMetadata } from "@lstm-predict/artifacts";
import { type ComingSession, rowsBefore, windowsBefore } from "@lstm-predict/bars";
import { ForecastError, requireBarsSinceTraining, withDays } from "@lstm-predict/forecaster";
import type { MarketState } from "../bars.ts";
import { ApiError } from "../problem.ts";
import type { SymbolForecast } from "../schemas/forecast.ts";
import type { Service } from "../service.ts";
import { compute, explain, referTo, type Timing, tell } from "./answer.ts";

/** Days that one request to the batcher follows: a year of sessions, and well below its limit. */
const MAX_DAYS = 256;

/**
 * Answers GET /forecast/{symbol} from bars that the server downloads; with `chargeExplanation`, as `predict` does.
 * Throws ApiError, `no-bars` and `old-bars` among others.
 */
export async function forecastSymbol(
  service: Service,
  symbol: string,
  {
    horizons,
    chargeExplanation,
  }: { horizons: readonly number[] | undefined; chargeExplanation: (() => void) | undefined },
  timing: Timing,
): Promise<SymbolForecast> {
  const { covariates } = service.champions.find(symbol).forecaster; // A symbol without a model downloads nothing.
  const began = performance.now();
  const state = await service.bars.get(symbol, covariates);
  const { series, raw, nextSession, dateIsCertain, sessions, contextOf, warning } = state;
  timing.bars = performance.now() - began;
  // Another champion may come while days are computed: its error bar has other days to follow.
  for (;;) {
    const served = service.champions.find(symbol);
    const { forecaster } = served;
    const { window } = forecaster;
    if (raw.length < window) {
      const detail = `there are ${raw.length} daily bars of ${symbol}: its model needs ${window}`;
      throw new ApiError("no-bars", detail);
    }
    const asOf = series.bars.at(-1)!.date;
    const contextBefore = (row: number) => forecaster.withCovariates(contextOf(row), raw, row);
    requireNewBars(forecaster.metadata, asOf, warning);
    const follower = service.followers.of(served);
    const days = follower?.next(raw, MAX_DAYS);
    if (follower && days && days.from < days.to) {
      const windows = windowsBefore(raw, days.from, days.to, window);
      const contexts = windows.map((_, k) => contextBefore(days.from + k));
      follower.follow(raw, days, await compute(service, served, windows, contexts, timing));
      continue;
    }
    const last = rowsBefore(raw, raw.length, window);
    const context = contextBefore(raw.length);
    // Before the next await, after which another champion may have replaced this one.
    const errorBar = follower?.intervals.errorBar;
    const begun = chargeExplanation && {
      steps: forecaster.explainInSteps(last, context, { errorBar, horizons }),
      charge: chargeExplanation,
    };
    const [forecast] = await compute(service, served, [last], [context], timing);
    const withoutVix = whyWithoutVix(state);
    const { covariatesMissing } = series;
    const asked = { horizons, context, withoutVix, covariatesMissing, path: "bars", follower };
    const told = tell(served, forecast!, asked);
    const answer: SymbolForecast = {
      symbol,
      date: nextSession,
      dateIsCertain,
      asOf,
      ...told,
      horizons: told.horizons?.map((later) => ({ ...later, ...dayOf(sessions[later.horizon - 1]!) })),
      ...(follower && { tracked: { ...follower.intervals.tracked, from: follower.from } }),
      bars: { source: series.source, detail: series.detail, fetchedAt: series.cache?.fetchedAt, warning },
      model: referTo(served),
    };
    service.record.add(answer, served, state);
    return begun ? { ...answer, explanation: withDays(await explain(service, begun, timing), raw) } : answer;
  }
}

function dayOf({ date, isCertain }: ComingSession) {
  return { date, dateIsCertain: isCertain };
}

/** Why a forecast from these bars may have to do without the VIX. */
function whyWithoutVix({ series, nextSession }: MarketState): string {
  const { vix, vixMissing } = series;
  const reason = vix
    ? `its closes, ${vix.from} to ${vix.to}, are too few or too old for ${nextSession}`
    : "it is not loaded for such bars";
  return vixMissing ?? `without the VIX: ${reason}: the error bar uses the symbol's own bars`;
}

/** Throws `old-bars` if the model was trained on later bars; `warning` says why the bars are old. */
function requireNewBars(metadata: BundleMetadata, asOf: string, warning: string | undefined): void {
  try {
    requireBarsSinceTraining(metadata, asOf);
  } catch (error) {
    if (!(error instanceof ForecastError)) throw error;
    throw new ApiError("old-bars", warning === undefined ? error.message : `${error.message}. ${warning}`);
  }
}
