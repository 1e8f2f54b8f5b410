import { expect, test } from "@jest/globals";
import { chanceOfBest, expectedBest, expectedMaximum, luckOf } from "../../src/index.ts";
import { readFixture } from "../fixture.ts";

const { best, luck } = readFixture("selection.json");

// Harter (1961), "Expected values of normal order statistics".
test.each([
  [1, 0],
  [2, 0.56419],
  [5, 1.16296],
  [10, 1.53875],
  [30, 2.04276],
  [100, 2.50759],
])("when there are %d standard normal numbers, then the largest has the published mean", (n, published) => {
  expect(expectedMaximum(n)).toBeCloseTo(published, 5);
});

test.each<{
  trials: number;
  correlation: number;
  sd: number;
  gain: number;
  expected: number;
  chance: number;
}>(best)(
  "when $trials trials are equally good, with correlation $correlation, then their best is that of a simulation",
  (golden) => {
    const { trials, gain, sd } = golden;
    // Four standard errors of a million draws.
    expect(Math.abs(expectedBest(trials, golden) - golden.expected) / sd).toBeLessThan(0.004);
    expect(Math.abs(chanceOfBest(trials, gain, golden) - golden.chance)).toBeLessThan(0.002);
  },
);

test("when trials are one trial, then there is nothing to be lucky with but their rival", () => {
  const same = { sd: 0.1, correlation: 1 };
  expect(expectedBest(30, same)).toBe(0);
  expect(chanceOfBest(30, 0.1, same)).toBeCloseTo(0.158655, 6);
});

test("when losses differ by a constant, then only a gain of nothing is chance", () => {
  const certain = { sd: 0, correlation: 0 };
  expect([chanceOfBest(3, 0, certain), chanceOfBest(3, 0.1, certain)]).toEqual([1, 0]);
});

test("when differences are given, then their luck is that of the matrix formulas", () => {
  const { sd, correlation } = luckOf(luck.differences.map((values: number[]) => Float64Array.from(values)));
  expect(sd).toBeCloseTo(luck.sd, 12);
  expect(correlation).toBeCloseTo(luck.correlation, 12);
});

test("when trials cannot vary together, then their correlation is 0", () => {
  const [one, still] = [Float64Array.of(1, -1, 2), Float64Array.of(3, 3, 3)];
  expect(luckOf([one]).correlation).toBe(0);
  expect(luckOf([one, still]).correlation).toBe(0);
  expect(luckOf([one, one.map((value) => -value)]).correlation).toBe(0);
});

test("when there are no trials, or half of one, then the error says so", () => {
  expect(() => luckOf([])).toThrow("0 trials have 0 days");
  expect(() => expectedMaximum(0)).toThrow("n is 0: expected a whole number of at least 1");
  expect(() => chanceOfBest(1.5, 0, { sd: 1, correlation: 0 })).toThrow("n is 1.5");
});
