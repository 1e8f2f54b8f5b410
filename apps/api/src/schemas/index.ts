/** Types of requests and answers for clients in TypeScript; no code. */
export type * from "./bars.ts";
export type * from "./forecast.ts";
export type * from "./health.ts";
export type * from "./history.ts";
export type * from "./model-card.ts";
export type * from "./models.ts";
export type * from "./problem.ts";
export type * from "./record.ts";
