import { describe, expect, test } from "@jest/globals";
import type { BacktestSummary, StrategyValue, ValueSummary } from "@lstm-predict/backtest";
import { aboutValue, byStrategy, renderBacktestPage, valueBySymbol, valueRules } from "../src/index.ts";

const figures: StrategyValue = {
  annualReturn: 0.12,
  volatility: 0.2,
  sharpe: 0.68,
  sharpeBeforeCosts: 0.7,
  turnover: 0.5,
  maxDrawdown: -0.33,
  volatilityScatter: 0.6,
};
const apart = (difference: number, reach: number) => ({
  difference,
  lower: difference - reach,
  upper: difference + reach,
  pValue: 0.4,
});
const strategies = {
  hold: { ...figures, sharpeToEwma: apart(0.02, 0.1) },
  targetModel: {
    ...figures,
    sharpe: 0.72,
    turnover: 18,
    maxDrawdown: -0.24,
    volatilityScatter: 0.4,
    sharpeToHold: apart(0.04, 0.1),
    sharpeToEwma: apart(-0.01, 0.05),
    deflatedSharpe: 0.31,
  },
  targetEwma: { ...figures, sharpe: 0.73 },
  signLongShort: { ...figures, sharpe: -0.05, sharpeBeforeCosts: 0.2, turnover: 160 },
};
const path = { days: 500, from: "2022-01-03", to: "2023-12-29", strategies };
const value: ValueSummary = {
  costBp: 5,
  trials: 3,
  symbols: [
    { symbol: "ACME", target: 0.015, ...path },
    { symbol: "BETA", target: 0.02, ...path },
  ],
  overall: path,
};
const changed = (over: Partial<Record<keyof typeof strategies, Partial<StrategyValue>>>): ValueSummary => ({
  ...value,
  overall: {
    ...path,
    strategies: Object.fromEntries(
      Object.entries(strategies).map(([name, own]) => [name, { ...own, ...over[name as "hold"] }]),
    ),
  },
});

describe("what it is worth, in words", () => {
  test("when the intervals hold 0, then the risk is steadier, and the return for it is chance", () => {
    const [risk, earned, sign, claim] = aboutValue(value);
    expect(risk).toBe(
      "Volatility targeting by the model made the risk steadier: from month to month the volatility scattered by 40 % of its mean, 60 % when held; the deepest fall was 24.0 %, 33.0 % when held.",
    );
    expect(earned).toContain(
      "0.04 above hold (95 % interval of the difference \u22120.06 to 0.14, p 0.400), no more than chance explains",
    );
    expect(earned).toContain("0.01 below targeting by EWMA");
    expect(earned).not.toContain("trials");
    expect(sign).toContain(
      "a Sharpe ratio of 0.20 before costs and of \u22120.05 after them, with 160 times",
    );
    expect(claim).toMatch(/^No return is claimed/);
  });

  test("when the interval to hold is above 0, then the trials are counted against it", () => {
    const won = changed({ targetModel: { sharpeToHold: { ...apart(0.3, 0.1), pValue: 0.001 } } });
    expect(aboutValue(won)[1]).toMatch(/more than chance explains.*Allowing for 3 trials, .* 0.31\.$/);
  });

  test("when the risk is no steadier, or the sign says up every day, then the sentences say so", () => {
    const [risk, , sign] = aboutValue(
      changed({ targetModel: { volatilityScatter: 0.7 }, signLongShort: { turnover: 0.5 } }),
    );
    expect(risk).toContain("did not make the risk steadier");
    expect(sign).toBe(
      "The point forecast is above the last close on every day: it is the drift, and who trades its sign holds.",
    );
  });

  test("when the rules are told, then costs and trials are in them", () => {
    expect(valueRules({ ...value, costBp: 2.5, trials: 1 })).toMatch(
      /Costs are 2.5 basis points.*in 1 trial\.$/,
    );
  });
});

describe("what it is worth, in figures", () => {
  test("when strategies are listed, then each has a row, and missing figures are dashes", () => {
    const { heads, rows } = byStrategy(value);
    expect(heads[0]).toBe("2 symbols, equal weights, after 5 bp");
    expect(rows.map(([name]) => name)).toEqual([
      "hold",
      "target, model",
      "target, EWMA",
      "sign, long or short",
    ]);
    expect(rows[1]!.slice(-3)).toEqual([
      "+0.04 (\u22120.06 to 0.14)",
      "\u22120.01 (\u22120.06 to 0.04)",
      "0.31",
    ]);
    expect(rows[0]!.at(-1)).toBe("-");
  });

  test("when two strategies are the same, then their difference has no interval", () => {
    const same = { difference: 0, lower: Number.NaN, upper: Number.NaN, pValue: Number.NaN };
    expect(byStrategy(changed({ signLongShort: { sharpeToHold: same } })).rows[3]!.at(-3)).toBe("0.00");
    const tiny = byStrategy(changed({ targetModel: { sharpeToHold: apart(-0.001, 0.1) } }));
    expect(tiny.rows[1]!.at(-3)).toBe("0.00 (\u22120.10 to 0.10)");
  });

  test("when symbols are listed, then each shows holding, the model and EWMA", () => {
    expect(valueBySymbol(value).rows[1]!.slice(0, 2)).toEqual(["BETA", "0.68 / 0.72 / 0.73"]);
  });
});

test("when a page has a value, then a section has its chart for wide and narrow screens, words and tables", async () => {
  const scores = { mase: 1, coverage: 0.9, winklerToConstant: 1, winklerToHar: 1, crpsToHar: 1, qlike: 0.4 };
  const summary = {
    symbols: [{ symbol: "ACME", days: 500, from: path.from, to: path.to, figures: {}, byYear: {} }],
    overall: { model: { ...scores, maseWins: 0, winklerWins: 0 } },
    panel: { absoluteErrorToNaive: { statistic: 0.5, pValue: 0.6 } },
  } as unknown as BacktestSummary;
  const spreads = Object.fromEntries(Object.entries(scores).map(([name, mean]) => [name, { mean, sd: 0 }]));
  summary.symbols[0]!.figures = { model: spreads } as never;
  summary.symbols[0]!.byYear = { 2022: { days: 500, figures: { model: spreads } } } as never;
  const dates = Array.from({ length: 500 }, (_, k) =>
    new Date(Date.UTC(2022, 0, 1 + k)).toISOString().slice(0, 10),
  );
  const growth = Float64Array.from(dates, (_, k) => 1 + k / 500);
  const curves = { dates, growth: { hold: growth, targetModel: growth, targetEwma: growth } };
  const without = await renderBacktestPage(summary, {});
  const page = await renderBacktestPage(summary, {}, [], { summary: value, curves });
  expect(without).not.toContain("What it is worth");
  expect(page).toContain("<h2>What it is worth</h2>");
  expect(page.match(/<svg/g)!.length - without.match(/<svg/g)!.length).toBe(2);
  expect(page).toContain("<td>target, EWMA</td>");
  expect(page).toContain("By symbol: held");
  expect(page).not.toMatch(/NaN|undefined|<script/);
});
