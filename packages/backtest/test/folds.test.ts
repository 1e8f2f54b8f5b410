import { describe, expect, test } from "@jest/globals";
import { walkForward } from "../src/folds.ts";

describe("the folds", () => {
  test("when the span expands, then each fold ends where the next tests, and learns from all before", () => {
    const folds = walkForward(400, 60, { folds: 3, refitEvery: 50 });
    expect(folds.map(({ bars }) => bars)).toEqual([
      { from: 0, to: 300 },
      { from: 0, to: 350 },
      { from: 0, to: 400 },
    ]);
    expect(folds.map(({ splits }) => splits.test)).toEqual([
      { from: 190, to: 240 },
      { from: 240, to: 290 },
      { from: 290, to: 340 },
    ]);
    expect(folds[0]!.splits).toMatchObject({
      train: { from: 0, to: 156 },
      validation: { from: 156, to: 190 },
    });
  });

  test("when the span slides, then a fold has the windows before it alone", () => {
    const folds = walkForward(400, 60, { folds: 3, refitEvery: 50, trainWindows: 120 });
    expect(folds.map(({ bars }) => bars)).toEqual([
      { from: 70, to: 300 },
      { from: 120, to: 350 },
      { from: 170, to: 400 },
    ]);
    for (const { splits } of folds) expect(splits.test).toEqual({ from: 120, to: 170 });
  });

  test("when the history is short, then the error says how much is needed", () => {
    expect(() => walkForward(300, 60, { folds: 3, refitEvery: 50 })).toThrow(
      "there are 300 bars: 3 folds of 50 days and 100 windows of 60 to learn from need 310",
    );
  });
});
