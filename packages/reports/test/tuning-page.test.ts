import { expect, test } from "@jest/globals";
import type { Trial, Tuning } from "@lstm-predict/tuning";
import { aboutTuning, renderTuningPage, testTable, trialTable, tuningVerdict } from "../src/index.ts";

const CONFIG = { target: "distribution", units: [100, 50], window: 60, learningRate: 0.001 };

const trial = (
  number: number,
  score: number,
  state: Trial["state"],
  values: Trial["values"] = {},
): Trial => ({
  number,
  values,
  score,
  state,
  config: { ...CONFIG, ...values } as unknown as Trial["config"],
  losses: Array(state === "complete" ? 4 : 1).fill(Float64Array.of(1)),
});

const TUNING: Tuning = {
  symbol: "ACME",
  trials: [
    trial(0, 1, "complete"),
    trial(1, 1.02, "stopped", { units: [16], window: 30, learningRate: 0.001 }),
    trial(2, 0.95, "complete", { units: [64, 32], window: 60, learningRate: 0.02 }),
    trial(3, Number.POSITIVE_INFINITY, "failed", { units: [8], window: 90, learningRate: 0.1 }),
    trial(4, 0.99, "complete", { units: [16], window: 45, learningRate: 0.005 }),
  ],
  best: 2,
  untrained: 0.91,
  search: { days: 480, from: "2022-01-03", to: "2023-11-30" },
  luck: {
    trials: 4,
    expected: 0.97,
    byTrials: [1, 0.985, 0.978, 0.97],
    chance: 0.12,
    sd: 0.02,
    correlation: 0.4,
  },
  overfitting: { probability: 0.34, trials: 3, days: 480, blocks: 16 },
  test: {
    days: 250,
    from: "2023-12-01",
    to: "2024-11-29",
    network: { ratio: 0.97, p: 0.03, pWorse: 0.97 },
    interval: { ratio: 1, p: Number.NaN, pWorse: Number.NaN },
    winner: { mase: 0.99, coverage: 0.91, winklerToHar: 0.98 },
    default: { mase: 1.01, coverage: 0.9, winklerToHar: 0.98 },
  },
  verdict: "winner",
};

test("when a search is told, then it says what was tried, what luck explains, and how the test days went", () => {
  expect(aboutTuning(TUNING)).toEqual([
    "Of 4 trials on 480 days, 2022-01-03 to 2023-11-30, 2 were computed on all folds, 1 stopped early, 1 diverged.",
    "The best is trial 2: its loss is 5.00 % lower than the default's.",
    "If no trial were better than the default, the best of 4 would be expected to seem 3.00 % better; a score as low as this one would come by chance with p 0.120.",
    "Chosen on one half of these days, the best of the 3 configurations is on the other half no better than their median with a probability of 34 %.",
    "On the same days the loss of zero-shot HAR, which needs no training, is 9.00 % lower than the default's.",
    "On the 250 days of the test span, 2023-12-01 to 2024-11-29, its loss is 3.00 % lower than the default's, p 0.030, and the score of its served 90 % interval is the same as the default's (Diebold-Mariano, one-sided).",
  ]);
});

test.each<[string, Partial<Tuning>, string]>([
  [
    "wins",
    {},
    "Use trial 2: on days that no trial saw it is better than the default, by more than chance explains.",
  ],
  [
    "does not win",
    { verdict: "default" },
    "Keep the default: on days that no trial saw, trial 2 is not better by more than chance explains.",
  ],
  [
    "diverges",
    { verdict: "default", test: undefined },
    "Keep the default: the training of trial 2 diverged before the test days.",
  ],
  [
    "is the default",
    { verdict: "default", best: 0 },
    "Keep the default: no trial was better on the days of the search.",
  ],
])("when the best %s, then the verdict says so", (_what, change, sentence) => {
  expect(tuningVerdict({ ...TUNING, ...change })).toBe(sentence);
});

test("when trials are listed, then the best come first, with the values of the space", () => {
  expect(trialTable(TUNING)).toEqual({
    heads: ["trial", "score", "folds", "", "units", "window", "learningRate"],
    rows: [
      ["2", "0.9500", "4", "", "64,32", "60", "0.02"],
      ["4", "0.9900", "4", "", "16", "45", "0.005"],
      ["default", "1.0000", "4", "", "100,50", "60", "0.001"],
      ["1", "1.0200", "1", "stopped", "16", "30", "0.001"],
      ["3", "-", "1", "diverged", "8", "90", "0.1"],
    ],
  });
  expect(testTable(TUNING)!.rows[0]).toEqual(["trial 2", "0.9900", "91.0", "0.9800"]);
});

test("when a page is rendered, then it has verdict, figures, both pictures and all trials", async () => {
  const page = await renderTuningPage(TUNING, { folds: 4 }, ["Old bars."]);
  for (const text of [
    "Use trial 2",
    "<td>diverged</td>",
    "<dd>0.9700</dd>",
    "<dd>34 %</dd>",
    'role="alert">Old bars.',
    "<th>folds</th><td>4</td>",
  ])
    expect(page).toContain(text);
  expect(page.match(/<svg/g)).toHaveLength(4);
  expect(page).not.toMatch(/NaN|Infinity|undefined|<script/);
});

test("when hardly anything is known, then the page says what there is", async () => {
  const { luck, overfitting, untrained, test: _, ...known } = TUNING;
  const bare: Tuning = { ...known, trials: TUNING.trials.slice(0, 2), best: 0, verdict: "default" };
  const page = await renderTuningPage(bare, {});
  expect(page).toContain("Keep the default");
  expect(page).toContain("Of 1 trial on 480 days");
  expect(page).not.toMatch(/NaN|Infinity|undefined|Test span/);
});

test("when every trial diverged, then the page has no pictures of their scores", async () => {
  const { luck, overfitting, test: _, ...known } = TUNING;
  const trials = [TUNING.trials[0]!, TUNING.trials[3]!];
  const page = await renderTuningPage({ ...known, trials, best: 0, verdict: "default" }, {});
  expect(page).toContain("0 were computed on all folds, 1 diverged.");
  expect(page).not.toMatch(/<svg|NaN|Infinity/);
});
