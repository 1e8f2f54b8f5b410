import { describe, expect, test } from "@jest/globals";
import { type Alternative, dieboldMariano } from "../src/diebold-mariano.ts";
import { difference, readFixture } from "./fixture.ts";

// Made by test/reference/make_dm_test.R: WWWusage, ETS against ARIMA; for h 1 and power 2 its manual prints 1.9078.
const r = readFixture("dm-test.json");
// R's alternatives are about the second forecast: "less" or "greater" accuracy than the first.
const ALTERNATIVES: Record<string, Alternative> = {
  "two.sided": "different",
  less: "better",
  greater: "worse",
};

test.each(r.cases)("when h is $horizon, power $power, $alternative, then R's dm.test agrees", (golden) => {
  const { horizon, power, alternative, statistic, pValue } = golden as Record<string, number & string>;
  const losses = (errors: number[]) => errors.map((error) => Math.abs(error) ** power!);
  const result = dieboldMariano(losses(r.first), losses(r.second), {
    horizon: horizon!,
    alternative: ALTERNATIVES[alternative!]!,
  });
  expect(difference([result.statistic, result.pValue], [statistic!, pValue!])).toBeLessThan(1e-10);
});

describe("at the edges", () => {
  test("when A and B change places, then the sign changes and better is worse", () => {
    const [a, b] = [
      [1, 2, 3, 5],
      [2, 2, 4, 5.5],
    ] as const;
    const forward = dieboldMariano(a, b, { alternative: "better" });
    const backward = dieboldMariano(b, a, { alternative: "worse" });
    expect(forward.statistic).toBeLessThan(0);
    expect(backward.statistic).toBe(-forward.statistic);
    expect(backward.pValue).toBe(forward.pValue);
  });

  test("when the losses are the same, then there is no statistic", () => {
    expect(dieboldMariano([1, 2, 3], [1, 2, 3])).toEqual({
      meanDifference: 0,
      statistic: Number.NaN,
      pValue: Number.NaN,
      n: 3,
    });
  });

  test("when the horizon is not below the number of days, then the error quotes it", () => {
    expect(() => dieboldMariano([1, 2], [2, 1], { horizon: 2 })).toThrow("horizon is 2");
  });
});
