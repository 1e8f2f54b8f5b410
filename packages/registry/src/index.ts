export { type ChallengeOutcome, challenge, type Verdict } from "./challenge.ts";
export { type Champion, promote, readChampion, resolveBundleDir, rollBack } from "./champion.ts";
export { judgeChampion, judgeImport } from "./gate/judge.ts";
export { describePublished, type Published, publish } from "./gate/publish.ts";
export { listModels, type ModelListing } from "./list.ts";
export { type Promotion, type Refusal, readPromotions } from "./promotions.ts";
export { type BundleRecord, describeRecord } from "./record.ts";
export type { BundleStore, Models, Pointer } from "./stores/bundle-store.ts";
export { isStoreUrl, openStore, type StoreOptions, storeOf } from "./stores/open-store.ts";
