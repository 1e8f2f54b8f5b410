import { type Bar, COLUMN_COUNT, type RawSeries, toRawSeries } from "@lstm-predict/bars";

/** A seeded generator of numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An integer from `min` to `max`, both included. */
export function randomInteger(random: () => number, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}

/** A random walk of daily bars; some days have no volume. */
export function randomBars(count: number, random: () => number): Bar[] {
  let close = 50 + 100 * random();
  return Array.from({ length: count }, (_, day) => {
    const open = close * Math.exp(0.01 * (random() - 0.5));
    close = open * Math.exp(0.04 * (random() - 0.5));
    const high = Math.max(open, close) * (1 + 0.01 * random());
    const low = Math.min(open, close) * (1 - 0.01 * random());
    const volume = random() < 0.05 ? 0 : Math.floor(1e8 * random());
    return { date: dateOf(day), open, high, low, close, volume, adjClose: 0.9 * close };
  });
}

export function randomSeries(count: number, random: () => number): RawSeries {
  return toRawSeries(randomBars(count, random));
}

/** The date `day` days after 2020-01-01. */
export function dateOf(day: number): string {
  return new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10);
}

/** A copy of the series in which every value of bar `bar` is another one. */
export function withChangedBar(series: RawSeries, bar: number, random: () => number): RawSeries {
  const rows = series.rows.slice();
  for (let column = 0; column < COLUMN_COUNT; column++) {
    rows[bar * COLUMN_COUNT + column]! *= 0.1 + 3 * random();
  }
  return { ...series, rows };
}
