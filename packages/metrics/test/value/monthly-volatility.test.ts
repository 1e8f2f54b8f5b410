import { expect, test } from "@jest/globals";
import { monthlyVolatilities, volatilityScatter } from "../../src/index.ts";

const dates = ["01", "02"].flatMap((month) =>
  Array.from({ length: 20 }, (_, k) => `2024-${month}-${String(k + 1).padStart(2, "0")}`),
);
/** 1 % up and down in January, 3 % in February. */
const returns = Float64Array.from(
  dates,
  (date, k) => (k % 2 === 0 ? 1 : -1) * (date < "2024-02" ? 0.01 : 0.03),
);
const SD = Math.sqrt(20 / 19);

test("when two months differ, then each has its volatility, and the scatter is their deviation over their mean", () => {
  const [january, february] = monthlyVolatilities(dates, returns);
  expect(january).toBeCloseTo(0.01 * SD, 12);
  expect(february).toBeCloseTo(0.03 * SD, 12);
  expect(volatilityScatter(dates, returns)).toBeCloseTo(Math.SQRT2 / 2, 12);
});

test("when the position is halved, then the scatter is the same", () => {
  const halved = returns.map((value) => value / 2);
  expect(volatilityScatter(dates, halved)).toBeCloseTo(volatilityScatter(dates, returns), 12);
});

test("when a month has nine days, then it is left out; with one month there is no scatter", () => {
  expect(monthlyVolatilities(dates.slice(0, 29), returns.subarray(0, 29))).toHaveLength(1);
  expect(volatilityScatter(dates.slice(0, 29), returns.subarray(0, 29))).toBeNaN();
});
