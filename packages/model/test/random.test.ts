import { describe, expect, test } from "@jest/globals";
import { orthogonalMatrix } from "../src/orthogonal.ts";
import { Random } from "../src/random.ts";

const draws = (random: Random, count: number, draw: (r: Random) => number) =>
  Array.from({ length: count }, () => draw(random));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("Random", () => {
  test("when two generators have the same seed, then their numbers are equal; with another seed they differ", () => {
    const numbers = (seed: number) => draws(new Random(seed), 8, (r) => r.uint32());
    expect(numbers(42)).toEqual(numbers(42));
    expect(numbers(42)).not.toEqual(numbers(43));
    expect(new Set(draws(new Random(0), 1000, (r) => r.uint32())).size).toBeGreaterThan(998);
  });

  test("when many numbers are drawn, then mean and variance are those of the distribution", () => {
    const uniform = draws(new Random(7), 100_000, (r) => r.uniform());
    expect(mean(uniform)).toBeCloseTo(0.5, 2);
    expect(Math.min(...uniform.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    const normal = draws(new Random(7), 100_000, (r) => r.normal());
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((z) => z * z))).toBeCloseTo(1, 1);
  });

  test("when an array is shuffled many times, then each result is a permutation, and every value reaches every place", () => {
    const random = new Random(1);
    const seen = Array.from({ length: 5 }, () => new Set<number>());
    for (let k = 0; k < 200; k++) {
      const values = Uint32Array.of(0, 1, 2, 3, 4);
      random.shuffle(values);
      expect([...values].sort()).toEqual([0, 1, 2, 3, 4]);
      for (const [place, value] of values.entries()) seen[place]!.add(value);
    }
    expect(seen.map((values) => values.size)).toEqual([5, 5, 5, 5, 5]);
  });
});

test.each([
  [7, 28],
  [28, 7],
  [5, 5],
  [1, 4],
])("when an orthogonal matrix of %i x %i is drawn, then its shorter side is orthonormal", (rows, columns) => {
  const q = orthogonalMatrix(rows, columns, new Random(3));
  const at = (i: number, j: number) => q[i * columns + j]!;
  const count = Math.min(rows, columns);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let dot = 0;
      for (let k = 0; k < Math.max(rows, columns); k++) {
        dot += rows <= columns ? at(i, k) * at(j, k) : at(k, i) * at(k, j);
      }
      expect(dot).toBeCloseTo(i === j ? 1 : 0, 6);
    }
  }
});
