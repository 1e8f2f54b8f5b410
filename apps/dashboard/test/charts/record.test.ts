import { expect, test } from "@jest/globals";
import { heldDaysData } from "../../src/charts/held-days.ts";
import { sparklinePath } from "../../src/charts/sparkline.ts";

test("when days are drawn, then those that held and those that were missed are series of their own", () => {
  const day = (date: string, actual: number, held: boolean) => ({ date, actual, lower: -1, upper: 1, held });
  expect(heldDaysData([day("2025-12-30", 0.5, true), day("2025-12-31", -2, false)])).toEqual([
    [0, 1],
    [-1, -1],
    [1, 1],
    [0.5, null],
    [null, -2],
  ]);
});

test.each([
  [[1, 3, 2], "M3.0 25.0L60.0 3.0L117.0 14.0"],
  [[5, 5], "M3.0 25.0L117.0 25.0"],
  [[5], ""],
  [[], ""],
])("when closes are %j, then the path of the sparkline is %s", (closes, path) => {
  expect(sparklinePath(closes)).toBe(path);
});
