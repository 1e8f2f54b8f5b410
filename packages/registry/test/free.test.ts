import { expect, test } from "@jest/globals";
import { type RawSeries, toRawSeries } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import {
  conformalQuantile,
  contextsOf,
  mixQuantiles,
  PooledVolatility,
  QuantileTracker,
  readDays,
  windowBefore,
} from "@lstm-predict/volatility";
import { forecastFree } from "../src/gate/free.ts";

/** Bars whose close moves by a sine of growing speed, or not at all. */
function seriesOf(count: number, size = 0.02): RawSeries {
  let close = 100;
  return toRawSeries(
    Array.from({ length: count }, (_, k) => {
      const open = close;
      close *= Math.exp(size * Math.sin(k * k));
      const [high, low] = [Math.max(open, close) * (1 + size / 4), Math.min(open, close) * (1 - size / 4)];
      const date = new Date(Date.UTC(2024, 0, 1 + k)).toISOString().slice(0, 10);
      return { date, open, high, low, close, volume: 1e6 + k, adjClose: close };
    }),
  );
}

const series = seriesOf(260);
const WINDOW = 60;
const { validation, test: testSpan } = chronologicalSplits(series.length, WINDOW);
const from = testSpan.from + WINDOW;

test("when days are forecast without a model, then by naive and zero-shot HAR, calibrated before them and following them", () => {
  const volatility = new PooledVolatility();
  const contextOf = contextsOf(series, readDays(series));
  const score = (row: number) => {
    const [last, close] = [series.rows[row * 6 - 3]!, series.rows[row * 6 + 3]!];
    const sigma = Math.exp(
      volatility.forecast({ ...windowBefore(series, row), context: contextOf(row) }) / 2,
    );
    return { last, close, sigma, score: Math.abs(Math.log(close / last)) / sigma };
  };
  const rows = Array.from({ length: series.length }, (_, row) => row);
  const calibration = rows.slice(validation.from + WINDOW, from).map((row) => score(row).score);
  const start = LEVELS.map((level) => conformalQuantile(calibration, level));
  const tracker = new QuantileTracker(LEVELS, mixQuantiles(start, volatility.quantiles[0]!));

  const days = forecastFree(series, series.dates[from]!, WINDOW)!;
  expect(days).toHaveLength(series.length - from);
  for (const [k, day] of days.entries()) {
    const { last, close, sigma, score: moved } = score(from + k);
    expect([day.date, day.actual, day.naive, day.prediction]).toEqual([
      series.dates[from + k],
      close,
      last,
      last,
    ]);
    expect(day.intervals["90"]![1]).toBeCloseTo(last * Math.exp(sigma * tracker.quantile(0.9)), 8);
    tracker.update(moved);
  }
});

test("when a later bar changes, then no forecast before it does", () => {
  const other = { ...series, rows: series.rows.slice() };
  other.rows.fill(1, (series.length - 1) * 6);
  const [days, changed] = [series, other].map((bars) => forecastFree(bars, series.dates[from]!, WINDOW)!);
  const intervals = (list: typeof days) => list!.map(({ intervals }) => intervals);
  expect(intervals(changed)).toEqual(intervals(days));
});

test.each([
  ["too few bars come before the days", series, series.dates[50]!],
  ["no price moves", seriesOf(260, 0), series.dates[from]!],
])("when %s, then there is no such forecast", (_name, bars, date) => {
  expect(forecastFree(bars, date, 20)).toBeUndefined();
});
