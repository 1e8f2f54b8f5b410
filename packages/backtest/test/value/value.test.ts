import { describe, expect, test } from "@jest/globals";
import { economicValue } from "../../src/index.ts";
import { equalWeights } from "../../src/value/portfolio.ts";
import { regimes, scale } from "./forecasts.ts";

const one = [{ symbol: "ACME", bySeed: [regimes(1040)] }];

describe("the value of a backtest", () => {
  const { summary, curves } = economicValue(one)!;
  const { hold, targetModel, targetConstant, signLongShort } = summary.symbols[0]!.strategies;

  test("when the volatility is known, then targeting steadies the risk, and constant volatility does not", () => {
    expect(hold!.volatilityScatter).toBeGreaterThan(0.5);
    expect(targetModel!.volatilityScatter).toBeLessThan(0.25);
    expect(targetConstant!.volatilityScatter).toBeCloseTo(hold!.volatilityScatter, 2);
    expect(targetModel!.volatility).toBeCloseTo(Math.sqrt(252) * 0.01, 2);
  });

  test("when it holds, then its figures are those of the price, less one purchase", () => {
    const { last, actual } = one[0]!.bySeed[0]!;
    const growth = (actual.at(-1)! / last[0]!) * ((actual[0]! / last[0]! - 0.0005) / (actual[0]! / last[0]!));
    expect(hold!.annualReturn).toBeCloseTo(growth ** (252 / 1040) - 1, 12);
    expect(hold!.turnover).toBeCloseTo(252 / 1040, 12);
    expect(hold!.sharpeToHold).toBeUndefined();
  });

  test("when the sign says the opposite every day, then it turns its capital over about 500 times a year, which costs 25 %", () => {
    expect(signLongShort!.turnover).toBeCloseTo(2 * 252, -1);
    const perYear = (signLongShort!.sharpeBeforeCosts - signLongShort!.sharpe) * signLongShort!.volatility;
    expect(perYear).toBeCloseTo(0.0005 * signLongShort!.turnover, 2);
  });

  test("when costs are higher, then what is traded more loses more", () => {
    const dear = economicValue(one, { costBp: 50 })!.summary.symbols[0]!.strategies;
    expect(dear.hold!.sharpe).toBeCloseTo(hold!.sharpe, 2);
    expect(dear.signLongShort!.sharpe).toBeLessThan(signLongShort!.sharpe - 1);
    expect(economicValue(one, { costBp: 0 })!.summary.overall.strategies.targetModel!.sharpe).toBe(
      targetModel!.sharpeBeforeCosts,
    );
  });

  test("when nothing is won, then the interval of the difference holds 0, and more trials deflate more", () => {
    const { lower, upper, pValue } = targetModel!.sharpeToHold!;
    expect(lower).toBeLessThan(0);
    expect(upper).toBeGreaterThan(0);
    expect(pValue).toBeGreaterThan(0.05);
    const many = economicValue(one, { trials: 100 })!.summary;
    expect([summary.trials, many.trials]).toEqual([5, 100]);
    expect(many.overall.strategies.targetModel!.deflatedSharpe).toBeLessThan(targetModel!.deflatedSharpe!);
  });

  test("when there is one symbol, then equal weights are that symbol, and the curve ends where its returns do", () => {
    const { symbol, target, ...own } = summary.symbols[0]!;
    expect([symbol, target]).toEqual(["ACME", 0.01]);
    expect(summary.overall).toEqual(own);
    expect(curves.growth.hold!.at(-1)).toBeCloseTo((1 + hold!.annualReturn) ** (1040 / 252), 10);
  });
});

describe("over several symbols", () => {
  const trades = (...net: number[]) => {
    const values = Float64Array.from(net);
    return { gross: values, net: values, turnover: values };
  };

  test("when only one trades on a date, then the other earns nothing; before and after its span it has no share", () => {
    const stock = { dates: ["2024-01-05", "2024-01-08"], trades: trades(0.02, 0.04) };
    const coin = {
      dates: ["2024-01-05", "2024-01-06", "2024-01-08", "2024-01-09"],
      trades: trades(0.04, 0.1, 0, 0.3),
    };
    const { dates, trades: all } = equalWeights([stock, coin]);
    expect(dates).toEqual(coin.dates);
    expect([...all.net]).toEqual([0.03, 0.05, 0.02, 0.3]);
  });

  test("when two independent symbols share the capital, then the volatility falls by the root of 2", () => {
    const two = [...one, { symbol: "OTHER", bySeed: [regimes(1040, 2)] }];
    const { symbols, overall } = economicValue(two)!.summary;
    const apart = symbols.map(({ strategies }) => strategies.targetModel!.volatility);
    expect(overall.strategies.targetModel!.volatility).toBeCloseTo(Math.hypot(...apart) / 2, 2);
  });
});

describe("at the edges", () => {
  test("when the price stands still, then figures are unknown, and nothing fails", () => {
    const forecasts = regimes(30);
    const still = { ...forecasts, last: forecasts.last.fill(5), actual: forecasts.actual.fill(5) };
    const { hold, targetModel } = economicValue([{ symbol: "STILL", bySeed: [still] }], { costBp: 0 })!
      .summary.overall.strategies;
    expect([hold!.sharpe, hold!.annualReturn, hold!.maxDrawdown]).toEqual([Number.NaN, Number.NaN, 0]);
    expect(targetModel!.sharpeToHold!.lower).toBeNaN();
    expect(targetModel!.deflatedSharpe).toBeNaN();
  });

  test("when there are two days, then nothing fails", () => {
    expect(economicValue([{ symbol: "SHORT", bySeed: [regimes(2)] }])!.summary.overall.days).toBe(2);
  });

  test("when no symbol has the volatility to aim at, then there is no value", () => {
    const forecasts = regimes(30);
    const { constant: _, ...scales } = forecasts.scales;
    expect(economicValue([{ symbol: "ACME", bySeed: [{ ...forecasts, scales }] }])).toBeUndefined();
    const still = scale(new Float64Array(30).fill(Math.sqrt(Number.MIN_VALUE)));
    const bySeed = [{ ...forecasts, scales: { ...scales, constant: still } }];
    expect(economicValue([{ symbol: "STILL", bySeed }])).toBeUndefined();
    expect(economicValue([{ symbol: "STILL", bySeed }, ...one])!.summary.symbols).toHaveLength(1);
  });
});
