/** Numbers, dates and verdicts as readers see them; needs neither a browser nor Node. */
export * from "./close.ts";
export * from "./dates.ts";
export * from "./direction.ts";
export * from "./explanation.ts";
export * from "./intervals.ts";
export * from "./network.ts";
export * from "./numbers.ts";
export * from "./test-span.ts";
export * from "./training.ts";
