import { expect, test } from "@jest/globals";
import {
  addPercentSign,
  formatChange,
  formatCount,
  formatNumber,
  formatPercent,
  formatPrice,
} from "../../src/wording/numbers.ts";

test.each([
  [271.8605, "271.86"],
  [1234.5, "1,234.50"],
  [2.72431, "2.7243"],
  [-1.5, "−1.5000"],
  [null, "–"],
  [undefined, "–"],
  [Number.NaN, "–"],
])("when the price is %p, then it reads %p", (price, text) => {
  expect(formatPrice(price)).toBe(text);
});

test("when a price is 10 or more, then it has cents, else four decimals", () => {
  expect([9.99999, 10, -10].map((price) => formatPrice(price))).toEqual(["10.0000", "10.00", "−10.00"]);
});

test("when shares and changes are formatted, then in percent, changes with their sign", () => {
  expect([formatPercent(0.9082), formatPercent(0.5, 0), formatPercent(null)]).toEqual([
    "90.8 %",
    "50 %",
    "–",
  ]);
  expect([0.00112, -0.0146, 0].map(formatChange)).toEqual(["+0.11 %", "−1.46 %", "+0.00 %"]);
  expect([formatNumber(0.99823, 4), formatCount(73_850)]).toEqual(["0.9982", "73,850"]);
});

test("when a number is unknown, then every format shows a dash", () => {
  for (const unknown of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY])
    expect([
      addPercentSign(unknown, 3),
      formatNumber(unknown, 3),
      formatCount(unknown),
      formatPercent(unknown),
      formatChange(unknown),
    ]).toEqual(["–", "–", "–", "–", "–"]);
});
