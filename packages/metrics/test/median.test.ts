import { expect, test } from "@jest/globals";
import { median } from "../src/index.ts";

test.each([
  [[3], 3],
  [[4, 1, 2], 2],
  [[4, 1, 2, 10], 3],
  [[], Number.NaN],
])("when the values are %j, then their median is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});
