import { WINDOW } from "@lstm-predict/volatility";
import type { Entry } from "./entries.ts";
import { type ScoreSetup, scoreTest, type TestScores } from "./score-days.ts";
import { between, type Series } from "./symbols.ts";

export function splitsOf(series: Series): { validation: number; test: number; end: number } {
  const windows = series.dates.length - WINDOW;
  const row = (share: number) => WINDOW + Math.round(windows * share);
  return { validation: row(0.7), test: row(0.85), end: series.dates.length };
}

export function onSplit(entry: Entry, series: Series): TestScores {
  const { validation, test, end } = splitsOf(series);
  const fitted = entry.forecaster.fit(between(series, "", series.dates[validation]!));
  return scoreTest(fitted, series, { calibration: validation, test, end, ...options(entry) });
}

/** Scores of one year; empty if the symbol has no bars in the year or less than a year to fit on. */
export function onYear(entry: Entry, series: Series, year: number): TestScores[] {
  const row = (day: string) => {
    const index = series.dates.findIndex((date) => date >= day);
    return index < 0 ? series.dates.length : index;
  };
  const [calibration, test, end] = [row(`${year - 1}`), row(`${year}`), row(`${year + 1}`)];
  if (calibration < 4 * WINDOW || test === end) return [];
  const fitted = entry.forecaster.fit(between(series, "", `${year - 1}`));
  return [scoreTest(fitted, series, { calibration, test, end, ...options(entry) })];
}

function options({ pooled, tracked }: Entry): Pick<ScoreSetup, "pooled" | "tracked"> {
  return { ...(pooled && { pooled }), ...(tracked && { tracked }) };
}
