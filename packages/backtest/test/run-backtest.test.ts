import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { closes, toRawSeries } from "@lstm-predict/bars";
import { Interrupted } from "@lstm-predict/checks";
import { type Forecasts, ridgeReturn } from "@lstm-predict/evaluation";
import { hashBars, loadBars } from "@lstm-predict/market-data";
import { mean } from "@lstm-predict/metrics";
import { parseConfig } from "@lstm-predict/model";
import { ewmaReturns } from "@lstm-predict/volatility";
import {
  type BacktestOptions,
  economicValue,
  type FoldDone,
  FoldStore,
  forecastsCsv,
  runBacktest,
  type SymbolForecasts,
  summarize,
  walkForward,
} from "../src/index.ts";

// Prices, since so small a network has no part in the error bar, and the seeds would not differ.
const config = parseConfig({ target: "price", window: 25, units: [4], denseUnits: 3, epochs: 2 });

let dir: string;
let symbols: BacktestOptions["symbols"];
let first: SymbolForecasts[];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "backtest-"));
  const { bars } = await loadBars({ symbol: "AAPL", source: "sample", start: "2016-06-01" });
  symbols = [{ symbol: "AAPL", series: toRawSeries(bars), sha256: hashBars(bars) }];
  first = (await walk()).results;
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Three folds of 40 days with two seeds, or as `over` says; and each fold as it ended. */
async function walk(over: Partial<BacktestOptions> = {}) {
  const done: FoldDone[] = [];
  const results = await runBacktest({
    symbols,
    config,
    seeds: [42, 43],
    folds: { folds: 3, refitEvery: 40 },
    warmStart: false,
    store: new FoldStore(join(dir, "folds")),
    signal: new AbortController().signal,
    onFold: (fold) => done.push(fold),
    ...over,
  });
  return { results, done };
}

const linesOf = (results: SymbolForecasts[]) => forecastsCsv(results[0]!, 42).trim().split("\n");

describe("a backtest", () => {
  test("when it is done, then every forecaster is summed up by symbol, year and over all", () => {
    const { symbols, overall, panel } = summarize(first);
    const [{ symbol, days, from, to, figures, byYear }] = symbols as [(typeof symbols)[number]];
    expect([symbol, days, from, to]).toEqual(["AAPL", 120, "2017-11-17", "2018-05-11"]);
    expect(figures.naive!.mase).toEqual({ mean: 1, sd: 0 });
    expect(figures.model!.mase.sd).toBeGreaterThan(0);
    expect(figures.har!.winklerToHar).toEqual({ mean: 1, sd: 0 });
    expect(Object.keys(byYear)).toEqual(["2017", "2018"]);
    expect(byYear["2017"]!.days + byYear["2018"]!.days).toBe(120);
    expect(overall.model!.mase).toBeCloseTo(figures.model!.mase.mean, 12);
    expect(panel.absoluteErrorToNaive.n).toBe(120);
    expect(Object.keys(panel)).toEqual([
      "absoluteErrorToNaive",
      "winklerToHar",
      "winklerToConstant",
      "winklerToZeroShot",
    ]);
    // One symbol: the mean difference in units of the rival is the ratio of the mean scores, less 1.
    const ratio = figures.model!.winklerToConstant.mean;
    expect(panel.winklerToConstant!.meanDifference).toBeCloseTo(ratio - 1, 10);
  });

  test("when the forecasts are read, then each has its date, and the scores can be had from them", () => {
    const lines = linesOf(first);
    const { model } = summarize(first).symbols[0]!.figures;
    expect(lines[0]).toMatch(/^date,seed,prediction,naive,actual,sigma,lower50,upper50,/);
    const rows = lines.slice(1).map((line) => line.split(",").map(Number));
    expect(rows).toHaveLength(240);
    const ofSeed = (seed: number) => rows.filter((row) => row[1] === seed);
    const mases = [42, 43].map((seed) => {
      const error = (column: number) =>
        ofSeed(seed).reduce((sum, row) => sum + Math.abs(row[column]! - row[4]!), 0);
      return error(2) / error(3);
    });
    expect((mases[0]! + mases[1]!) / 2).toBeCloseTo(model!.mase.mean, 10);
    const held = [42, 43].map(
      (seed) => ofSeed(seed).filter((row) => row[10]! <= row[4]! && row[4]! <= row[11]!).length / 120,
    );
    expect((held[0]! + held[1]!) / 2).toBeCloseTo(model!.coverage.mean, 10);
  });
});

describe("the value of a backtest", () => {
  test("when it targets a volatility, then that of the first training span, which ends before the first test day", () => {
    const { series } = symbols[0]!;
    const [fold] = walkForward(series.length, 25, { folds: 3, refitEvery: 40 });
    const known = closes(series).subarray(0, fold!.splits.train.to + 25);
    const returns = known.subarray(1).map((close, day) => Math.log(close / known[day]!));
    const centre = mean(returns);
    const deviation = Math.sqrt(mean(returns.map((value) => (value - centre) ** 2)));
    const { summary } = economicValue(first)!;
    expect(summary.symbols[0]!.target).toBeCloseTo(deviation, 12);
    expect(Object.keys(summary.overall.strategies)).toEqual([
      "hold",
      "targetModel",
      "targetZeroShot",
      "targetEwma",
      "targetConstant",
      "signLongOut",
      "signLongShort",
    ]);
  });
});

describe("a backtest that is repeated", () => {
  test("when one fold is missing and one is damaged, then the others are kept and the result is the same", async () => {
    const folds = join(dir, "folds");
    const files = (await readdir(folds)).sort();
    expect(files).toHaveLength(6);
    await rm(join(folds, files[0]!));
    await writeFile(join(folds, files[1]!), "cut off in the mid");
    const { results, done } = await walk();
    expect(done.map(({ symbol, seed, number }) => [symbol, seed, number])).toEqual([
      ["AAPL", 42, 1],
      ["AAPL", 42, 2],
      ["AAPL", 42, 3],
      ["AAPL", 43, 1],
      ["AAPL", 43, 2],
      ["AAPL", 43, 3],
    ]);
    expect(done.filter(({ stored }) => stored)).toHaveLength(4);
    expect(results).toEqual(first);
  });

  test("when a fold's figures were changed on the disk, then it is computed anew", async () => {
    const folds = join(dir, "folds");
    const [file] = (await readdir(folds)).sort();
    const stored = JSON.parse(await readFile(join(folds, file!), "utf8"));
    stored.result.forecasts.points.model[0] *= 2;
    await writeFile(join(folds, file!), JSON.stringify(stored));
    const { results, done } = await walk();
    expect(done.filter(({ stored }) => !stored)).toHaveLength(1);
    expect(results).toEqual(first);
  });

  test("when folds start warm, then the first is as before and the others differ", async () => {
    const { results } = await walk({ warmStart: true, seeds: [42] });
    const days = (lines: string[]) => lines.slice(1, 121);
    const [cold, warm] = [days(linesOf(first)), days(linesOf(results))];
    expect(warm.slice(0, 40)).toEqual(cold.slice(0, 40));
    expect(warm.slice(40)).not.toEqual(cold.slice(40));
    // The weights that the second fold starts from are kept with the first.
    const again = await walk({ warmStart: true, seeds: [42] });
    expect(again.done.every(({ stored }) => stored)).toBe(true);
    expect(again.results).toEqual(results);
  });

  test("when it is interrupted, then finished folds stay, and the next run goes on with the others", async () => {
    const controller = new AbortController();
    const options = { store: new FoldStore(join(dir, "interrupted")), seeds: [42] };
    const interrupted = walk({ ...options, signal: controller.signal, onFold: () => controller.abort() });
    await expect(interrupted).rejects.toThrow(Interrupted);
    const { results, done } = await walk(options);
    expect(done.map(({ stored }) => stored)).toEqual([true, false, false]);
    expect(results[0]!.bySeed[0]).toEqual(first[0]!.bySeed[0]);
  });
});

test("when the caller brings baselines, then each fold has theirs, also a fold that was kept without them", async () => {
  const baselines = { points: { mine: ridgeReturn }, scales: { mine: ewmaReturns } };
  const { results, done } = await walk({ baselines, seeds: [42] });
  expect(done.map(({ stored }) => stored)).toEqual([true, true, true]);
  const [{ points, scales }] = results[0]!.bySeed as [Forecasts];
  expect(points.mine).toHaveLength(120);
  expect(points.mine).toEqual(points.ridge);
  expect(scales.mine).toEqual(scales.ewma);
  const { mine, ridge, ewma } = summarize(results).overall;
  expect(mine).toMatchObject({ mase: ridge!.mase, winklerToHar: ewma!.winklerToHar });
});

test.each([
  [{ folds: 1.5, refitEvery: 40 }, "folds is 1.5: expected a whole number from 1 on"],
  [{ folds: 3, refitEvery: 0 }, "refitEvery is 0: expected a whole number from 1 on"],
  [{ folds: 3, refitEvery: 40, trainWindows: 50 }, "trainWindows is 50: expected a whole number from 100 on"],
])("when the folds are %j, then they are refused", async (folds, message) => {
  await expect(walk({ folds })).rejects.toMatchObject({ code: "bad_option", message });
});

test("when the history is too short for the folds, then nothing is computed", async () => {
  const store = new FoldStore(join(dir, "short"));
  await expect(walk({ store, folds: { folds: 30, refitEvery: 40 } })).rejects.toMatchObject({
    code: "too_few_bars",
    message: expect.stringContaining("30 folds of 40 days and 100 windows of 25 to learn from need"),
  });
  await expect(readdir(join(dir, "short"))).rejects.toMatchObject({ code: "ENOENT" });
});
