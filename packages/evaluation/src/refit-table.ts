import { COLUMN_COUNT, type RawSeries } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import {
  centreOf,
  choosePooled,
  contextsFrom,
  fitTable,
  IntervalForecaster,
  type PooledName,
  type PooledTable,
  QuantileTracker,
  TermBars,
  WINDOW,
} from "@lstm-predict/volatility";
import {
  compareScores,
  firstTestBar,
  type Refit,
  type RefitScores,
  type SymbolBars,
} from "./refit-volatility.ts";
import type { DayScores } from "./score-days.ts";
import { scoreHorizons } from "./score-horizons.ts";

/** Sessions ahead at which a table is scored. */
const HORIZONS = [1, 5, 20];

/** Refitted pooled models of all horizons, compared with the shipped ones; scores outside `later` are of the next session. */
export interface TableRefit extends Refit<PooledTable> {
  /** Days to which each model was fitted, over all symbols; 0 for a model that stays the shipped one. */
  fittedDays: Record<PooledName, number>;
  /** Scores by horizon, "5" and "20"; absent where fewer than two outcomes are known. */
  later: Record<string, RefitScores>;
}

/**
 * Fits the pooled models of all horizons on the first 85 % of each symbol's days, and scores them on the rest beside `shipped`.
 *
 * Each table chooses on the first days whether a symbol's volatility is forecast with the VIX. Both start from their pooled
 * quantiles, which follow each outcome once it is known.
 *
 * @param bars of at least `LEAST_BARS` each, with the VIX if they have it
 * @throws VolatilityError as `fitTable`
 */
export function refitTable(
  bars: readonly SymbolBars[],
  shipped: PooledTable,
  { fittedOn }: { fittedOn: string },
): TableRefit {
  const training = bars.map(trainingPart);
  const model = fitTable(training, { fittedOn, otherwise: shipped });
  const [ofRefit, ofShipped] = [model, shipped].map((table) =>
    bars.map((series) => scoreTestDays(table, series)),
  ) as [DayScores[][], DayScores[][]];
  const symbols = bars.map(({ symbol }) => symbol);
  const byHorizon = HORIZONS.map((horizon, k) =>
    compareScores(
      symbols,
      ofRefit.map((scores) => scores[k]!),
      ofShipped.map((scores) => scores[k]!),
      horizon,
    ),
  );
  const later = byHorizon.flatMap((scores, k) => (k > 0 && scores ? [[HORIZONS[k]!, scores]] : []));
  return {
    model,
    ...byHorizon[0]!,
    fittedDays: fittedDays(training, model, shipped),
    later: Object.fromEntries(later),
  };
}

function trainingPart(series: SymbolBars): RawSeries {
  const length = firstTestBar(series.length);
  const { dates, rows } = series;
  return { ...series, dates: dates.slice(0, length), rows: rows.subarray(0, length * COLUMN_COUNT), length };
}

function scoreTestDays(table: PooledTable, series: RawSeries): DayScores[] {
  const from = firstTestBar(series.length);
  const pooled = choosePooled(series, from, table);
  const tracker = new QuantileTracker(LEVELS, pooled.quantiles[0]!);
  const errorBar = new IntervalForecaster(pooled, tracker, TermBars.zeroShot(pooled, centreOf(series)));
  return scoreHorizons(errorBar, series, from, HORIZONS);
}

function fittedDays(
  training: readonly RawSeries[],
  { models }: PooledTable,
  shipped: PooledTable,
): TableRefit["fittedDays"] {
  const contexts = training.flatMap((series) => contextsFrom(series, WINDOW, series.length));
  const known: TableRefit["fittedDays"] = {
    vix: contexts.filter(({ implied }) => implied !== undefined).length,
    ownLong: contexts.filter(({ year }) => year !== undefined).length,
    own: contexts.length,
  };
  return models.vix === shipped.models.vix ? { ...known, vix: 0 } : known;
}
