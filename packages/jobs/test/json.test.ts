import { expect, test } from "@jest/globals";
import { parse, stringify } from "../src/json.ts";

test.each<[string, unknown]>([
  ["numbers that JSON does not have", [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ["one on its own", Number.NaN],
  ["scores of days that do not move", { mase: Number.NaN, backtest: { winklerToHar: Number.NaN, days: 20 } }],
  ["ordinary JSON", { a: [1, -0.5, 1e300, "NaN", null, true, { b: {} }] }],
])("when %s travel, then they arrive as they were", (_name, value) => {
  const text = stringify(value);
  expect(() => JSON.parse(text)).not.toThrow();
  expect(parse(text)).toEqual(value);
});

test("when a field is undefined, then it is left out, as in JSON", () => {
  expect(parse(stringify({ symbol: "AAPL", storeUrl: undefined }))).toEqual({ symbol: "AAPL" });
});

test("when an object has more than the tag, then it is left alone", () => {
  const value = { $number: "NaN", other: 1 };
  expect(parse(stringify(value))).toEqual(value);
});
