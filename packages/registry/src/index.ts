export { type BundleSummary, summarizeBundle } from "./bundle-summary.ts";
export { type ChallengeOutcome, challenge, type Decision } from "./challenge.ts";
export { type Champion, promote, readChampion, resolveBundleDir, rollBack } from "./champion.ts";
export { judgeChampion, judgeImport } from "./gate/judge.ts";
export { describePublished, type Published, type PublishOptions, publish } from "./gate/publish.ts";
export { listModels, type ModelListing } from "./list.ts";
export { type LoggedDecision, type Promotion, type Refusal, readPromotions } from "./promotions.ts";
export type { BundleStore, Models, Pointer } from "./stores/bundle-store.ts";
export { isStoreUrl, openStore, type StoreOptions, storeOf } from "./stores/open-store.ts";
