export { renderExploration } from "./page.ts";
export { explore, type Statistics } from "./statistics/index.ts";
