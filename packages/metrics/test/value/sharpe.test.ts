import { expect, test } from "@jest/globals";
import { sharpeDifference, sharpeRatio } from "../../src/index.ts";
import { difference, readFixture } from "../fixture.ts";

// Made by test/reference/make_sharpe.py.
const { cases } = readFixture("sharpe.json");

test.each(cases)("when A is $name, then NumPy's matrices give the same interval", (golden) => {
  const { a, b, level, ...expected } = golden as Record<"a" | "b", number[]> & Record<string, number>;
  const result = sharpeDifference(Float64Array.from(a), Float64Array.from(b), level);
  expect(
    difference(
      [result.difference, result.lower, result.upper, result.pValue],
      [expected.difference!, expected.lower!, expected.upper!, expected.pValue!],
    ),
  ).toBeLessThan(1e-8);
});

const [{ a, b }] = cases as [{ a: number[]; b: number[] }];
const [first, second] = [Float64Array.from(a), Float64Array.from(b)];

test("when A and B change places, then only the sign changes", () => {
  const [forward, backward] = [sharpeDifference(first, second), sharpeDifference(second, first)];
  expect(backward.difference).toBeCloseTo(-forward.difference, 14);
  expect(backward.lower).toBeCloseTo(-forward.upper, 14);
  expect(backward.pValue).toBeCloseTo(forward.pValue, 14);
});

test("when the unit of the returns changes, then nothing does", () => {
  const inPercent = (returns: Float64Array) => returns.map((value) => 100 * value);
  const [share, percent] = [
    sharpeDifference(first, second),
    sharpeDifference(inPercent(first), inPercent(second)),
  ];
  expect(percent.difference).toBeCloseTo(share.difference, 12);
  expect(percent.upper).toBeCloseTo(share.upper, 12);
});

test("when both are the same, then there is no difference and no chance of one", () => {
  const { difference, lower, pValue } = sharpeDifference(first, first);
  expect([difference, lower, pValue]).toEqual([0, Number.NaN, Number.NaN]);
});

test("when returns do not vary, then there is no ratio", () => {
  expect(sharpeRatio(Float64Array.of(0.1, 0.1, 0.1))).toBeNaN();
  expect(sharpeRatio(Float64Array.of(0.1))).toBeNaN();
  expect(
    sharpeDifference(
      first,
      first.map(() => 0),
    ).lower,
  ).toBeNaN();
});

test("when lengths differ or the level is none, then the error quotes it", () => {
  expect(() => sharpeDifference(first, second.subarray(1))).toThrow("a has 400, b has 399 values");
  expect(() => sharpeDifference(first, second, 95)).toThrow("level is 95");
});
