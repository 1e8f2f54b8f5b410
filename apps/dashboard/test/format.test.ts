import { expect, test } from "@jest/globals";
import { age, longDate, moment } from "../src/wording/dates.ts";
import { change, fixed, percent, price, whole } from "../src/wording/numbers.ts";

test.each([
  [271.8605, "271.86"],
  [1234.5, "1,234.50"],
  [2.72431, "2.7243"],
  [-1.5, "−1.5000"],
  [null, "–"],
  [undefined, "–"],
  [Number.NaN, "–"],
])("when the price is %p, then it reads %p", (value, text) => {
  expect(price(value)).toBe(text);
});

test("when shares and changes are told, then as percent, changes with their sign", () => {
  expect([percent(0.9082), percent(0.5, 0), percent(null)]).toEqual(["90.8 %", "50 %", "–"]);
  expect([change(0.00112), change(-0.0146), change(0)]).toEqual(["+0.11 %", "−1.46 %", "+0.00 %"]);
  expect([fixed(0.99823, 4), whole(73_850)]).toEqual(["0.9982", "73,850"]);
});

test("when dates are told, then as people say them, whatever the zone of the reader", () => {
  expect(longDate("2026-01-02")).toMatch(/^Friday,? 2 January 2026$/);
  expect(moment("2026-11-24T04:05:06.789Z")).toBe("2026-11-24 04:05 UTC");
});

test.each([
  ["2026-11-24T04:05:06Z", "3 days"],
  ["2026-11-26T05:00:00Z", "1 day"],
  ["2026-11-27T05:59:00Z", "6 hours"],
  ["2026-11-27T11:58:30Z", "1 minute"],
  ["2026-11-27T11:59:59Z", "less than a minute"],
])("when something happened at %s, then it is %s old at noon of the 27th", (iso, text) => {
  expect(age(iso, Date.parse("2026-11-27T12:00:00Z"))).toBe(text);
});
