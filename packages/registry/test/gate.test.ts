import { describe, expect, test } from "@jest/globals";
import { type Evidence, judgeFirst, judgeScores, judgeSources, MIN_DAYS } from "../src/gate/gate.ts";

const evidence = (
  [mase, winkler]: [number, number],
  [championMase, championWinkler]: [number, number],
  days = 250,
  free?: number,
): Evidence => ({
  from: "2025-01-02",
  to: "2025-12-31",
  days,
  challenger: { mase, winkler },
  champion: { mase: championMase, winkler: championWinkler },
  ...(free !== undefined && { free: { mase: 1, winkler: free } }),
});

describe("judgeScores", () => {
  test.each<[string, Evidence, boolean, string]>([
    [
      "better in both",
      evidence([0.998, 4.5], [1, 4.6]),
      true,
      "its MASE is better and its interval score is better",
    ],
    [
      "better in one and as good in the other",
      evidence([1, 4.5], [1, 4.6]),
      true,
      "its MASE is a tie and its interval score is better",
    ],
    ["as good in both", evidence([1, 4.6], [1, 4.6]), false, "a tie, and ties keep the champion"],
    ["a little better", evidence([0.9995, 7.991], [1, 7.996]), false, "a tie, and ties keep the champion"],
    ["a little worse", evidence([1.0004, 4.604], [1, 4.6]), false, "a tie, and ties keep the champion"],
    [
      "better in one and a little worse in the other",
      evidence([1.0004, 4.5], [1, 4.6]),
      true,
      "its MASE is a tie and its interval score is better",
    ],
    ["worse in MASE", evidence([1.0011, 4.5], [1, 4.6]), false, "its MASE is worse"],
    ["worse in interval score", evidence([0.99, 4.61], [1, 4.6]), false, "its interval score is worse"],
    ["worse in both", evidence([1.002, 5], [1, 4.6]), false, "its MASE is worse and its interval score"],
    [
      "at the limit",
      evidence([1.005, 4.5], [1.2, 4.6]),
      true,
      "its MASE is better and its interval score is better",
    ],
    ["beyond the limit", evidence([1.0051, 4.5], [1.2, 4.6]), false, "its MASE is above 1.005"],
    ["not a number", evidence([Number.NaN, 4.5], [1, 4.6]), false, "its MASE is worse and its MASE is above"],
    ["on enough days", evidence([0.9, 4], [1, 4.6], MIN_DAYS), true, "on the 20 days"],
    ["on too few days", evidence([0.9, 4], [1, 4.6], MIN_DAYS - 1), false, "there are only 19 days"],
  ])("when the challenger is %s, then the decision says so", (_name, given, promote, reason) => {
    const decision = judgeScores(given);
    expect(decision).toMatchObject({ promote, reason: expect.stringContaining(reason) });
  });

  const FREE = "than that of zero-shot HAR, which needs no training";
  test.each<[string, Evidence, boolean, string]>([
    [
      "better than both",
      evidence([0.998, 4.5], [1, 4.6], 250, 4.55),
      true,
      "its MASE is better and its interval score is better",
    ],
    [
      "as good as the free one",
      evidence([0.998, 4.554], [1, 4.6], 250, 4.55),
      true,
      "its MASE is better and its interval score is better",
    ],
    [
      "better than a champion that loses as well",
      evidence([0.998, 7.98], [1, 8.1], 250, 7.958),
      false,
      `its interval score is worse ${FREE}: MASE 0.9980 against 1.0000, 90 % interval score 7.980 against 8.100 (zero-shot HAR 7.958)`,
    ],
    [
      "no worse than the free one, and the champion is",
      evidence([1.003, 7.958], [1, 7.996], 250, 7.958),
      true,
      `of the champion, its interval score is worse ${FREE}`,
    ],
    [
      "worse in MASE than a champion whose MASE is above the limit, and below the limit",
      evidence([1.004, 4.7], [1.006, 4.6], 250, 4.8),
      true,
      "of the champion, its MASE is above 1.005",
    ],
    ["a tie with a champion that loses", evidence([1, 7.991], [1, 7.996], 250, 7.958), false, FREE],
    ["a tie with a good champion", evidence([1, 7.991], [1, 7.996], 250, 7.99), false, "a tie"],
  ])("when the challenger is %s, then the free forecast counts", (_name, given, promote, reason) => {
    expect(judgeScores(given)).toMatchObject({ promote, reason: expect.stringContaining(reason) });
  });

  test("when it has decided, then both figures and the days are in the reason", () => {
    expect(judgeScores(evidence([0.998, 4.5], [1, 4.6]))).toEqual({
      promote: true,
      reason:
        "its MASE is better and its interval score is better: MASE 0.9980 against 1.0000, 90 % interval score 4.500 against 4.600 on the 250 days from 2025-01-02 to 2025-12-31",
      evidence: evidence([0.998, 4.5], [1, 4.6]),
    });
  });
});

describe("the first model of a symbol", () => {
  const first = (scores: [number, number], free?: number, days = 250) =>
    judgeFirst(evidence(scores, scores, days, free));

  test.each<[string, ReturnType<typeof first>]>([
    ["is good", first([0.998, 4.5], 4.6)],
    ["has too few days to tell", first([4, 9], 4.6, MIN_DAYS - 1)],
    ["has nothing to be compared with", first([1, 9])],
    ["forecasts a price that did not move", first([Number.NaN, 0])],
    ["is as good as what needs no training", first([1.005, 4.604], 4.6)],
  ])("when it %s, then it is served without a word", (_name, decision) => {
    expect(decision).toEqual({ promote: true, reason: "first successful training" });
  });

  test("when it is worse than what needs no training, then it is not served, and the reason says so", () => {
    expect(first([3.9942, 7.996], 7.958)).toEqual({
      promote: false,
      reason:
        "it is worse than the forecast without a model (its interval score is worse than that of zero-shot HAR, which needs no training, and its MASE is above 1.005): MASE 3.9942, 90 % interval score 7.996 (zero-shot HAR 7.958) on the 250 days from 2025-01-02 to 2025-12-31",
      evidence: evidence([3.9942, 7.996], [3.9942, 7.996], 250, 7.958),
    });
  });
});

test.each([
  ["sample", "yahoo", true],
  ["sample", "csv", true],
  ["yahoo", "sample", false],
  ["csv", "sample", false],
  ["sample", "sample", undefined],
  ["yahoo", "csv", undefined],
] as const)(
  "when the champion is from %s and the challenger from %s, then promotion is %s",
  (champion, challenger, promote) => {
    const to = "2026-11-20";
    expect(judgeSources({ source: champion, to }, { source: challenger, to })?.promote).toBe(promote);
  },
);

test.each([
  ["yahoo", "2026-11-25", "trained on live data to 2026-11-25"],
  ["yahoo", "2025-12-31", "trained on bars to 2025-12-31, 331 days ago"],
  ["csv", "2026-11-25", "trained on bars of a file to 2026-11-25"],
  ["csv", "2025-12-31", "trained on bars of a file to 2025-12-31, 331 days ago"],
  ["custom", "2026-11-25", "trained on bars of a custom source to 2026-11-25"],
] as const)("when a champion from %s was trained to %s, then the reason says so", (source, to, words) => {
  const decision = judgeSources({ source, to }, { source: "sample", to: "2018-05-11" }, "2026-11-27");
  expect(decision).toEqual({
    promote: false,
    reason: `trained on the bundled sample, and the champion ${words}`,
  });
});
