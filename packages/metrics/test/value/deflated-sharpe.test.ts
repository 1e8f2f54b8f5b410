import { expect, test } from "@jest/globals";
import { deflatedSharpeRatio, expectedBestSharpe } from "../../src/index.ts";

// The example of Bailey and López de Prado (2014): five years of daily returns, annualised Sharpe ratio 2.5, whose trials
// have a variance of one half a year.
const PAPER = { sharpe: 2.5 / Math.sqrt(250), n: 1250, skewness: -3, kurtosis: 10, variance: 0.5 / 250 };

test.each([
  [100, 0.1132, 0.9004],
  [46, undefined, 0.9505],
])("when %d strategies were tried, then it is that of the paper", (trials, best, probability) => {
  if (best !== undefined) expect(expectedBestSharpe(trials, PAPER.variance)).toBeCloseTo(best, 4);
  expect(deflatedSharpeRatio({ ...PAPER, trials })).toBeCloseTo(probability, 4);
});

test("when one was tried, then nothing is deflated", () => {
  expect(expectedBestSharpe(1, 0.5)).toBe(0);
  expect(deflatedSharpeRatio({ ...PAPER, sharpe: 0, trials: 1 })).toBe(0.5);
});

test("when fewer than one was tried, then the error quotes it", () => {
  expect(() => deflatedSharpeRatio({ ...PAPER, trials: 0 })).toThrow("trials is 0");
});
