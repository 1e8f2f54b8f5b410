export {
  type Champion,
  promote,
  promoteIfFirst,
  readChampion,
  resolveBundleDir,
  shouldPromote,
} from "./champion.ts";
export { BundleError, type BundleErrorCode } from "./errors.ts";
export { hashWeights } from "./hash.ts";
export { listModels, type ModelListing } from "./list.ts";
export { loadBundle, readMetadata, verifyBundle } from "./load.ts";
export { FORMAT_VERSION } from "./metadata.ts";
export { saveBundle } from "./save.ts";
export type {
  Bundle,
  BundleContent,
  BundleMetadata,
  BundleScores,
  DataSource,
  EpochRecord,
  ModelFiles,
  ScoresByForecast,
  WeightSpec,
} from "./types.ts";
