export type { ErrorBar, Forecast, IntervalsByLevel } from "./forecast.ts";
export { LEVEL_NAMES, LEVELS, type LevelName, levelName } from "./levels.ts";
