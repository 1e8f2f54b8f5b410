import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { FoldStore } from "@lstm-predict/backtest";
import { type BarSeries, loadBars } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model";
import {
  reserveTest,
  type Space,
  type TuneEvent,
  type TuneOptions,
  type Tuning,
  tune,
} from "../src/index.ts";

const TEST_DAYS = 40;
const base = parseConfig({ window: 25, units: [3], denseUnits: 2, epochs: 1, learningRate: 1e-4 });
const space: Space = {
  learningRate: { from: 1e-3, to: 1e-2, log: true },
  window: { from: 20, to: 25, step: 5 },
};

let dir: string;
let series: BarSeries;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "tune-"));
  series = await loadBars({ symbol: "AAPL", source: "sample", start: "2017-01-01" });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function run(given: Partial<TuneOptions> = {}): Promise<Tuning & { events: TuneEvent[] }> {
  const options: TuneOptions = {
    ...{ series, base, space, trials: 4, seed: 1, testDays: TEST_DAYS, stopEarly: true },
    folds: { folds: 2, refitEvery: 25 },
    store: new FoldStore(join(dir, "folds")),
    signal: new AbortController().signal,
    ...given,
  };
  const running = tune(options);
  const events: TuneEvent[] = [];
  for (;;) {
    const { value, done } = await running.next();
    if (done) return { ...value, events };
    events.push(value);
  }
}

let first: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  first = await run();
});

test("when a tuning is done, then the best of the whole trials is compared with the default on the last days", () => {
  const { trials, best, search, test, untrained, luck, events } = first;
  const complete = trials.filter(({ state }) => state === "complete");
  expect(trials).toHaveLength(5);
  expect(best).toBe(complete.reduce((a, b) => (b.score < a.score ? b : a)).number);
  expect(best).toBeGreaterThan(0);
  const { bars } = series;
  const dateOf = (fromEnd: number) => bars.at(-fromEnd)!.date;
  expect(search).toEqual({ days: 50, from: dateOf(TEST_DAYS + 50), to: dateOf(TEST_DAYS + 1) });
  expect([test!.days, test!.from, test!.to]).toEqual([TEST_DAYS, dateOf(TEST_DAYS), dateOf(1)]);
  // The network of the default has hardly begun to learn.
  expect(untrained).toBeGreaterThan(0.3);
  expect(untrained).toBeLessThan(0.95);
  expect(luck!.trials).toBe(4);
  expect(luck!.byTrials).toHaveLength(4);
  expect(luck!.byTrials[0]).toBe(1);
  expect(events.filter(({ type }) => type === "test")).toEqual([
    { type: "test", what: "winner", stored: false },
    { type: "test", what: "default", stored: false },
  ]);
});

test("when it is run again, then every fold is kept and the result is the same", async () => {
  const { events, ...again } = await run();
  const { events: before, ...result } = first;
  expect(events.flatMap((event) => (event.type === "trial" ? [] : [event.stored]))).not.toContain(false);
  expect(events).toHaveLength(before.length);
  expect(again).toEqual(result);
});

test("when the bars of the test span change, then no trial does, and neither does the choice", async () => {
  const bars = series.bars.map((bar, k) =>
    k < series.bars.length - TEST_DAYS
      ? bar
      : { ...bar, open: 2 * bar.open, high: 2.5 * bar.high, low: 1.5 * bar.low, close: 2 * bar.close },
  );
  const { trials, best, search, luck, overfitting, test } = await run({
    series: { ...series, bars },
    store: new FoldStore(join(dir, "other")),
  });
  expect({ trials, best, search, luck, overfitting }).toEqual({
    trials: first.trials,
    best: first.best,
    search: first.search,
    luck: first.luck,
    overfitting: first.overfitting,
  });
  expect(test).not.toEqual(first.test);
});

test("when folds are computed elsewhere, then each set is asked for with the bars that it may know", async () => {
  const asked: [string, number][] = [];
  await run({
    prepare: async ({ bars }, keys) => void asked.push([bars.at(-1)!.date, keys.length]),
  });
  const [known, last] = [reserveTest(series, TEST_DAYS).bars.at(-1)!.date, series.bars.at(-1)!.date];
  // The default, one fold of four trials, the other fold of two, the test span.
  expect(asked).toEqual([
    [known, 2],
    [known, 4],
    [known, 2],
    [last, 2],
  ]);
});

test("when no trial is better than the default, then it stays, and nothing looks at the test days", async () => {
  const { best, verdict, test, untrained, events } = await run({
    base: parseConfig({ ...base, window: 15, learningRate: 5e-3, epochs: 3 }),
    space: { learningRate: { from: 1e-7, to: 2e-7 } },
    trials: 1,
    stopEarly: false,
  });
  expect([best, verdict, test]).toEqual([0, "default", undefined]);
  // Its window is too short for zero-shot HAR.
  expect(untrained).toBeUndefined();
  expect(events.some(({ type }) => type === "test")).toBe(false);
});

test("when the price stands still, then nothing is better than the default", async () => {
  const bars = series.bars.map(({ date }) => ({
    date,
    open: 5,
    high: 5,
    low: 5,
    close: 5,
    volume: 1,
    adjClose: 5,
  }));
  const { trials, verdict, untrained } = await run({ series: { ...series, bars }, trials: 2 });
  expect(trials.map(({ score }) => score)).not.toContain(Number.NaN);
  expect(untrained).not.toBeNaN();
  expect(verdict).toBe("default");
});

describe("when options are not legal, then the error says what is", () => {
  test.each<[Partial<TuneOptions>, string]>([
    [{ testDays: 1 }, "testDays is 1: expected a whole number from 2 to"],
    [{ testDays: 10_000 }, "testDays is 10000: expected a whole number from 2 to"],
    [{ space: { window: { choice: [20, 300] } } }, "100 windows of 300 to learn from need"],
  ])("%j", async (given, message) => {
    await expect(run(given)).rejects.toThrow(message);
  });
});
