import { describe, expect, test } from "@jest/globals";
import { median } from "@lstm-predict/metrics";
import { Random } from "@lstm-predict/model";
import { drawUniformly } from "../src/domain.ts";
import { type Observation, propose } from "../src/propose.ts";
import type { Space, Values } from "../src/space.ts";

const BUDGET = 50;
const SEEDS = Array.from({ length: 41 }, (_, k) => k + 1);

interface Known {
  name: string;
  space: Space;
  minimum: number;
  score(values: Values): number;
}

const KNOWN: Known[] = [
  {
    name: "a quadratic, one of whose numbers is sampled by its logarithm",
    space: { x: { from: -5, to: 5 }, rate: { from: 1e-4, to: 1, log: true } },
    minimum: 0,
    score: ({ x, rate }) => (Number(x) - 1) ** 2 + (Math.log10(Number(rate)) + 3) ** 2,
  },
  {
    // Dixon and Szegő (1978).
    name: "Branin's function",
    space: { x: { from: -5, to: 10 }, y: { from: 0, to: 15 } },
    minimum: 0.397887,
    score: ({ x, y }) => {
      const [a, b] = [Number(x), Number(y)];
      return (
        (b - (5.1 * a * a) / (4 * Math.PI ** 2) + (5 * a) / Math.PI - 6) ** 2 +
        10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) +
        10
      );
    },
  },
  {
    name: "a choice, a number in steps and three that say nothing",
    space: {
      units: { choice: [[16], [32], [64], [32, 16], [64, 32]] },
      window: { from: 30, to: 120, step: 10 },
      a: { from: 0, to: 1 },
      b: { choice: [1, 2, 3] },
      c: { from: 1e-3, to: 1, log: true },
    },
    minimum: 0,
    score: ({ units, window }) =>
      (JSON.stringify(units) === "[32,16]" ? 0 : 1) + ((Number(window) - 70) / 40) ** 2,
  },
];

/** The best score of a search; the sampler has the observations so far. */
function bestOf({ score }: Known, next: (observed: Observation[]) => Values): number {
  const observed: Observation[] = [];
  for (let k = 0; k < BUDGET; k++) {
    const values = next(observed);
    observed.push({ values, score: score(values) });
  }
  return Math.min(...observed.map((one) => one.score));
}

describe.each(KNOWN)("$name", (known) => {
  test("when fifty points are tried, then the median search comes far nearer to the minimum than a random one", () => {
    const { space, minimum } = known;
    const regret = (sample: (observed: Observation[], random: Random) => Values) =>
      median(
        SEEDS.map((seed) => {
          const random = new Random(seed);
          return bestOf(known, (observed) => sample(observed, random)) - minimum;
        }),
      );
    const searched = regret((observed, random) => propose(space, observed, random));
    const drawn = regret((_, random) =>
      Object.fromEntries(
        Object.entries(space).map(([name, domain]) => [name, drawUniformly(domain, random)]),
      ),
    );
    expect(searched).toBeLessThan(0.6 * drawn + 1e-9);
  });
});

test("when values are proposed, then they are in the space, and numbers are short", () => {
  const space: Space = {
    rate: { from: 1e-4, to: 1e-2, log: true },
    window: { from: 30, to: 90, step: 15 },
    share: { from: 0, to: 0.5, step: 0.05 },
    uneven: { from: 16, to: 60, step: 16 },
    units: { choice: [[1], [2, 3]] },
  };
  const random = new Random(3);
  const observed: Observation[] = [];
  for (let k = 0; k < 60; k++) {
    const values = propose(space, observed, random);
    expect(Object.keys(values)).toEqual(Object.keys(space));
    const { rate, window, share, uneven, units } = values as Record<string, number>;
    expect(rate).toBeGreaterThanOrEqual(1e-4);
    expect(rate).toBeLessThanOrEqual(1e-2);
    expect(Number(rate!.toPrecision(3))).toBe(rate);
    expect([30, 45, 60, 75, 90]).toContain(window);
    expect(Math.round(share! * 20) / 20).toBe(share);
    expect([16, 32, 48]).toContain(uneven);
    expect(["[1]", "[2,3]"]).toContain(JSON.stringify(units));
    observed.push({ values, score: random.uniform() });
  }
  expect(new Set(observed.map(({ values }) => values.window)).size).toBe(5);
});
