import { expect, test } from "@jest/globals";
import { mean } from "@lstm-predict/metrics";
import { parseConfig, Random } from "@lstm-predict/model";
import { assessLuck, assessOverfitting } from "../src/assess.ts";
import type { Trial } from "../src/search.ts";

const config = parseConfig();
const DAYS = 200;

/** Trials whose daily losses are noise around their level; the first is the default. */
function trialsOf(levels: readonly number[], seed: number): Trial[] {
  const random = new Random(seed);
  const losses = levels.map((level) =>
    Float64Array.from({ length: DAYS }, () => level + 0.5 * random.normal()),
  );
  const sums = losses.map((days) => days.reduce((a, b) => a + b));
  return losses.map((days, number) => ({
    number,
    values: {},
    config,
    losses: [days.subarray(0, DAYS / 2), days.subarray(DAYS / 2)],
    score: sums[number]! / sums[0]!,
    state: "complete",
  }));
}

test("when no trial is better, then the expected best of luck is the mean best of many searches", () => {
  const searches = Array.from({ length: 40 }, (_, k) => {
    const trials = trialsOf(Array(21).fill(2), k + 1);
    return { ...assessLuck(trials)!, best: Math.min(...trials.slice(1).map(({ score }) => score)) };
  });
  const average = (of: (search: (typeof searches)[number]) => number) => mean(searches.map(of));
  const best = average((search) => search.best);
  expect(best).toBeLessThan(0.99);
  expect(Math.abs(average(({ expected }) => expected) - best)).toBeLessThan(0.15 * (1 - best));
  // The differences to one default have half of their variance in common.
  expect(average(({ correlation }) => correlation)).toBeCloseTo(0.5, 1);
  // With a chance that is right, one search of ten has one below .1.
  expect(average(({ chance }) => (chance < 0.1 ? 1 : 0))).toBeLessThan(0.25);
});

test("when one trial is far better, then luck does not explain it, and its choice is not overfitted", () => {
  const trials = trialsOf([2, ...Array(19).fill(2), 1.5], 1);
  const luck = assessLuck(trials)!;
  expect(luck.chance).toBeLessThan(1e-4);
  expect(Math.min(...trials.map(({ score }) => score))).toBeLessThan(luck.expected);
  expect(luck.byTrials).toHaveLength(20);
  expect(luck.byTrials.at(-1)).toBe(luck.expected);
  expect(assessOverfitting(trials)).toEqual({ probability: 0, trials: 21, days: DAYS, blocks: 16 });
});

test("when trials were stopped early, then they count for luck, and not for the overfitting", () => {
  const trials = trialsOf(Array(7).fill(2), 3);
  const some = trials.map(
    (trial): Trial =>
      trial.number > 3 ? { ...trial, losses: trial.losses.slice(0, 1), state: "stopped" } : trial,
  );
  expect(assessLuck(some)!.trials).toBe(6);
  expect(assessOverfitting(some)!.trials).toBe(4);
});

test("when too little was computed, then nothing is said", () => {
  const trials = trialsOf([2, 2], 1).map(
    (trial): Trial => (trial.number > 0 ? { ...trial, state: "stopped" } : trial),
  );
  expect([assessLuck(trials), assessOverfitting(trials)]).toEqual([undefined, undefined]);
  const short = trialsOf([2, 2], 1).map((trial) => ({
    ...trial,
    losses: [trial.losses[0]!.subarray(0, 12)],
  }));
  expect(assessOverfitting(short)).toBeUndefined();
});
