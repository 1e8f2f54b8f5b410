export type {
  BarSeries,
  CacheReport,
  DataQualityReport,
  DropReason,
  OtherCloses,
  QualityFinding,
  SourceName,
} from "./bar.ts";
export type { CacheMode } from "./cache/cached-source.ts";
export { addCovariates, covariateLoader, type LoadCovariate, tryCovariates } from "./covariates.ts";
export type { DateOrder } from "./csv/dates.ts";
export type { CsvOptions } from "./csv/read.ts";
export type { CustomRow, CustomSource } from "./custom-source.ts";
export { MarketDataError, type MarketDataErrorCode } from "./errors.ts";
export { hashBars } from "./hash-bars.ts";
export { type ImportOptions, importBars } from "./import-bars.ts";
export { loadBars } from "./load-bars.ts";
export { type LoadManyOptions, type LoadResult, loadManyBars } from "./load-many.ts";
export { type LoadOther, otherLoader } from "./other-closes.ts";
export { rawSeriesOf } from "./raw-series.ts";
export type { BarRequest, LoadOptions } from "./request.ts";
export type { RetryPolicy } from "./retry.ts";
export { SAMPLE_SYMBOLS } from "./sample.ts";
export type { RawBar } from "./source.ts";
export { addVix, type LoadVix, VIX, type VixOptions, vixLoader } from "./vix.ts";
export { DEFAULT_START } from "./yahoo.ts";
