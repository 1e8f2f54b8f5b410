import { describe, expect, test } from "@jest/globals";
import { lastWindow, Preprocessor, toRawSeries } from "../src/index.ts";
import { randomSeries, rawWindow } from "./series.ts";

const series = randomSeries(50, 8);
const fit = (target: "return" | "price") => Preprocessor.fit(series, { target, window: 5, trainWindows: 20 });

test("when returns are shrunk, then the price moves that share of the way, in logs", () => {
  const full = fit("return");
  const change = Math.log(full.decode(1.5, 200) / 200);
  expect(full.withShrinkage(0.25).decode(1.5, 200)).toBeCloseTo(200 * Math.exp(0.25 * change), 10);
  expect(full.withShrinkage(0).decode(1.5, 200)).toBe(200);
});

test.each(["return", "price"] as const)(
  "when a %s preprocessor travels as JSON, then it does the same",
  (target) => {
    const original = target === "return" ? fit(target).withShrinkage(0.4) : fit(target);
    const copy = Preprocessor.fromJSON(JSON.parse(JSON.stringify(original)));
    const rows = rawWindow(series, 30, 5);
    expect(copy.encode(rows)).toEqual(original.encode(rows));
    expect(copy.decode(0.7, 88)).toBe(original.decode(0.7, 88));
    expect(copy.toJSON()).toEqual(original.toJSON());
  },
);

describe("JSON that is damaged or hostile", () => {
  const state = () => JSON.parse(JSON.stringify(fit("return")));
  test.each<[string, (s: ReturnType<typeof state>) => unknown, string]>([
    ["not an object", () => [], "preprocessing is []: expected an object"],
    ["another target", (s) => ({ ...s, target: "level" }), 'target is "level": expected "return" or "price"'],
    ["no window", (s) => ({ ...s, window: undefined }), "window is missing: expected a finite number"],
    ["half a window", (s) => ({ ...s, window: 2.5 }), "window is 2.5"],
    ["a huge window", (s) => ({ ...s, window: 1e9 }), "window is 1000000000"],
    ["other columns", (s) => ({ ...s, columns: ["close"] }), 'columns is ["close"]'],
    [
      "too few offsets",
      (s) => ({ ...s, features: { ...s.features, offset: [1] } }),
      "features.offset is [1]",
    ],
    ["a zero scale", (s) => ({ ...s, targets: { ...s.targets, scale: [0] } }), "targets.scale[0] is 0"],
    [
      "another scaler",
      (s) => ({ ...s, targets: { ...s.targets, kind: "minmax" } }),
      'targets.kind is "minmax"',
    ],
    [
      "a shrinkage above 1",
      (s) => ({ ...s, shrinkage: 1.1 }),
      "shrinkage is 1.1: expected a number from 0 to 1",
    ],
    [
      "a shrunk price",
      () => ({ ...JSON.parse(JSON.stringify(fit("price"))), shrinkage: 0.5 }),
      "shrinkage is 0.5",
    ],
  ])("when it has %s, then the field is named", (_name, damage, message) => {
    expect(() => Preprocessor.fromJSON(damage(state()))).toThrow(message);
    expect(() => Preprocessor.fromJSON(damage(state()))).toThrow(
      expect.objectContaining({ code: "bad_state" }),
    );
  });
});

describe("toRawSeries", () => {
  const bar = { date: "2020-01-02", open: 1, high: 3, low: 0.5, close: 2, volume: 10, adjClose: 1.9 };

  test("when bars are copied, then columns are open, high, low, close, volume, adj_close", () => {
    expect(toRawSeries([bar])).toEqual({
      dates: ["2020-01-02"],
      rows: Float64Array.of(1, 3, 0.5, 2, 10, 1.9),
      length: 1,
    });
  });

  test.each([
    [{ ...bar, close: 0 }, "bars[0] (2020-01-02): close is 0: expected a number above 0"],
    [{ ...bar, volume: -1 }, "bars[0] (2020-01-02): volume is -1: expected a number of at least 0"],
    [{ ...bar, adjClose: Number.NaN }, "bars[0] (2020-01-02): adj_close is NaN"],
  ])("when a value cannot be (%#), then the bar is named", (bad, message) => {
    expect(() => toRawSeries([bad])).toThrow(message);
  });

  test("when dates do not ascend, then the second is named", () => {
    expect(() => toRawSeries([bar, bar])).toThrow(
      'bars[1].date is "2020-01-02": expected a date after 2020-01-02',
    );
  });
});

test("when the last window is taken, then it is the last rows; too short a series is refused", () => {
  expect(lastWindow(series, 5)).toEqual(rawWindow(series, 45, 5));
  expect(() => lastWindow(series, 51)).toThrow("the series has 50 bars: a forecast needs at least 51");
});
