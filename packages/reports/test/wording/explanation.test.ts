import { expect, test } from "@jest/globals";
import {
  attributionText,
  completenessSentence,
  featureName,
  laterWidthTable,
  outputSentence,
  pointSentence,
  shareText,
  sumsByFeature,
  termName,
  widthSentences,
} from "../../src/wording/index.ts";

const width = { width: 0.06, usual: 0.04, usualOf: "year", model: "vix", networkWeight: 0 };

test("when a width is explained, then it stands beside the usual one, with the network's part", () => {
  expect(widthSentences(width)).toEqual([
    "The 90 % interval is 6.0 % wide, 1.50 times the usual 4.0 %, the width after mean days of the last year. The terms below multiply to 1.50.",
    "It is made from the VIX and the symbol's own bars. The network has no part in it.",
  ]);
  const [first, second] = widthSentences({ ...width, usualOf: "window", model: "own", networkWeight: 0.25 });
  expect(first).toContain("the width after mean days of the window");
  expect(second).toBe(
    "It is made from the symbol's bars of the window. The network has a weight of 25 % in it.",
  );
});

test("when the network has a part in one later interval, then its row says 0 for the others", () => {
  const of = (horizon: number, names: string[]) => ({
    ...{ ...width, horizon },
    terms: names.map((name, k) => ({ name, percent: k + 1 })),
  });
  const { rows } = laterWidthTable([of(5, ["day", "quantile"]), of(20, ["day", "network", "quantile"])]);
  expect(rows.slice(2).map(({ head, cells }) => [head, ...cells])).toEqual([
    [termName("day"), "+1.0 %", "+1.0 %"],
    [termName("quantile"), "+2.0 %", "+3.0 %"],
    [termName("network"), "0.0 %", "+2.0 %"],
  ]);
});

test("when later intervals are explained, then each has a column", () => {
  const later = (horizon: number, percent: number) => ({
    ...{ ...width, horizon },
    terms: [
      { name: "day", percent },
      { name: "quantile", percent: -2 },
    ],
  });
  const { columns, rows } = laterWidthTable([later(5, 3.21), later(20, 0)]);
  expect(columns).toEqual(["sessions ahead", "5", "20"]);
  expect(rows.map(({ head, cells }) => [head, ...cells])).toEqual([
    ["width", "6.0 %", "6.0 %"],
    ["usual", "4.0 %", "4.0 %"],
    ["the last day's range", "+3.2 %", "0.0 %"],
    ["how often intervals missed before", "−2.0 %", "−2.0 %"],
  ]);
});

test.each([
  [
    { logReturn: 0.0003, drift: 0.0003, shrinkage: 0, networkReturn: -0.0032 },
    "The forecast is the last close and +0.03 %: +0.03 % of drift, and none of the network's −0.32 %, which did not help on the validation days.",
  ],
  [
    { logReturn: 0.0011, drift: 0.0003, shrinkage: 0.25, networkReturn: 0.0032 },
    "The forecast is the last close and +0.11 %: +0.03 % of drift, and 25.0 % of the network's +0.32 %.",
  ],
  [
    { logReturn: 0.0011, drift: 0, shrinkage: 1, networkReturn: 0.0011 },
    "The forecast is the last close and +0.11 %: all of it is the network's.",
  ],
  [
    { logReturn: Math.log(0.7214), drift: 0, shrinkage: 1, networkReturn: Math.log(0.7214) },
    "The forecast is the last close and −27.86 %: all of it is the network's.",
  ],
  [
    { logReturn: 0.0003, drift: 0.0003, shrinkage: 0.25, networkReturn: null },
    "The forecast is the last close and +0.03 %, its drift: the network had no part.",
  ],
])("when the point forecast is %j, then its parts are told", (point, text) => {
  expect(pointSentence(point)).toBe(text);
});

test("when an output is explained, then it is told in the reader's unit, beside the baseline's", () => {
  expect(
    outputSentence({ name: "logVariance", value: 2 * Math.log(0.02), baseline: 2 * Math.log(0.01) }, "mean"),
  ).toBe(
    "The network forecasts a volatility of 2.00 % a day; for a window of mean days it forecasts a volatility of 1.00 % a day.",
  );
  expect(outputSentence({ name: "price", value: 101.5, baseline: 80 }, "middle")).toBe(
    "The network forecasts a close of 101.50; for a window in the middle of its training range it forecasts a close of 80.00.",
  );
  expect(attributionText("logVariance", 2 * Math.log(1.192))).toBe("+19.2 %");
  expect(attributionText("logReturn", -0.00012)).toBe("−0.012 %");
  expect(attributionText("logReturn", -0.000001)).toBe("0.000 %");
  expect(attributionText("price", 1.5)).toBe("+1.50");
  expect(shareText(-0.081)).toBe("−8.1 %");
});

test("when attributions are summed, then by feature, and the check says how exact they are", () => {
  const output = {
    attributions: [
      [1, -2],
      [0.5, 0.25],
    ],
  };
  expect(sumsByFeature(output)).toEqual([1.5, -1.75]);
  const told = (error: number) =>
    completenessSentence({
      ...{ ...output, name: "logReturn", value: 0, baseline: 0 },
      ...{ difference: 0.0035, sum: 0.00351, error },
    });
  expect(told(0.0029)).toBe(
    "Check: the attributions sum to 0.00351, the output differs by 0.00350 (error 0.29 %).",
  );
  expect(told(0.2)).toMatch(
    /\(error 20\.00 %\)\. Do not rely on them: the window is too far from the training\.$/,
  );
});

test("when a name is of a later version, then it is shown as it is", () => {
  expect([termName("day"), termName("moon")]).toEqual(["the last day's range", "moon"]);
  expect([featureName("range_variance"), featureName("feature 7")]).toEqual(["range", "feature 7"]);
});
