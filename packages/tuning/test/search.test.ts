import { beforeAll, expect, test } from "@jest/globals";
import { parseConfig, Random } from "@lstm-predict/model";
import {
  type FoldLosses,
  type FoldRequest,
  type SearchEvent,
  type SearchOptions,
  search,
  type Trial,
} from "../src/search.ts";
import type { Space } from "../src/space.ts";

const base = parseConfig({ learningRate: 0.01 });
const space: Space = {
  learningRate: { from: 1e-4, to: 1, log: true },
  l2: { from: 0, to: 1 },
};
const DAYS = 20;

/** Losses that grow with the distance from a learning rate of .001, with noise that depends on trial and fold alone. */
function losses({ trial, fold }: FoldRequest): Float64Array {
  const random = new Random(1000 * trial.number + fold);
  const away = Math.log10(trial.config.learningRate) + 3;
  return Float64Array.from({ length: DAYS }, () => 1 + away ** 2 + 0.1 * random.uniform());
}

async function* inOrder(requests: readonly FoldRequest[]): AsyncGenerator<FoldLosses> {
  for (const request of requests) yield { ...request, losses: losses(request), stored: false };
}

const options: SearchOptions = {
  base,
  space,
  trials: 20,
  folds: 4,
  seed: 7,
  stopEarly: true,
  evaluate: inOrder,
};

async function run(given: Partial<SearchOptions> = {}): Promise<{ trials: Trial[]; events: SearchEvent[] }> {
  const found = search({ ...options, ...given });
  const events: SearchEvent[] = [];
  for (;;) {
    const { value, done } = await found.next();
    if (done) return { trials: value, events };
    events.push(value);
  }
}

let whole: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  whole = await run();
});

test("when a search is done, then the best trial is near the minimum, and scores are relative to the default's losses", () => {
  const [first, ...others] = whole.trials;
  expect([first!.number, first!.config, first!.score, first!.state]).toEqual([0, base, 1, "complete"]);
  expect(others).toHaveLength(20);
  const best = others.filter(({ state }) => state === "complete").sort((a, b) => a.score - b.score)[0]!;
  expect(best.config.learningRate).toBeGreaterThan(3e-4);
  expect(best.config.learningRate).toBeLessThan(3e-3);
  const mean = (trial: Trial) =>
    trial.losses.flatMap((fold) => [...fold]).reduce((a, b) => a + b) / (4 * DAYS);
  expect(best.score).toBeCloseTo(mean(best) / mean(first!), 12);
  expect(best.config).toEqual({ ...base, ...best.values });
});

test("when machines finish in another order, then the trials are the same", async () => {
  const backwards = await run({
    evaluate: (requests) => inOrder([...requests].reverse()),
  });
  expect(backwards.trials).toEqual(whole.trials);
});

test("when a search is longer, then it begins with the shorter one; with another seed it is another", async () => {
  const { trials } = await run({ trials: 10 });
  expect(whole.trials.slice(0, 11)).toEqual(trials);
  const other = await run({ trials: 10, seed: 8 });
  expect(other.trials.map(({ values }) => values)).not.toEqual(trials.map(({ values }) => values));
});

test("when trials are worse on the first folds, then they stop, at most half of a round for each rung it is the worst", () => {
  const folds = whole.trials.slice(1).map((trial) => trial.losses.length);
  expect(new Set(folds)).toEqual(new Set([1, 2, 4]));
  // Of the first five, three are in the better half after one fold, and two of them after two.
  expect(folds.slice(0, 5).sort()).toEqual([1, 1, 2, 4, 4]);
  const at = (rung: number) =>
    whole.trials
      .slice(1, 6)
      .map((trial) => [trial.losses.length > rung, trial.losses[0]!.reduce((a, b) => a + b)] as const);
  const wentOn = at(1).flatMap(([on, sum]) => (on ? [sum] : []));
  const stopped = at(1).flatMap(([on, sum]) => (on ? [] : [sum]));
  expect(Math.max(...wentOn)).toBeLessThan(Math.min(...stopped));
  expect(whole.trials.every(({ losses, state }) => (losses.length === 4) === (state === "complete"))).toBe(
    true,
  );
});

test("when nothing is stopped early, then every trial has all folds", async () => {
  const { trials } = await run({ trials: 6, stopEarly: false });
  expect(trials.map((trial) => [trial.losses.length, trial.state])).toEqual(Array(7).fill([4, "complete"]));
});

test("when a training diverges, then its trial has failed, and the search goes on without it", async () => {
  const { trials } = await run({
    evaluate: async function* (requests) {
      for (const request of requests)
        yield { ...request, losses: request.trial.number === 3 ? undefined : losses(request), stored: false };
    },
  });
  expect([trials[3]!.state, trials[3]!.score]).toEqual(["failed", Number.POSITIVE_INFINITY]);
  expect(trials.filter(({ state }) => state === "failed")).toHaveLength(1);
  expect(trials).toHaveLength(21);
});

test("when the default diverges, then there is nothing to compare with", async () => {
  const { trials } = await run({
    evaluate: async function* (requests) {
      for (const request of requests) yield { ...request, stored: false };
    },
  });
  expect(trials.map(({ state }) => state)).toEqual(["failed"]);
});

test("when folds and trials end, then each is an event", () => {
  const { trials, events } = whole;
  const folds = events.filter(({ type }) => type === "fold");
  expect(folds).toHaveLength(trials.reduce((sum, { losses }) => sum + losses.length, 0));
  const ended = events.flatMap((event) => (event.type === "trial" ? [event.trial.number] : []));
  expect(ended.sort((a, b) => a - b)).toEqual(trials.map(({ number }) => number));
});
