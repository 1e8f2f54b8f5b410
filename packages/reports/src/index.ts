export { type ComparedRun, type Comparison, compareRuns, isBest, show } from "./runs/comparison.ts";
export { renderComparison } from "./runs/page.ts";
export { LAST, selectRuns } from "./runs/select.ts";
export { besideNaive, flattery } from "./runs/sentences.ts";
export { renderExploration } from "./symbol/page.ts";
export { explore, type Statistics } from "./symbol/statistics/index.ts";
export { renderReport } from "./training/index.ts";
export { compact, days, fixed, percent, price, signedPercent } from "./wording/format.ts";
export { intervalVerdict, verdict } from "./wording/verdict.ts";
