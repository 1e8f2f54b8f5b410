import { COLUMN_COUNT, type RawSeries, toRawSeries } from "../src/index.ts";

/** A seeded generator of numbers in [0, 1). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Bars of a random walk; every value differs from every other. */
export function randomSeries(bars: number, seed = 1, volume?: number): RawSeries {
  const next = uniform(seed);
  let close = 100;
  return toRawSeries(
    Array.from({ length: bars }, (_, day) => {
      const open = close * (1 + 0.02 * (next() - 0.5));
      close = open * (1 + 0.04 * (next() - 0.5));
      return {
        date: new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10),
        open,
        high: Math.max(open, close) * (1 + 0.01 * next()),
        low: Math.min(open, close) * (1 - 0.01 * next()),
        close,
        volume: volume ?? Math.floor(1e6 * next()),
        adjClose: close * 0.95,
      };
    }),
  );
}

/** The raw window [window, 6] that starts at bar `at`. */
export function rawWindow({ rows }: RawSeries, at: number, window: number): Float64Array {
  return rows.slice(at * COLUMN_COUNT, (at + window) * COLUMN_COUNT);
}

/** The series with every bar after `day` replaced by something else. */
export function changeAfter(series: RawSeries, day: number, seed: number): RawSeries {
  const next = uniform(seed);
  const rows = series.rows.map((value, at) =>
    Math.floor(at / COLUMN_COUNT) > day ? value * (0.1 + 20 * next()) : value,
  );
  return { ...series, rows };
}
