import { expect, test } from "@jest/globals";
import { compareLosses } from "../src/index.ts";

test.each([
  [7.991, 7.996, "tie"],
  [7.996, 7.991, "tie"],
  [7.996, 7.958, "worse"],
  [7.958, 7.996, "better"],
  [4.004, 4, "tie"],
  [4.005, 4, "worse"],
  [3.996, 4, "tie"],
  [3.995, 4, "better"],
  [0, 0, "tie"],
  [0.001, 0, "worse"],
  [Number.NaN, 1, "worse"],
  [1, Number.NaN, "worse"],
  [Number.NaN, Number.NaN, "worse"],
])("when a loss of %d meets one of %d, then it is %s", (loss, other, expected) => {
  expect(compareLosses(loss, other)).toBe(expected);
});
