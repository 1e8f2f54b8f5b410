import { describe, expect, test } from "@jest/globals";
import { explain } from "../src/api/requests.ts";
import { testSpanData } from "../src/charts/test-span.ts";
import { beside } from "../src/wording/close.ts";
import { direction } from "../src/wording/direction.ts";
import { keptSince, meaningOf } from "../src/wording/intervals.ts";
import { type Day, describeTest, held } from "../src/wording/test-span.ts";
import { describeTraining } from "../src/wording/training.ts";

type Split = Parameters<typeof direction>[0];
type Forecast = Parameters<typeof meaningOf>[0];

const scores = {
  r2: 0.97,
  mae: 2.7243,
  rmse: 4.1,
  mape: 1.21,
  mase: 0.9982,
  directionalAccuracy: 0.538,
  n: 293,
};
const split = (model: object, drift = 0.538): Split => ({
  model: { ...scores, directionInterval: [0.48, 0.59], diebold: { statistic: -1, p: 0.3 }, ...model },
  naive: { ...scores, mae: 2.7291, mase: 1, directionalAccuracy: null },
  drift: { ...scores, directionalAccuracy: drift },
});

const DAYS: Day[] = [
  { date: "2025-12-29", actual: 102, prediction: 101, naive: 100, intervals: { 90: [97, 103] } },
  { date: "2025-12-30", actual: 99, prediction: 102.5, naive: 102, intervals: { 90: [99.5, 105] } },
];

describe("up or down", () => {
  test.each<[object, string]>([
    [
      {},
      "A coin toss: it had the direction right on 53.8 % of the test days, and the 95 % interval of that, 48 % to 59 %, includes half.",
    ],
    [{ directionInterval: [0.4, 0.49] }, "A coin is better"],
    [{ directionInterval: [0.51, 0.6] }, "No better than saying the same every day"],
    [{ directionInterval: [0.51, 0.6], directionalAccuracy: 0.56 }, "A little better than a coin"],
    [{ directionInterval: undefined }, "Half would be a coin toss"],
    [{ directionalAccuracy: null }, "Nothing is known"],
  ])("when the scores are %j, then: %s", (model, text) => {
    expect(direction(split(model))).toContain(text);
  });
});

describe("beside naive", () => {
  test.each<[object, string]>([
    [
      {},
      '0.18 % better than "tomorrow = today", no more than luck explains: a mean error of 2.7243 against 2.7291 over 293 test days.',
    ],
    [
      { mase: 1.4, diebold: { statistic: 4, p: 0.001 } },
      '40.00 % worse than "tomorrow = today", more than luck explains',
    ],
    [{ mase: 1 }, 'As good as "tomorrow = today"'],
    [{ mase: null }, "The price did not move in the test span"],
  ])("when the scores are %j, then: %s", (model, text) => {
    expect(beside(split(model))).toContain(text);
  });
});

test("when a forecast has an interval, then it is told in prices and from the last close", () => {
  const forecast = { naive: 200, intervals: { 90: [196, 205] } } as unknown as Forecast;
  expect(meaningOf(forecast)).toBe(
    "Nine days in ten should close between 196.00 and 205.00: 2.0 % below to 2.5 % above the last close. One in ten does not.",
  );
  expect(meaningOf({ naive: 200 } as Forecast)).toBe(
    "This model has no error bar: train it again to get one.",
  );
});

describe("the test span", () => {
  test("when it is described, then both forecasts' errors and what the intervals held are there", () => {
    expect(held(DAYS, "90")).toBe(1);
    expect(held(DAYS, "50")).toBeUndefined();
    expect(describeTest(DAYS)).toBe(
      '2 days, 2025-12-29 to 2025-12-30, that nothing was fitted to: the forecast missed the close by 2.2500 on average, "tomorrow = today" by 2.5000. 1 of them (50.0 %) closed inside their 90 % interval.',
    );
    expect(describeTest(DAYS.map((day) => ({ ...day, intervals: {} })))).not.toContain("interval");
    expect(describeTest([])).toBe("There are no days to show.");
  });

  test("when it is drawn, then as prices, or as changes from the close before, with gaps for what is not there", () => {
    const seconds = DAYS.map(({ date }) => Date.parse(date) / 1000);
    expect(testSpanData(DAYS, "price")).toEqual([
      seconds,
      [97, 99.5],
      [103, 105],
      [100, 102],
      [101, 102.5],
      [102, 99],
    ]);
    const [, lower, upper, naive, forecast, actual] = testSpanData([DAYS[0]!], "change");
    expect([lower, upper, naive, forecast, actual].map((column) => Number(column![0]!.toFixed(6)))).toEqual([
      ...[-0.03, 0.03, 0, 0.01, 0.02],
    ]);
    expect(testSpanData([{ ...DAYS[0]!, intervals: {} }], "price")[1]).toEqual([null]);
  });
});

test("when a training is described, then its length and the epoch that was kept are there", () => {
  const history = [
    { epoch: 1, loss: 1.2, valLoss: 1.1, learningRate: 1e-3 },
    { epoch: 2, loss: 1, valLoss: 0.75456, learningRate: 1e-3 },
  ];
  const training = { seed: 1, epochs: 2, bestEpoch: 2, seconds: 18.6, config: {}, history };
  expect(describeTraining(training)).toBe(
    "2 epochs in 19 s. The weights of epoch 2, with a validation loss of 0.7546, were kept.",
  );
});

test.each([
  [
    "unauthorized",
    "expected an API key: ...",
    "This server wants an API key, and this one it does not know.",
  ],
  [
    "rate-limited",
    "60 forecasts a minute are allowed: try again in 12 s",
    "Too many requests in this minute. 60 forecasts a minute are allowed: try again in 12 s.",
  ],
  [
    "no-bars",
    "Yahoo cannot be reached.",
    "There are no daily bars to forecast from. Yahoo cannot be reached.",
  ],
  ["internal-error", "the request could not be answered", "The request could not be answered."],
])("when the server answers %s, then the page says what that means", (code, detail, text) => {
  expect(explain(code, detail)).toBe(text);
});

test.each([
  [{ days: 0, held: { 90: 0 } }, "2025-12-31", undefined],
  [
    { days: 1, held: { 90: 0 }, from: "2026-01-02" },
    "2025-12-31",
    "One day has come since the training: it closed outside its 90 % interval.",
  ],
  [
    { days: 40, held: { 90: 37 }, from: "2026-01-02" },
    "2025-12-31",
    "Of the 40 days since the training, from Friday, 2 January 2026 on, 37 (92.5 %) closed inside their 90 % interval. Its width follows them.",
  ],
  [
    { days: 12, held: { 90: 11 }, from: "2026-01-02" },
    null,
    "Of the 12 days at hand, from Friday, 2 January 2026 on, 11 closed inside their 90 % interval. Its width follows them.",
  ],
])("when the intervals followed %j after %s, then it is said how they did", (tracked, dataTo, words) => {
  expect(keptSince({ tracked, model: { dataTo } } as Forecast)).toBe(words);
});
