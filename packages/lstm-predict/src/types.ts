// What the functions take and return, by package.
export type {
  Bundle,
  BundleErrorCode,
  BundleMetadata,
  BundleScores,
  Calibration,
  DataSource,
  EpochRecord as SavedEpoch,
  HorizonMix,
  ImportedMetadata,
  LevelScores,
  ModelFiles,
  NetworkMix,
  Origin,
  OtherData,
  PointScores,
  ScaleScores,
  ScoresByForecast,
  SourceFile,
  TrainedBundle,
  TrainedMetadata,
  Trial,
  WeightSpec,
} from "@lstm-predict/artifacts";
export type {
  BacktestScores,
  BacktestSummary,
  FoldDone,
  PanelComparisons,
  ScoreSpread,
  SymbolForecasts,
  SymbolSummary,
} from "@lstm-predict/backtest";
export type { Bar, BarsErrorCode, DatedCloses, DateRange, Rows } from "@lstm-predict/bars";
export type {
  Baselines,
  CalibratedScale,
  EvaluationErrorCode,
  Forecasts,
  KnownDays,
  PointBaseline,
  ReturnSpan,
  ScaleBaseline,
  ScoreTable,
  SplitTable,
} from "@lstm-predict/evaluation";
export type {
  ExplainOptions,
  Explanation,
  ForecastErrorCode,
  ModelExplanation,
  NetworkExplanation,
  NextSession,
  OutputExplanation,
  PointExplanation,
  Tracked,
  TrackedDays,
  WindowForecast,
} from "@lstm-predict/forecaster";
export type { HorizonForecast, IntervalsByLevel, LevelName, SessionForecast } from "@lstm-predict/forecasts";
export type {
  BarSeries,
  CacheMode,
  CacheReport,
  CsvOptions,
  CustomRow,
  CustomSource,
  DataQualityReport,
  DateOrder,
  DropReason,
  LoadOptions,
  MarketDataErrorCode,
  OtherCloses,
  QualityFinding,
  RawBar,
  RetryPolicy,
  SourceName,
} from "@lstm-predict/market-data";
export type { ForecastComparison, MetricsErrorCode, Scores } from "@lstm-predict/metrics";
export type {
  EpochRecord,
  ModelConfig,
  ModelConfigInput,
  ModelErrorCode,
  TrainingEvent,
} from "@lstm-predict/model";
export type {
  DecodedHorizon,
  Point,
  PreprocessingErrorCode,
  Splits,
  WindowRange,
} from "@lstm-predict/preprocessing";
export type { Champion, ModelListing, Published } from "@lstm-predict/registry";
export type { StorageErrorCode } from "@lstm-predict/storage";
export type { TrainedModel } from "@lstm-predict/training";
export type {
  Choice,
  Domain,
  LossComparison,
  LuckOfBest,
  OverfittingOfChoice,
  Range,
  SearchEvent,
  Space,
  TestComparison,
  TestScores,
  Trial as TuningTrial,
  TuneEvent,
  Tuning,
  TuningErrorCode,
  Values,
} from "@lstm-predict/tuning";
export type {
  Context,
  Days,
  Implied,
  Span,
  VolatilityErrorCode,
  WidthExplanation,
  WidthTerm,
  WidthTermName,
} from "@lstm-predict/volatility";
