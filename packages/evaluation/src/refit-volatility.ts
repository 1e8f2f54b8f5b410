import { CLOSE, COLUMN_COUNT } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import {
  crpsStudentT,
  intervalScore,
  type LossPanel,
  mean,
  panelDieboldMariano,
} from "@lstm-predict/metrics";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import {
  fitPooled,
  IntervalForecaster,
  type PooledModel,
  QuantileTracker,
  returnDensity,
  type Span,
  WINDOW,
  windowBefore,
  zeroShot,
} from "@lstm-predict/volatility";

/** Bars of one symbol, with the market on their dates where the model has one. */
export interface SymbolBars extends Span {
  symbol: string;
  dates: readonly string[];
  rows: Float64Array;
  market?: Float64Array;
}

/** How a pooled model did on a symbol's last days; scores in percent of the last close. */
export interface PooledScores {
  /** Share of the days that the 90 % interval held. */
  coverage: number;
  winkler: number;
  crps: number;
}

export interface SymbolScores {
  symbol: string;
  days: number;
  refit: PooledScores;
  shipped: PooledScores;
}

export interface Refit {
  model: PooledModel;
  symbols: SymbolScores[];
  /** Geometric mean over the symbols, below 1 is better than shipped. */
  relative: { winkler: number; crps: number };
  /** Symbols on which the refit's interval score is the better one. */
  wins: number;
  /** Of Diebold and Mariano's panel test of the interval scores. */
  p: number;
}

/** A symbol needs days to fit and days to score, each with a window before it. */
export const LEAST_BARS = 2 * WINDOW;
const LEVEL = 0.9;

/** The first bar of the last 15 %: the days that `train` tests on, so that a model fitted here has not seen them. */
export function firstTestBar(bars: number): number {
  return WINDOW + chronologicalSplits(bars, WINDOW).test.from;
}

/**
 * Fits the pooled model on all but the last 15 % of each symbol's days and scores it there beside the shipped one, the
 * quantiles of both beginning with the pooled ones and following each day.
 *
 * VolatilityError as `fitPooled`.
 */
export function refit(
  bars: readonly SymbolBars[],
  shipped: PooledModel,
  options: { market: string | null; fittedOn: string },
): Refit {
  const model = fitPooled(bars.map(trainingPart), options);
  const panels: LossPanel[] = [];
  const symbols = bars.map((own): SymbolScores => {
    const from = firstTestBar(own.dates.length);
    const [mine, theirs] = [model, shipped].map((pooled) => scoreDays(pooled, own, from)) as [Days, Days];
    panels.push({ dates: own.dates.slice(from), lossA: mine.winkler, lossB: theirs.winkler });
    const days = own.dates.length - from;
    return { symbol: own.symbol, days, refit: summarize(mine), shipped: summarize(theirs) };
  });
  const ratio = (score: keyof PooledScores) =>
    geometricMean(symbols.map((own) => own.refit[score] / own.shipped[score]));
  return {
    model,
    symbols,
    relative: { winkler: ratio("winkler"), crps: ratio("crps") },
    wins: symbols.filter((own) => own.refit.winkler < own.shipped.winkler).length,
    p: panelDieboldMariano(panels).pValue,
  };
}

function trainingPart({ dates, rows, market }: SymbolBars): Span {
  const to = firstTestBar(dates.length);
  return { rows: rows.subarray(0, to * COLUMN_COUNT), ...(market && { market: market.subarray(0, to) }) };
}

/** Losses by day. */
interface Days {
  inside: number[];
  winkler: number[];
  crps: number[];
}

function scoreDays(pooled: PooledModel, bars: SymbolBars, from: number): Days {
  const tracker = new QuantileTracker(LEVELS, pooled.quantiles);
  const errorBar = new IntervalForecaster(zeroShot(pooled).fit(bars), tracker);
  const days: Days = { inside: [], winkler: [], crps: [] };
  for (let row = from; row < bars.dates.length; row++) {
    const window = windowBefore(bars, row);
    const [last, close] = [row - 1, row].map((at) => bars.rows[at * COLUMN_COUNT + CLOSE]!) as [
      number,
      number,
    ];
    const { sigma, intervals } = errorBar.forecast(window);
    const { lower, upper } = intervals[LEVELS.indexOf(LEVEL)]!;
    days.inside.push(lower <= close && close <= upper ? 1 : 0);
    days.winkler.push(100 * intervalScore(close / last, lower / last, upper / last, LEVEL));
    const density = { ...returnDensity(sigma, tracker.quantile(LEVEL)), location: 0 };
    days.crps.push(100 * crpsStudentT(Math.log(close / last), density));
    errorBar.update(window, close);
  }
  return days;
}

function summarize({ inside, winkler, crps }: Days): PooledScores {
  return { coverage: mean(inside), winkler: mean(winkler), crps: mean(crps) };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}
