import { describe, expect, test } from "@jest/globals";
import { fitGarch } from "../src/garch.ts";
import { LeastSquares } from "../src/least-squares.ts";
import { nelderMead } from "../src/nelder-mead.ts";

describe("least squares", () => {
  test("when targets are an exact combination, then the coefficients are found", () => {
    const squares = new LeastSquares(3);
    for (let i = 0; i < 50; i++) squares.add([1, Math.sin(i), i], 2 - 3 * Math.sin(i) + 0.5 * i);
    squares.solve().forEach((value, k) => {
      expect(value).toBeCloseTo([2, -3, 0.5][k]!, 10);
    });
  });

  test("when a column repeats another or is zero, then its coefficient is 0 and the others are right", () => {
    const squares = new LeastSquares(4);
    for (let i = 0; i < 50; i++) squares.add([1, i, 2 * i, 0], 5 + i);
    const [constant, slope, repeated, zero] = squares.solve();
    expect(constant).toBeCloseTo(5, 9);
    expect(slope).toBeCloseTo(1, 9);
    expect([repeated, zero]).toEqual([0, 0]);
  });

  test("when there are not more rows than coefficients, then the error quotes both numbers", () => {
    const squares = new LeastSquares(2);
    squares.add([1, 1], 1);
    expect(() => squares.solve()).toThrow("there are 1 days to fit: 2 coefficients need more than 2");
  });
});

describe("Nelder-Mead", () => {
  test("when the function is Rosenbrock's, then the minimum at (1, 1) is found", () => {
    const rosenbrock = ([x, y]: readonly number[]) => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2;
    const { x, value } = nelderMead(rosenbrock, [-1.2, 1], 1e-14);
    expect(x[0]).toBeCloseTo(1, 5);
    expect(x[1]).toBeCloseTo(1, 5);
    expect(value).toBeLessThan(1e-10);
  });

  test("when the function is not defined on one side, then the search stays on the other", () => {
    const { x } = nelderMead(([x]) => Math.sqrt(x!) + (x! - 2) ** 2, [0.1]);
    expect(x[0]).toBeCloseTo(1.8144023, 4); // 1 / (2 sqrt x) + 2 (x - 2) = 0
  });
});

test("when returns are multiplied by 100, then GARCH's parameters change only in unit", () => {
  const returns = Array.from({ length: 300 }, (_, t) => 0.01 * Math.sin(t * t) * (1 + Math.sin(t / 20)));
  const [small, large] = [fitGarch(returns), fitGarch(returns.map((r) => 100 * r))];
  expect(large.omega / small.omega / 1e4).toBeCloseTo(1, 6);
  expect(large.alpha).toBeCloseTo(small.alpha, 6);
  expect(large.beta).toBeCloseTo(small.beta, 6);
});
