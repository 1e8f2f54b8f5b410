import { expect, test } from "@jest/globals";
import type { PredictResponse } from "../src/schemas/forecast.ts";
import { checkForecast, signedPercent } from "../src/smoke-check.ts";

const expected = { symbol: "AAPL", version: "v1", lastClose: 100 };
const right: PredictResponse = {
  symbol: "AAPL",
  prediction: 101,
  naive: 100,
  return: 101 / 100 - 1,
  intervals: { 50: [100, 102], 90: [98, 104] },
  model: { version: "v1", target: "return", dataSource: "csv", dataFrom: "2024-01-01", dataTo: "2024-04-09" },
};

test("when the answer is right, with intervals or without, then nothing is wrong", () => {
  checkForecast(right, expected);
  checkForecast({ ...right, intervals: undefined }, expected);
});

test.each<[string, Partial<PredictResponse>, string]>([
  ["it is for another symbol", { symbol: "KO" }, "the answer is for KO, not AAPL"],
  ["another version answered", { model: { ...right.model, version: "v2" } }, "version v2 answered, not v1"],
  ["naive is not the last close", { naive: 99 }, "naive is 99, not the last close, 100"],
  ["the return does not fit", { return: 0.02 }, "return is 0.02, but prediction / naive - 1 is 0.01"],
  ["the forecast is absurd", { prediction: 126, return: 0.26 }, "the forecast is 126, +26.00 % from"],
  [
    "an interval is empty",
    { intervals: { 90: [104, 98] } },
    "the 90 % interval is [104, 98]: expected lower <",
  ],
])("when %s, then the message says so", (_name, change, message) => {
  expect(() => checkForecast({ ...right, ...change }, expected)).toThrow(message);
});

test("when a ratio is written, then it is percent with a sign", () => {
  expect([signedPercent(0.0123), signedPercent(0), signedPercent(-0.1)]).toEqual([
    "+1.23",
    "+0.00",
    "-10.00",
  ]);
});
