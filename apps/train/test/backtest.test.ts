import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { runFold, walkForward } from "@lstm-predict/backtest";
import { type RawSeries, toRawSeries } from "@lstm-predict/bars";
import { type SplitTable, scoreRange } from "@lstm-predict/evaluation";
import { parseConfig, Random } from "@lstm-predict/model";
import { cli, folder } from "./cli.ts";

describe("the folds", () => {
  test("when the span expands, then each fold ends where the next tests, and learns from all before", () => {
    const folds = walkForward(400, 60, { folds: 3, refitEvery: 50 });
    expect(folds.map(({ bars }) => bars)).toEqual([
      { from: 0, to: 300 },
      { from: 0, to: 350 },
      { from: 0, to: 400 },
    ]);
    expect(folds.map(({ splits }) => splits.test)).toEqual([
      { from: 190, to: 240 },
      { from: 240, to: 290 },
      { from: 290, to: 340 },
    ]);
    expect(folds[0]!.splits).toMatchObject({
      train: { from: 0, to: 156 },
      validation: { from: 156, to: 190 },
    });
  });

  test("when the span slides, then a fold has the windows before it alone", () => {
    const folds = walkForward(400, 60, { folds: 3, refitEvery: 50, trainWindows: 120 });
    expect(folds.map(({ bars }) => bars)).toEqual([
      { from: 70, to: 300 },
      { from: 120, to: 350 },
      { from: 170, to: 400 },
    ]);
    for (const { splits } of folds) expect(splits.test).toEqual({ from: 120, to: 170 });
  });

  test("when the history is short, then the error says how much is needed", () => {
    expect(() => walkForward(300, 60, { folds: 3, refitEvery: 50 })).toThrow(
      "there are 300 bars: 3 folds of 50 days and 100 windows of 60 to learn from need 310",
    );
  });
});

/** 330 days whose moves a signal decides; the volume tells the signal of the day itself, or of the day after. */
function planted(volumeTells: "same day" | "next day"): RawSeries {
  const random = new Random(4);
  const signals = Array.from({ length: 331 }, () => (random.uniform() < 0.5 ? -1 : 1));
  let close = 100;
  return toRawSeries(
    Array.from({ length: 330 }, (_, k) => {
      const open = close;
      close *= Math.exp(0.01 * signals[k]! + 0.002 * random.normal());
      const told = signals[volumeTells === "same day" ? k : k + 1]!;
      return {
        date: new Date(Date.UTC(2020, 0, 1 + k)).toISOString().slice(0, 10),
        ...{ open, high: Math.max(open, close) * 1.001, low: Math.min(open, close) * 0.999, close },
        ...{ volume: told > 0 ? 2e6 : 1e6, adjClose: close },
      };
    }),
  );
}

async function scoreOf(series: RawSeries): Promise<SplitTable["model"]> {
  const config = parseConfig({
    ...{ target: "return", window: 25, units: [8], denseUnits: 4, dropout: 0, l2: 0 },
    ...{ epochs: 40, learningRate: 0.01, seed: 1 },
  });
  const [fold] = walkForward(series.length, 25, { folds: 1, refitEvery: 60 });
  const { forecasts } = await runFold({ series, fold: fold!, config, signal: new AbortController().signal });
  expect(forecasts.dates).toEqual(series.dates.slice(-60));
  return scoreRange(forecasts, { from: 0, to: 60 }).model;
}

describe("planted signals", () => {
  test("when the volume tells the next day's move, then it is found", async () => {
    const model = await scoreOf(planted("next day"));
    expect(model.mase).toBeLessThan(0.5);
    expect(model.directionalAccuracy).toBeGreaterThan(0.95);
    expect(model.diebold.p).toBeLessThan(0.001);
  });

  test("when the volume tells the day's own move, which no one knows the evening before, then nothing is gained", async () => {
    const model = await scoreOf(planted("same day"));
    expect(model.mase).toBeGreaterThan(0.9);
    expect(model.diebold.p).toBeGreaterThan(0.05);
  });

  test("when days after the fold change, then no forecast of it does", async () => {
    const config = parseConfig({ window: 25, units: [3], denseUnits: 2, epochs: 2, target: "distribution" });
    const series = planted("next day");
    const changed = { ...series, rows: series.rows.map((value, k) => (k >= 300 * 6 ? value * 3 : value)) };
    const [first] = walkForward(series.length, 25, { folds: 2, refitEvery: 30 });
    const { signal } = new AbortController();
    const [before, after] = [
      await runFold({ series, fold: first!, config, signal }),
      await runFold({ series: changed, fold: first!, config, signal }),
    ];
    expect(before.forecasts.dates.at(-1)).toBe(series.dates[299]);
    expect(after.forecasts).toEqual(before.forecasts);
  });
});

describe("backtest", () => {
  const SMALL = [
    ...["--symbol", "AAPL", "--source", "sample", "--start", "2016-06-01", "--window", "25"],
    ...[
      "--units",
      "4",
      "--dense-units",
      "3",
      "--epochs",
      "2",
      "--folds",
      "3",
      "--refit-every",
      "40",
      "--seeds",
      "2",
    ],
  ];
  let out: string;
  let first: Awaited<ReturnType<typeof cli>>;
  // biome-ignore lint/suspicious/noExplicitAny: the test is what checks the document's shape
  let document: any;
  beforeAll(async () => {
    out = await folder();
    first = await cli(["backtest", ...SMALL, "--out", out, "--json"]);
    document = JSON.parse(first.stdout);
  });

  test("when it is done, then every forecaster is summed up by symbol, year and over all", () => {
    expect(first.code).toBe(0);
    const [{ symbol, days, from, to, figures, byYear }] = document.symbols;
    expect([symbol, days, from, to]).toEqual(["AAPL", 120, "2017-11-17", "2018-05-11"]);
    expect(figures.naive.mase).toEqual({ mean: 1, sd: 0 });
    expect(figures.model.winklerToHar.sd).toBeGreaterThan(0);
    expect(figures.har.winklerToHar).toEqual({ mean: 1, sd: 0 });
    expect(Object.keys(byYear)).toEqual(["2017", "2018"]);
    expect(byYear["2017"].days + byYear["2018"].days).toBe(120);
    expect(document.overall.model.mase).toBeCloseTo(figures.model.mase.mean, 12);
    expect(document.panel.absoluteErrorToNaive.n).toBe(120);
  });

  test("when the forecasts are read, then each has its date, and the scores can be had from them", async () => {
    const lines = (await readFile(document.files[0], "utf8")).trim().split("\n");
    expect(lines[0]).toMatch(/^date,seed,prediction,naive,actual,sigma,lower50,upper50,/);
    const rows = lines.slice(1).map((line) => line.split(",").map(Number));
    expect(rows).toHaveLength(240);
    const ofSeed = (seed: number) => rows.filter((row) => row[1] === seed);
    const mases = [42, 43].map((seed) => {
      const error = (column: number) =>
        ofSeed(seed).reduce((sum, row) => sum + Math.abs(row[column]! - row[4]!), 0);
      return error(2) / error(3);
    });
    expect((mases[0]! + mases[1]!) / 2).toBeCloseTo(document.symbols[0].figures.model.mase.mean, 10);
    const held = ofSeed(42).filter((row) => row[10]! <= row[4]! && row[4]! <= row[11]!).length / 120;
    const other = ofSeed(43).filter((row) => row[10]! <= row[4]! && row[4]! <= row[11]!).length / 120;
    expect((held + other) / 2).toBeCloseTo(document.symbols[0].figures.model.coverage.mean, 10);
  });

  test("when it is repeated after an interruption, then finished folds are kept and the result is the same", async () => {
    const [plan] = await readdir(out);
    const folds = join(out, plan!, "folds");
    const files = (await readdir(folds)).sort();
    expect(files).toHaveLength(6);
    await rm(join(folds, files[0]!));
    await writeFile(join(folds, files[1]!), "cut off in the mid");
    const again = await cli(["backtest", ...SMALL, "--out", out, "--json"]);
    expect(again.stderr.match(/\(kept\)/g)).toHaveLength(4);
    expect(JSON.parse(again.stdout)).toEqual(document);
  });

  test("when folds start warm, then the first is as before and the others differ", async () => {
    const run = await cli(["backtest", ...SMALL, "--warm-start", "--seeds", "1", "--out", out, "--json"]);
    const lines = async (file: string) => (await readFile(file, "utf8")).trim().split("\n").slice(1, 121);
    const [cold, warm] = [await lines(document.files[0]), await lines(JSON.parse(run.stdout).files[0])];
    expect(warm.slice(0, 40)).toEqual(cold.slice(0, 40));
    expect(warm.slice(40)).not.toEqual(cold.slice(40));
  });

  test.each([
    [["--folds", "0"], 2, "Expected a whole number of at least 1"],
    [["--train-windows", "20"], 2, "Expected a whole number of at least 100"],
    [["--folds", "30"], 1, "30 folds of 40 days and 100 windows of 25 to learn from need"],
    [["--symbol", "AAPL,../x"], 1, 'symbol is "../x"'],
    [["--symbol", "A,B", "--csv", "x.csv"], 2, "--csv is one symbol's file, but --symbol has 2"],
  ])("when it is %j, then it is refused in one line", async (args, code, message) => {
    const run = await cli(["backtest", ...SMALL, ...args, "--out", out]);
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(message);
  });
});
