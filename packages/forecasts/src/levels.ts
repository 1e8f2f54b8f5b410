/** Nominal coverage of each interval, ascending: the share of the days on which the next close should lie in it. */
export const LEVELS = [0.5, 0.8, 0.9, 0.95] as const;

/** A level in percent, its name in forecasts. */
export type LevelName = "50" | "80" | "90" | "95";

/** Names a level, a share between 0 and 1: 0.9 gives "90". */
export function levelName(level: number): LevelName {
  return String(Math.round(100 * level)) as LevelName;
}
