import { describe, expect, test } from "@jest/globals";
import { probabilityOfOverfitting } from "../../src/index.ts";
import { difference, readFixture } from "../fixture.ts";

const cases: { losses: number[][]; blocks: number; probability: number; logits: number[] }[] =
  readFixture("selection.json").overfitting;

test.each(cases)(
  "when the best of trials is chosen, then it is as likely overfitted as by the paper's steps",
  (golden) => {
    const { probability, logits } = probabilityOfOverfitting(golden.losses, golden.blocks);
    expect(probability).toBeCloseTo(golden.probability, 12);
    expect(difference([...logits], golden.logits)).toBeLessThan(1e-12);
  },
);

test("when one trial is better on every day, then no choice is overfitted", () => {
  const losses = [0, 1, 2].map((level) => Array.from({ length: 21 }, (_, day) => level + 0.1 * (day % 3)));
  expect(probabilityOfOverfitting(losses, 4).probability).toBe(0);
});

test("when all trials are the same, then the chosen one has the median rank", () => {
  const same = Array.from({ length: 12 }, (_, day) => day % 5);
  const { probability, logits } = probabilityOfOverfitting([same, same, same], 4);
  expect([probability, ...new Set(logits)]).toEqual([1, 0]);
});

describe("when the input is not legal, then the error quotes it", () => {
  test.each([
    [[[1, 2]], 2, "there are 1 trials: expected at least 2"],
    [
      [
        [1, 2],
        [1, 2],
      ],
      3,
      "blocks is 3: expected an even number from 2 to 2",
    ],
    [
      [
        [1, 2],
        [1, 2],
      ],
      4,
      "blocks is 4: expected an even number from 2 to 2",
    ],
    [[[1, 2], [1]], 2, "losses[0] has 2, losses[1] has 1 values: expected equal lengths"],
    [
      [
        [1, 2],
        [1, Number.NaN],
      ],
      2,
      "losses[1][1] is NaN",
    ],
  ])("%j, %d", (losses, blocks, message) => {
    expect(() => probabilityOfOverfitting(losses, blocks)).toThrow(message);
  });
});
