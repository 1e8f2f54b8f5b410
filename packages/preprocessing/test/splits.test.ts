import { describe, expect, test } from "@jest/globals";
import { PreprocessingError } from "../src/errors.ts";
import { chronologicalSplits } from "../src/splits.ts";

const WINDOW = 60;

describe("chronologicalSplits", () => {
  test("when there are 1000 windows, then they are cut 700, 150, 150 in time order", () => {
    expect(chronologicalSplits(1000 + WINDOW, WINDOW)).toEqual({
      train: { from: 0, to: 700 },
      validation: { from: 700, to: 850 },
      test: { from: 850, to: 1000 },
    });
  });

  test("when fractions are given, then they are used", () => {
    expect(chronologicalSplits(15, 5, { train: 0.5, validation: 0.3 })).toEqual({
      train: { from: 0, to: 5 },
      validation: { from: 5, to: 8 },
      test: { from: 8, to: 10 },
    });
  });

  test("when there are 3 windows or more, then parts follow each other, none is empty, shares are right", () => {
    for (let windows = 3; windows <= 3000; windows++) {
      const { train, validation, test: rest } = chronologicalSplits(windows + WINDOW, WINDOW);
      expect([train.from, validation.from, rest.from, rest.to]).toEqual([
        0,
        train.to,
        validation.to,
        windows,
      ]);
      const sizes = [train, validation, rest].map(({ from, to }) => to - from);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
      sizes.forEach((size, part) => {
        expect(Math.abs(size - windows * [0.7, 0.15, 0.15][part]!)).toBeLessThan(1.2);
      });
    }
  });

  test.each([62, 60, 10, 0])("when there are %d bars, then the error says how many are needed", (bars) => {
    expect(() => chronologicalSplits(bars, WINDOW)).toThrow(
      new PreprocessingError(
        "too_few_bars",
        `there are ${bars} bars: at least 63 are needed, a window of 60 and one day each to train, validate and test on`,
      ),
    );
    expect(chronologicalSplits(63, WINDOW).test).toEqual({ from: 2, to: 3 });
  });

  test.each([
    { train: 0.8, validation: 0.2 },
    { train: 0, validation: 0.2 },
    { train: 0.7, validation: Number.NaN },
  ])("when fractions are %j, then they are refused", (fractions) => {
    expect(() => chronologicalSplits(1000, WINDOW, fractions)).toThrow(
      expect.objectContaining({ name: "PreprocessingError", code: "bad_option" }),
    );
  });
});
