import { expect, test } from "@jest/globals";
import { compareLosses } from "@lstm-predict/metrics";
import { errorBarVerdicts, laterReturnSentence } from "../../src/wording/error-bar.ts";
import { laterNetworkVerdicts, networkVerdict } from "../../src/wording/network.ts";

const mix = (weight: number, [half, quarter, none]: [number, number, number]) => ({
  weight,
  tried: [
    { weight: 0.5, winkler: half },
    { weight: 0.25, winkler: quarter },
    { weight: 0, winkler: none },
  ],
});
const SCORES = (half: string, quarter: string, none: string) =>
  `90 % interval score on the test days ${half} with half of its weight, ${quarter} with a quarter of its weight, ${none} without it; lower is better`;

test.each([
  [
    "helps",
    mix(0.5, [4.5, 4.52, 4.6]),
    `The network helps the error bar (${SCORES("4.500", "4.520", "4.600")}). Its share is half, as usual; the rest is zero-shot HAR, which needs no training.`,
  ],
  [
    "makes no difference",
    mix(0.5, [4.601, 4.6, 4.6]),
    `The network neither helps nor harms the error bar (${SCORES("4.601", "4.600", "4.600")}). Its share is half, as usual; the rest is zero-shot HAR, which needs no training.`,
  ],
  [
    "helps a little",
    mix(0.25, [4.7, 4.5, 4.6]),
    `The network helps the error bar (${SCORES("4.700", "4.500", "4.600")}). Its share is a quarter, less than the usual half; the rest is zero-shot HAR, which needs no training.`,
  ],
  [
    "does not help",
    mix(0, [7.996, 7.967, 7.958]),
    `The network does not help the error bar (${SCORES("7.996", "7.967", "7.958")}). So it has no part in it: the error bar is that of zero-shot HAR, which needs no training.`,
  ],
])("when the network %s, then the sentence says so", (_name, given, sentence) => {
  expect(networkVerdict(given)).toBe(sentence);
});

test.each([
  [undefined, undefined],
  [{ model: 7.996, zeroShot: undefined }, undefined],
  [{ model: null, zeroShot: 7.958 }, undefined],
  [{ model: 7.96, zeroShot: 7.958 }, undefined],
])("when no weight is known and the scores are %j, then nothing is claimed", (scores, sentence) => {
  expect(networkVerdict(undefined, scores)).toBe(sentence);
});

test.each([1.01, 1.0011, 1.001, 1, 0.999, 0.9989, 0.9])(
  "when a score is %d times that without the network, then the words follow the rule of the gate",
  (times) => {
    const verdict = compareLosses(4.6 * times, 4.6);
    const helps = /^The network helps/.test(networkVerdict(mix(0.5, [4.6 * times, 4.6, 4.6]))!);
    const loses = networkVerdict(undefined, { model: 4.6 * times, zeroShot: 4.6 }) !== undefined;
    expect([helps, loses]).toEqual([verdict === "better", verdict === "worse"]);
  },
);

const HORIZONS = [
  { horizon: 5, weight: 0.14, fitted: 0.14, p: 0.012 },
  { horizon: 10, weight: 0, fitted: 0.08, p: 0.4712 },
  { horizon: 20, weight: 0, fitted: 0 },
];

test("when the network forecasts later horizons, then a sentence for each says its part, and another that of the others", () => {
  const sentences = [
    "5 sessions ahead the network has a weight of 14 % in the error bar, whose 90 % intervals are better with it on the validation days (p 0.012).",
    "10 sessions ahead the network has no part in the error bar: validation gives it a weight of 8 %, but the improvement there may be chance (p 0.471).",
    "20 sessions ahead the network has no part in the error bar: on the validation days it explains nothing that zero-shot HAR leaves.",
  ];
  expect(laterNetworkVerdicts({ horizons: HORIZONS })).toEqual(sentences);
  expect(laterNetworkVerdicts()).toEqual([]);
  const network = { weight: 0, fitted: 0, tried: [], horizons: HORIZONS };
  const calibration = { testFrom: "2024-01-02", quantiles: [1, 2, 3, 4], pooled: "own" as const };
  const verdicts = (of: object) =>
    errorBarVerdicts({ target: "distribution", calibration: { ...calibration, ...of } });
  expect(verdicts({ network }).slice(2)).toEqual([
    ...sentences,
    "Other later sessions have the error bars of zero-shot HAR.",
  ]);
  expect(verdicts({}).at(-1)).toBe("Later sessions have the error bars of zero-shot HAR.");
});

test("when the network forecasts returns of later horizons, then a sentence says how much of each is used", () => {
  expect(laterReturnSentence({ config: { horizons: [1, 5, 20] } }, { later: [0.125, 0] })).toBe(
    "Of the returns that the network forecasts for later sessions, this much is used beside the drift: 13 % 5 sessions ahead, 0 % 20 sessions ahead.",
  );
  expect(laterReturnSentence({ config: {} }, {})).toBeUndefined();
});
