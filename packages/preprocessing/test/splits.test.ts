import { expect, test } from "@jest/globals";
import { chronologicalSplits, countWindows } from "../src/index.ts";

test("when 2011 bars are split, then the windows are cut 70/15/15 in time order", () => {
  expect(countWindows(2011, 60)).toBe(1951);
  expect(chronologicalSplits(2011, 60)).toEqual({
    train: { from: 0, to: 1366 },
    validation: { from: 1366, to: 1658 },
    test: { from: 1658, to: 1951 },
  });
});

test("when any number of bars is split, then nothing is lost, shared or empty", () => {
  for (let bars = 63; bars < 900; bars += 7) {
    const { train, validation, test } = chronologicalSplits(bars, 60);
    expect([train.from, train.to, validation.to, test.to]).toEqual([
      0,
      validation.from,
      test.from,
      bars - 60,
    ]);
    for (const { from, to } of [train, validation, test]) expect(to).toBeGreaterThan(from);
    if (bars > 200) expect(train.to / (bars - 60)).toBeCloseTo(0.7, 2);
  }
});

test("when there are too few bars, then the error says how many are needed", () => {
  expect(() => chronologicalSplits(62, 60)).toThrow(
    "there are 62 bars: at least 63 are needed, a window of 60 and one day each to train, validate and test on",
  );
  expect(() => chronologicalSplits(100, 60, { train: 0.9, validation: 0.1 })).toThrow("fractions are");
});
