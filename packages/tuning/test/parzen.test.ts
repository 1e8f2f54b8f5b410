import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { Random } from "@lstm-predict/model";
import { parzen, parzenChoice } from "../src/parzen.ts";

const golden = JSON.parse(readFileSync(new URL("fixtures/parzen.json", import.meta.url), "utf8"));

test.each<{ low: number; high: number; observations: number[]; places: number[]; densities: number[] }>(
  golden.numbers,
)(
  "when $observations.length numbers are observed, then the density is Optuna's",
  ({ low, high, observations, places, densities }) => {
    const { density } = parzen(observations, low, high);
    for (const [k, place] of places.entries()) expect(density(place)).toBeCloseTo(densities[k]!, 10);
  },
);

test.each<{ count: number; observations: number[]; densities: number[] }>(golden.choices)(
  "when $observations.length choices are observed, then their shares are Optuna's",
  ({ count, observations, densities }) => {
    const { density } = parzenChoice(observations, count);
    for (const [index, share] of densities.entries()) expect(density(index)).toBeCloseTo(share, 10);
  },
);

test("when places are drawn, then they lie as the density says", () => {
  const random = new Random(1);
  const { draw, density } = parzen([0.2, 0.25], 0, 1);
  const drawn = Array.from({ length: 4000 }, () => draw(random));
  const expected = Array.from({ length: 300 }, (_, k) => density((k + 0.5) / 1000) / 1000).reduce(
    (a, b) => a + b,
  );
  expect(drawn.filter((place) => place < 0.3).length / 4000).toBeCloseTo(expected, 1);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(1);
  const choice = parzenChoice([2, 2, 2], 3);
  const indices = Array.from({ length: 4000 }, () => choice.draw(random));
  expect(indices.filter((index) => index === 2).length / 4000).toBeCloseTo(choice.density(2), 1);
});
