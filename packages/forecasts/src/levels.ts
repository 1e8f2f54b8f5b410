/** Shares of the days on which the next close should lie in an interval, ascending. */
export const LEVELS = [0.5, 0.8, 0.9, 0.95] as const;

/** A level as forecasts name it: percent of the days. */
export type LevelName = "50" | "80" | "90" | "95";

/** The share `level` as percent. */
export function levelName(level: number): LevelName {
  return String(Math.round(100 * level)) as LevelName;
}
