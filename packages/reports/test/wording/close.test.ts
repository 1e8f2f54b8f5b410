import { describe, expect, test } from "@jest/globals";
import { type CloseScores, closeVerdict, compareWithNaive } from "../../src/wording/close.ts";

const SCORES: CloseScores = { mase: 0.9982, p: 0.3, error: 2.7243, naiveError: 2.7291, days: 293 };

describe("the verdict on the close", () => {
  test.each<[Partial<CloseScores>, string]>([
    [
      {},
      '0.18 % better than "tomorrow = today", no more than luck explains: a mean error of 2.7243 against 2.7291 over 293 test days.',
    ],
    [{ mase: 1.4, p: 0.001 }, '40.00 % worse than "tomorrow = today", more than luck explains'],
    [{ p: null }, '0.18 % better than "tomorrow = today": a mean error'],
    [{ p: Number.NaN }, '0.18 % better than "tomorrow = today": a mean error'],
    [{ mase: 1 }, 'As good as "tomorrow = today"'],
    [{ mase: 0.99996 }, 'As good as "tomorrow = today": a mean error of 2.7243 against 2.7291.'],
    [{ mase: 3.84, error: 1234.5 }, "284.00 % worse"],
    [{ naiveError: null }, "a mean error of 2.7243 against –"],
    [{ mase: null }, "The price did not move in the test span"],
    [{ mase: Number.NaN }, "The price did not move in the test span"],
    [{ error: null }, "The price did not move in the test span"],
  ])("when the scores are %j, then: %s", (scores, text) => {
    expect(closeVerdict({ ...SCORES, ...scores })).toContain(text);
  });
});

describe("a comparison with naive", () => {
  test("when p is below 0.05, then the difference is significant, at 0.05 it is not", () => {
    expect(compareWithNaive({ mase: 0.9, p: 0.0499 })?.significant).toBe(true);
    expect(compareWithNaive({ mase: 0.9, p: 0.05 })?.significant).toBe(false);
    expect(compareWithNaive({ mase: 0.9, p: undefined })?.significant).toBeUndefined();
  });

  test("when the difference reads 0.00 %, then it is negligible", () => {
    expect(compareWithNaive({ mase: 0.99996, p: null })).toMatchObject({ which: "better", negligible: true });
    expect(compareWithNaive({ mase: 1.00006, p: null })).toMatchObject({ which: "worse", negligible: false });
  });

  test("when the errors are the same, then neither is better", () => {
    expect(compareWithNaive({ mase: 1, p: 0.01 })).toEqual({
      which: "equal",
      difference: 0,
      negligible: true,
      significant: true,
    });
  });

  test("when the price did not move, then there is none", () => {
    expect(compareWithNaive({ mase: null, p: 0.5 })).toBeUndefined();
  });
});
