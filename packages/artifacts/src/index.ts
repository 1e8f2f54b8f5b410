export { BundleError, type BundleErrorCode } from "./errors.ts";
export { formatChecksums, hashWeights, sha256 } from "./hash.ts";
export { loadBundle, readListedFile, readMetadata, verifyBundle } from "./load.ts";
export { FORMAT_VERSION, firstIssue, parseJson, parseMetadata } from "./metadata.ts";
export { formatModelJson } from "./model-files.ts";
export { bundleDir, isRelativePath, isVersion, symbolDir } from "./names.ts";
export { saveBundle } from "./save.ts";
export type { BundleScores, LevelScores, PointScores, ScaleScores, ScoresByForecast } from "./scores.ts";
export { withSymbolDir } from "./symbol-lock.ts";
export {
  formatTestForecasts,
  readTestForecasts,
  TEST_FORECASTS_FILE,
} from "./test-forecasts.ts";
export type {
  Bundle,
  BundleContent,
  BundleMetadata,
  Calibration,
  DataSource,
  EpochRecord,
  HorizonMix,
  ImportedMetadata,
  ModelFiles,
  NetworkMix,
  Origin,
  OtherData,
  SourceFile,
  TrainedBundle,
  TrainedContent,
  TrainedMetadata,
  Trial,
  WeightSpec,
} from "./types.ts";
