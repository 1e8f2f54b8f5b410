import { expect, test } from "@jest/globals";
import type { BacktestScores, BacktestSummary } from "@lstm-predict/backtest";
import { renderBacktestPage } from "../src/index.ts";

const spread = (mean: number) => ({ mean, sd: 0 });
const scores = (coverage: number): BacktestScores => ({
  mase: spread(1.01),
  coverage: spread(coverage),
  winklerToConstant: spread(0.9),
  winklerToHar: spread(0.99),
  crpsToHar: spread(0.995),
  qlike: spread(0.4),
});
const overall = {
  mase: 1.01,
  coverage: 0.88,
  winklerToConstant: 0.9,
  winklerToHar: 0.99,
  crpsToHar: 0.995,
  qlike: 0.4,
  maseWins: 0,
  winklerWins: 1,
};

/** Two years whose coverages are `first` and `second`. */
const summary = (first: number, second: number) =>
  ({
    symbols: [
      {
        symbol: "ACME",
        days: 120,
        from: "2024-10-01",
        to: "2025-03-31",
        figures: { model: scores((first + second) / 2) },
        byYear: {
          2024: { days: 60, figures: { model: scores(first) } },
          2025: { days: 60, figures: { model: scores(second) } },
        },
      },
    ],
    overall: {
      model: overall,
      shrunkDrift: overall,
      ewmaRange: overall,
      harVolume: overall,
      zeroShot: overall,
    },
    panel: { absoluteErrorToNaive: { statistic: 0.5, pValue: 0.6 } },
  }) as unknown as BacktestSummary;

/** The labels of an axis in percent, in the first drawing of a page. */
const percents = (page: string) =>
  [...page.split("</svg>")[0]!.matchAll(/>(\d+(?:\.\d+)?%)</g)].map(([, text]) => text!);

test.each([
  [0.897, 0.868],
  [0.9, 0.896],
  [0.72, 0.97],
])(
  "when the coverages of two years are %d and %d, then no two ticks have the same label",
  async (first, second) => {
    const ticks = percents(await renderBacktestPage(summary(first, second), { folds: 2 }));
    expect(ticks.length).toBeGreaterThan(2);
    expect(new Set(ticks).size).toBe(ticks.length);
  },
);

test("when forecasters are listed, then by the names of the other pages", async () => {
  const page = await renderBacktestPage(summary(0.9, 0.88), { folds: 2 });
  for (const name of ["shrunk drift", "EWMA, ranges", "HAR-V", "zero-shot HAR"])
    expect(page).toContain(`<td>${name}</td>`);
  expect(page).not.toMatch(/shrunkDrift|ewmaRange|harVolume|zeroShot/);
});

test("when there are later sessions, then each has a line of the table and a sentence", async () => {
  const { symbols, overall, panel } = summary(0.9, 0.9);
  const later = [{ horizon: 5, symbols, overall, panel }];
  const page = await renderBacktestPage({ symbols, overall, panel, later }, {});
  expect(page).toContain("<h2>Later sessions</h2>");
  expect(page).toMatch(/<td>5<\/td><td>120<\/td><td>1\.0100<\/td><td>0\.600<\/td><td>88\.0<\/td>/);
  expect(page).toContain(
    "5 sessions ahead, the mean error is 1.00 % higher than that of the last close; the 90 % intervals contain the close on " +
      "88.0 % of the days; their interval score is 10.00 % lower than constant volatility&#39;s and 1.00 % lower than HAR&#39;s.",
  );
  expect(await renderBacktestPage(summary(0.9, 0.9), {})).not.toContain("Later sessions");
});
