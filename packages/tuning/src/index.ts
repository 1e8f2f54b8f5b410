export type { LuckOfBest, OverfittingOfChoice } from "./assess.ts";
export type { LossComparison, TestComparison, TestScores } from "./compare.ts";
export type { Choice, Domain, Range } from "./domain.ts";
export { TuningError, type TuningErrorCode } from "./errors.ts";
export type { Observation } from "./propose.ts";
export { propose } from "./propose.ts";
export { type SearchEvent, search, type Trial } from "./search.ts";
export { configOf, defaultSpace, parseSpace, type Space, type Values } from "./space.ts";
export { reserveTest, type TuneEvent, type TuneOptions, type Tuning, tune } from "./tune.ts";
