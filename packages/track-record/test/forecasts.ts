import { createHash } from "node:crypto";
import { addDays, type Bar, isWeekend } from "@lstm-predict/bars";
import { LEVELS, levelName } from "@lstm-predict/forecasts";
import type { BarSeries } from "@lstm-predict/market-data";
import type { IssuedForecast } from "../src/index.ts";

export const sha = (text: string) => createHash("sha256").update(text).digest("hex");

/** `count` weekdays from `first` on. */
export function weekdays(first: string, count: number): string[] {
  const days: string[] = [];
  for (let day = first; days.length < count; day = addDays(day, 1)) if (!isWeekend(day)) days.push(day);
  return days;
}

/** Bars with the given closes on weekdays. */
export function barsOf(closes: readonly number[], dates = weekdays("2024-01-01", closes.length)): Bar[] {
  return closes.map((close, k) => ({
    date: dates[k]!,
    open: close,
    high: close * 1.01,
    low: close * 0.99,
    close,
    volume: 1000,
    adjClose: close,
  }));
}

export function seriesOf(bars: Bar[], { symbol = "AAPL", timeZone = "America/New_York" } = {}): BarSeries {
  const cleaning = { received: bars.length, kept: bars.length, dropped: {}, findings: [], notes: [] };
  return {
    symbol,
    source: "yahoo",
    detail: "test",
    timeZone,
    bars,
    cleaning: cleaning as unknown as BarSeries["cleaning"],
  };
}

/** Intervals of `reach` in log units at 90 %, around `centre`. */
export function intervalsAround(centre: number, reach: number): NonNullable<IssuedForecast["intervals"]> {
  const ends = LEVELS.map((level) => {
    const factor = Math.exp((reach * level) / 0.9);
    return [levelName(level), [centre / factor, centre * factor]];
  });
  return Object.fromEntries(ends);
}

/** A forecast that differs from a usual one by `change`. */
export function forecastOf(change: Partial<IssuedForecast> = {}): IssuedForecast {
  const naive = change.naive ?? 100;
  return {
    issuedAt: "2024-01-02T21:05:00.000Z",
    symbol: "AAPL",
    role: "champion",
    model: { version: "20240101T000000Z-aaaaaaaa", weightsSha256: sha("weights") },
    asOf: "2024-01-02",
    targetDate: "2024-01-03",
    horizon: 1,
    prediction: naive * 1.001,
    naive,
    previousClose: naive * 0.99,
    volatility: 0.01,
    intervals: intervalsAround(naive, 0.02),
    barsSha256: sha("bars"),
    late: false,
    ...change,
  };
}
