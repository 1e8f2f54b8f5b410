import { describe, expect, test } from "@jest/globals";
import {
  COLUMN_COUNT,
  PRESETS,
  Preprocessor,
  type RawSeries,
  Scaler,
  type TargetName,
} from "../src/index.ts";
import { randomSeries, rawWindow, uniform } from "./series.ts";

const WINDOW = 7;
const fit = (series: RawSeries, target: TargetName, trainWindows = 30) =>
  Preprocessor.fit(series, { target, window: WINDOW, trainWindows });

/** The definition, spelt out: window i has rows i .. i + window - 1, the first measured from its own open. */
function naiveFeature(
  { rows }: RawSeries,
  target: TargetName,
  index: number,
  row: number,
  column: number,
): number {
  const at = (bar: number, c: number) => rows[bar * COLUMN_COUNT + c]!;
  const bar = index + row;
  if (target === "price") return at(bar, column);
  const first = row === 0;
  if (column === 4) return first ? 0 : Math.log((at(bar, 4) + 1) / (at(bar - 1, 4) + 1));
  if (column === 5) return first ? Math.log(at(bar, 3) / at(bar, 0)) : Math.log(at(bar, 5) / at(bar - 1, 5));
  return Math.log(at(bar, column) / (first ? at(bar, 0) : at(bar - 1, 3)));
}

describe.each(["return", "price"] as const)("%s windows", (target) => {
  const series = randomSeries(60, 3);
  const preprocessor = fit(series, target);
  const windows = preprocessor.windows(series);

  test("when windows are gathered, then they are what a triple loop makes, with targets, closes and dates", () => {
    const { features, targets } = preprocessor.toJSON();
    expect(windows.length).toBe(60 - WINDOW);
    const indices = [0, 52, 13, 13];
    const x = new Float32Array(indices.length * WINDOW * COLUMN_COUNT);
    const y = new Float32Array(indices.length);
    windows.gather(indices, x, y);
    indices.forEach((index, b) => {
      for (let row = 0; row < WINDOW; row++) {
        for (let c = 0; c < COLUMN_COUNT; c++) {
          const raw = naiveFeature(series, target, index, row, c);
          const expected = Math.fround((raw - features.offset[c]!) / features.scale[c]!);
          expect(x[(b * WINDOW + row) * COLUMN_COUNT + c]).toBeCloseTo(expected, 5);
        }
      }
      const close = (bar: number) => series.rows[bar * COLUMN_COUNT + 3]!;
      expect(windows.lastClose(index)).toBe(close(index + WINDOW - 1));
      expect(windows.nextClose(index)).toBe(close(index + WINDOW));
      expect(windows.date(index)).toBe(series.dates[index + WINDOW]);
      const next = close(index + WINDOW);
      const raw = target === "price" ? next : Math.log(next / close(index + WINDOW - 1));
      expect(y[b]).toBeCloseTo((raw - targets.offset[0]!) / targets.scale[0]!, 5);
    });
  });

  test("when a window is encoded from its raw rows alone, then it equals the gathered one bit for bit", () => {
    const next = uniform(target.length);
    for (let trial = 0; trial < 40; trial++) {
      const other = randomSeries(20 + Math.floor(50 * next()), trial);
      const set = preprocessor.windows(other);
      const index = Math.floor(set.length * next());
      const x = new Float32Array(WINDOW * COLUMN_COUNT);
      set.gather([index], x);
      expect(preprocessor.encode(rawWindow(other, index, WINDOW))).toEqual(x);
    }
  });

  test("when a target is decoded, then it is the price it came from", () => {
    const y = new Float32Array(windows.length);
    const indices = Array.from({ length: windows.length }, (_, k) => k);
    windows.gather(indices, new Float32Array(windows.length * WINDOW * COLUMN_COUNT), y);
    for (const index of indices) {
      const price = preprocessor.decode(y[index]!, windows.lastClose(index));
      expect(price / windows.nextClose(index)).toBeCloseTo(1, 6);
    }
  });

  test("when the scalers are fitted, then they saw the rows and targets of the training windows only", () => {
    const trainWindows = 30;
    const inside: number[][] = Array.from({ length: trainWindows + WINDOW - 1 }, (_, bar) =>
      PRESETS[target].features(series.rows, bar, bar === 0),
    );
    const expected = Scaler.fit(PRESETS[target].scaler, inside.flat(), COLUMN_COUNT).toJSON();
    expect(preprocessor.toJSON().features).toEqual(expected);
  });
});

test("when a symbol reports no volume, then its feature is zero and everything is finite", () => {
  const series = randomSeries(60, 4, 0);
  for (const target of ["return", "price"] as const) {
    const x = fit(series, target).encode(rawWindow(series, 10, WINDOW));
    expect(x.every(Number.isFinite)).toBe(true);
    expect([...x].filter((_, k) => k % COLUMN_COUNT === 4)).toEqual(new Array(WINDOW).fill(0));
  }
});

test("when shapes or indices are wrong, then the error says what was expected", () => {
  const series = randomSeries(60);
  const windows = fit(series, "return").windows(series);
  expect(() => windows.gather([0], new Float32Array(5))).toThrow("expected 42 [1, 7, 6] and 1");
  expect(() => windows.gather([53], new Float32Array(42))).toThrow("window index is 53: expected 0 to 52");
  expect(() => windows.lastClose(-1)).toThrow("window index is -1");
  expect(() => fit(series, "return").encode(new Float64Array(6))).toThrow("rows has 6 and out 42 values");
  expect(() => fit(randomSeries(60), "return").windows(randomSeries(7))).toThrow("the series has 7 bars");
  expect(() => fit(randomSeries(36), "return")).toThrow("30 training windows of 7 need at least 37");
});
