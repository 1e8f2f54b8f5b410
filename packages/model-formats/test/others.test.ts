import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import { importKeras } from "../src/keras/import.ts";
import { bundleOf } from "./models.ts";

const FIXTURES = new URL("./fixtures/others/", import.meta.url);

interface Case {
  scaler: { features: string[] | null; [field: string]: unknown };
  columns: string[];
  forecasts: number[];
}

/** Raw bars [n, 6], and Keras' forecasts of the close after the windows that end before the rows `ends`. */
const {
  window,
  ends,
  bars,
  cases,
}: {
  window: number;
  ends: number[];
  bars: number[][];
  cases: Record<string, Case>;
} = JSON.parse(readFileSync(new URL("others.json", FIXTURES), "utf8"));

const windows = ends.map((end) => bars.slice(end - window, end));

function importing(name: string, scaler: object = cases[name]!.scaler, columns?: string[]) {
  return importKeras({
    model: { name, bytes: readFileSync(new URL(name, FIXTURES)) },
    scaler: { name: "scaler.json", text: JSON.stringify(scaler) },
    columns,
  });
}

async function forecastsOf(imported: Awaited<ReturnType<typeof importKeras>>): Promise<number[]> {
  const bundle = await bundleOf("price", { window });
  const forecaster = Forecaster.fromBundle({ ...bundle, ...imported, intervals: undefined });
  return forecaster.forecastBatch(windows).map(({ prediction }) => prediction);
}

function expectClose(forecasts: number[], expected: number[]): void {
  expect(forecasts.map((value, k) => value / expected[k]!)).toEqual(expected.map(() => expect.closeTo(1, 5)));
}

describe("when a model of others is imported", () => {
  test.each(Object.keys(cases))("%s, then its columns and forecasts are Keras'", async (name) => {
    const imported = await importing(name);
    expect(imported.columns).toEqual(cases[name]!.columns);
    expectClose(await forecastsOf(imported), cases[name]!.forecasts);
  });

  test("with a standard scaler that does not centre or scale, then its forecasts do neither", async () => {
    const { scaler } = cases["close-volume.keras"]!;
    const states = [{ with_mean: false }, { with_std: false, scale_: null }].map(async (options) => {
      const { preprocessing } = await importing("close-volume.keras", { ...scaler, ...options });
      return (preprocessing as { targets: object }).targets;
    });
    const [mean, deviation] = [scaler.mean_ as number[], scaler.scale_ as number[]];
    expect(await Promise.all(states)).toEqual([
      { kind: "minmax", offset: [0], scale: [deviation[0]] },
      { kind: "minmax", offset: [mean[0]], scale: [1] },
    ]);
  });

  test("with one column without a name, then it is taken for the close, and a note says so", async () => {
    const { notes } = await importing("close.keras");
    expect(notes).toEqual(["the scaler's one column has no name: it is taken for the close"]);
    expect((await importing("close.h5")).notes).toEqual([]);
  });

  test("with six columns without names, then the one usual order is taken that fits their numbers", async () => {
    expect((await importing("yfinance-order.keras")).notes).toEqual([
      "the scaler's columns have no names: their numbers fit adj_close, close, high, low, open, volume alone of the usual orders",
    ]);
  });

  test("with a scaler of more columns, then a single input is the close, or the column that is named", async () => {
    const { notes } = await importing("close-of-six.keras");
    expect(notes).toEqual(["the network takes one of the scaler's 6 columns: it is taken for the close"]);
    const imported = await importing("close-of-six.keras", undefined, ["Adj Close"]);
    expect([imported.columns, imported.notes]).toEqual([["adj_close"], []]);
  });

  test("with names that are spelled otherwise, then they are understood", async () => {
    const { scaler, columns, forecasts } = cases["yfinance-order.keras"]!;
    const features = ["Adj. Close", "Close/Last", "HIGH", "low ", "Open", "Vol."];
    const imported = await importing("yfinance-order.keras", { ...scaler, features });
    expect([imported.columns, imported.notes]).toEqual([columns, []]);
    expectClose(await forecastsOf(imported), forecasts);
    const named = await importing("yfinance-order.keras", scaler, features);
    expect(named.columns).toEqual(columns);
  });
});

describe("when names and numbers of a scaler do not fit, then it is refused:", () => {
  const six = cases["yfinance-order.keras"]!.scaler;
  const ohlc = cases["ohlc.keras"]!.scaler;
  test.each<[string, string, object, RegExp]>([
    [
      "our order for numbers of another",
      "yfinance-order.keras",
      { ...six, features: ["open", "high", "low", "close", "volume", "adj_close"] },
      /names of the columns do not fit the numbers: the minimum of low is \S+, above that of open, /,
    ],
    [
      "volume and adjusted close swapped",
      "yfinance-order.keras",
      { ...six, features: ["volume", "close", "high", "low", "open", "adj_close"] },
      /the maximum of adj_close is \d{7}, more than 100 times that of high, /,
    ],
    [
      "means that are out of order",
      "ohlc.keras",
      { mean_: [98, 101, 100, 99], scale_: [1, 1, 1, 1], features: ohlc.features },
      /the mean of open is 100, above that of high, 99$/,
    ],
    [
      "four columns without names",
      "ohlc.keras",
      { ...cases["ohlc.keras"]!.scaler, ...sorted(ohlc), features: null },
      /features, .* is missing, and its numbers fit open, high, low, close as well as close, high, low, open: add it/,
    ],
    [
      "six without names in no usual order",
      "yfinance-order.keras",
      { data_min_: [9, 8, 7, 10, 5, 4], data_max_: [19, 18, 17, 20, 15, 14] },
      /is missing, and the minimum of open is 9, above that of high, 8: add it/,
    ],
    [
      "two without names",
      "close-volume.keras",
      { data_min_: [1, 2], data_max_: [3, 4] },
      /is missing, and its numbers fit no usual order: add it/,
    ],
    [
      "a column that bars do not have",
      "close-volume.keras",
      { data_min_: [1, 2], data_max_: [3, 4], features: ["Close", "RSI"] },
      /features has "RSI": expected names of open, high, low/,
    ],
    [
      "a column twice",
      "close-volume.keras",
      { data_min_: [1, 2], data_max_: [3, 4], features: ["Close", "close"] },
      /close is there twice/,
    ],
    [
      "no close",
      "close.keras",
      { data_min_: [1], data_max_: [3], features: ["Open"] },
      /no column close or adj_close, only \["Open"\]/,
    ],
    [
      "fewer columns than the network takes",
      "ohlc.keras",
      { data_min_: [1], data_max_: [3] },
      /the network takes 4 columns a day, and the scaler has 1: expected all of them/,
    ],
    [
      "more columns than the network takes",
      "close-volume.keras",
      six,
      /the network takes 2 of the scaler's 6 columns: name them with --columns/,
    ],
    [
      "a deviation of 0",
      "close.keras",
      { mean_: [1], scale_: [0] },
      /scale_\[0\] is 0: expected a number above 0/,
    ],
    ["means without deviations", "close.keras", { mean_: [1] }, /scale_ has 0 numbers: expected 1/],
  ])("%s", async (_name, model, scaler, message) => {
    await expect(importing(model, scaler)).rejects.toMatchObject({
      code: "bad_scaler",
      message: expect.stringMatching(message),
    });
  });

  test("columns that the scaler does not have, or too many of them", async () => {
    await expect(importing("close.h5", undefined, ["volume"])).rejects.toThrow(
      'the scaler has no column volume, only ["close"]',
    );
    await expect(importing("close.h5", undefined, ["close", "volume"])).rejects.toThrow(
      '--columns is ["close","volume"]: expected 1, as many as the network takes a day',
    );
  });
});

/** Numbers of open, high, low, close from those of low, close, open, high. */
function sorted(scaler: Case["scaler"]): object {
  const pick = (field: string) => [2, 3, 0, 1].map((k) => (scaler[field] as number[])[k]);
  return { data_min_: pick("data_min_"), data_max_: pick("data_max_") };
}
