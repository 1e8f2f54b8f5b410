import { COLUMN_COUNT, type RawSeries } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import { mean } from "@lstm-predict/metrics";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import {
  fitPooled,
  IntervalForecaster,
  type PooledModel,
  QuantileTracker,
  type TypedSpan,
  WINDOW,
  zeroShot,
} from "@lstm-predict/volatility";
import { compareDays, type DayScores, scoreDays } from "./score-days.ts";

/** Bars of one symbol, with the market on their dates if the model has a market term. */
export interface SymbolBars extends RawSeries {
  readonly symbol: string;
  readonly market?: Float64Array;
}

/** Mean scores of a pooled model on a symbol's test days; `winkler` and `crps` in percent of the last close. */
export interface PooledScores {
  /** Share of the closes in the 90 % interval. */
  coverage: number;
  winkler: number;
  crps: number;
}

export interface SymbolScores {
  symbol: string;
  /** Number of test days. */
  days: number;
  refit: PooledScores;
  shipped: PooledScores;
}

/** Scores of a refit beside the shipped model. */
export interface RefitScores {
  symbols: SymbolScores[];
  /** Refit over shipped, geometric means over the symbols: below 1, the refit is better. */
  relative: { winkler: number; crps: number };
  /** Number of symbols on which the refit has the lower interval score. */
  wins: number;
  /** Of the panel Diebold-Mariano test of the interval scores. */
  p: number;
}

/** A refitted pooled model, compared with the shipped one. */
export interface Refit<Model> extends RefitScores {
  model: Model;
}

/** Bars that a symbol needs at least, so that it has days to fit and days to score, each with a window before it. */
export const LEAST_BARS = 2 * WINDOW;

/** The first bar of the last 15 %, the days on which `train` tests: a model fitted here has not seen them. */
export function firstTestBar(bars: number): number {
  return WINDOW + chronologicalSplits(bars, WINDOW).test.from;
}

/**
 * Fits the pooled model on the first 85 % of each symbol's days, and scores it on the rest beside `shipped`.
 *
 * Both start from their pooled quantiles, which follow each day.
 *
 * @param bars of at least `LEAST_BARS` each
 * @param options `market` names the market of `bars`, `fittedOn` is the provenance stored with the model
 * @throws VolatilityError as `fitPooled`
 */
export function refit(
  bars: readonly SymbolBars[],
  shipped: PooledModel,
  options: { market: string | null; fittedOn: string },
): Refit<PooledModel> {
  const model = fitPooled(bars.map(trainingPart), options);
  const [ofRefit, ofShipped] = [model, shipped].map((pooled) =>
    bars.map((ofSymbol) => scoreTestDays(pooled, ofSymbol)),
  ) as [DayScores[], DayScores[]];
  return {
    model,
    ...compareScores(
      bars.map(({ symbol }) => symbol),
      ofRefit,
      ofShipped,
    )!,
  };
}

/**
 * Compares the scores `[symbols]` of a refit with those of the shipped model. Leaves out symbols without an outcome.
 *
 * @param horizon of the forecasts in sessions
 * @returns undefined if fewer than two dates have an outcome
 */
export function compareScores(
  symbols: readonly string[],
  ofRefit: readonly DayScores[],
  ofShipped: readonly DayScores[],
  horizon = 1,
): RefitScores | undefined {
  const known = symbols.flatMap((symbol, k) => {
    const [refit, shipped] = [ofRefit[k]!, ofShipped[k]!];
    return refit.dates.length > 0 ? [{ symbol, refit, shipped }] : [];
  });
  if (new Set(known.flatMap(({ refit }) => refit.dates)).size < 2) return undefined;
  const { winkler, crps, wins, p } = compareDays(
    known.map(({ refit }) => refit),
    known.map(({ shipped }) => shipped),
    horizon,
  );
  return {
    symbols: known.map(({ symbol, refit, shipped }) => ({
      symbol,
      days: refit.dates.length,
      refit: summarize(refit),
      shipped: summarize(shipped),
    })),
    relative: { winkler, crps },
    wins,
    p,
  };
}

function trainingPart({ dates, rows, market }: SymbolBars): TypedSpan {
  const to = firstTestBar(dates.length);
  return { rows: rows.subarray(0, to * COLUMN_COUNT), ...(market && { market: market.subarray(0, to) }) };
}

function scoreTestDays(pooled: PooledModel, bars: SymbolBars): DayScores {
  const tracker = new QuantileTracker(LEVELS, pooled.quantiles);
  const errorBar = new IntervalForecaster(zeroShot(pooled).fit(bars), tracker);
  return scoreDays(errorBar, bars, firstTestBar(bars.dates.length));
}

function summarize({ inside, winkler, crps }: DayScores): PooledScores {
  return { coverage: mean(inside[LEVELS.indexOf(0.9)]!), winkler: mean(winkler), crps: mean(crps) };
}
