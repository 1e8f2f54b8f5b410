export type { PanelComparisons } from "./compare-panels.ts";
export { DAY_COLUMNS, dayPages } from "./day-table.ts";
export { type FoldKey, FoldStore } from "./fold-store.ts";
export { type Fold, type FoldOptions, MIN_WINDOWS, walkForward } from "./folds.ts";
export { forecastsCsv } from "./forecasts-csv.ts";
export {
  type BacktestOptions,
  type BacktestSymbol,
  type FoldDone,
  runBacktest,
  type SymbolForecasts,
} from "./run-backtest.ts";
export { runFold } from "./run-fold.ts";
export { type StoredFoldOptions, storedFold } from "./stored-fold.ts";
export {
  type BacktestScores,
  type BacktestSummary,
  type ScoreSpread,
  type SymbolSummary,
  summarize,
} from "./summary.ts";
export { MAX_POSITION, type StrategyName } from "./value/positions.ts";
export {
  economicValue,
  type GrowthCurves,
  type PathValue,
  type StrategyValue,
  type ValueOptions,
  type ValueSummary,
} from "./value/value.ts";
