export { type ChallengeOutcome, challenge, type Verdict } from "./challenge.ts";
export { type Champion, promote, readChampion, resolveBundleDir, rollBack } from "./champion.ts";
export { replaceFile } from "./durable.ts";
export { BundleError, type BundleErrorCode, isStoreFault } from "./errors.ts";
export { hashWeights } from "./hash.ts";
export { listModels, type ModelListing } from "./list.ts";
export { loadBundle, readMetadata, verifyBundle } from "./load.ts";
export { FORMAT_VERSION } from "./metadata.ts";
export { formatModelJson } from "./model-files.ts";
export { bundleDir } from "./names.ts";
export { type Promotion, type Refusal, readPromotions } from "./promotions.ts";
export { saveBundle } from "./save.ts";
export { type BundleStore, type Models, type Pointer, storeOf } from "./stores/bundle-store.ts";
export { isStoreUrl, openStore, type StoreOptions } from "./stores/open-store.ts";
export {
  formatTestForecasts,
  readTestForecasts,
  TEST_FORECASTS_FILE,
  type TestForecast,
} from "./test-forecasts.ts";
export type {
  Bundle,
  BundleContent,
  BundleMetadata,
  BundleScores,
  Calibration,
  DataSource,
  EpochRecord,
  ImportedMetadata,
  ModelFiles,
  ScoresByForecast,
  SourceFile,
  TrainedBundle,
  TrainedContent,
  TrainedMetadata,
  WeightSpec,
} from "./types.ts";
