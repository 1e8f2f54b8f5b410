import { COLUMN_COUNT } from "@lstm-predict/bars";
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
import { compareDays, type DatedSpan, type DayScores, scoreDays } from "./score-days.ts";

/** Bars of one symbol, with the market on their dates if the model has a market term. */
export interface SymbolBars extends DatedSpan {
  readonly symbol: string;
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

/** A refitted pooled model, compared with the shipped one. */
export interface Refit {
  model: PooledModel;
  symbols: SymbolScores[];
  /** Refit over shipped, geometric means over the symbols: below 1, the refit is better. */
  relative: { winkler: number; crps: number };
  /** Number of symbols on which the refit has the lower interval score. */
  wins: number;
  /** Of the panel Diebold-Mariano test of the interval scores. */
  p: number;
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
): Refit {
  const model = fitPooled(bars.map(trainingPart), options);
  const [ofRefit, ofShipped] = [model, shipped].map((pooled) =>
    bars.map((ofSymbol) => scoreTestDays(pooled, ofSymbol)),
  ) as [DayScores[], DayScores[]];
  const { winkler, crps, wins, p } = compareDays(ofRefit, ofShipped);
  const symbols = bars.map(({ symbol }, k) => ({
    symbol,
    days: ofRefit[k]!.dates.length,
    refit: summarize(ofRefit[k]!),
    shipped: summarize(ofShipped[k]!),
  }));
  return { model, symbols, relative: { winkler, crps }, wins, p };
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
