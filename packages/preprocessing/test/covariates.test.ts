import { describe, expect, test } from "@jest/globals";
import { covariatesOn, type DatedCloses, type RawSeries } from "@lstm-predict/bars";
import { PreprocessingError } from "../src/errors.ts";
import { Preprocessor } from "../src/preprocessor.ts";
import type { TargetName } from "../src/preset.ts";
import { dateOf, randomInteger, randomSeries, seededRandom } from "./bars.ts";

const SYMBOLS = ["^VIX", "SPY"];
const WINDOW = 6;

/** Closes of days `from` (inclusive) to `to` (exclusive) but weekends. */
function closesOf(from: number, to: number, random: () => number): DatedCloses {
  const days = Array.from({ length: to - from }, (_, k) => from + k).filter((day) => day % 7 < 5);
  return { dates: days.map(dateOf), closes: Float64Array.from(days, () => 10 + 20 * random()) };
}

/** Daily bars with the closes of two covariates, which have no weekends and go on after the bars. */
function seriesOf(bars: number, random: () => number): RawSeries {
  const covariates = Object.fromEntries(SYMBOLS.map((symbol) => [symbol, closesOf(-4, bars + 10, random)]));
  return { ...randomSeries(bars, random), covariates };
}

const fit = (series: RawSeries, target: TargetName, trainWindows = 20) =>
  Preprocessor.fit(series, { target, window: WINDOW, trainWindows, covariates: SYMBOLS });

/** All windows [windows, window, features] of a series. */
function gathered(preprocessor: Preprocessor, series: RawSeries): Float32Array {
  const windows = preprocessor.windows(series);
  const x = new Float32Array(windows.length * WINDOW * windows.features);
  windows.gather(
    Array.from({ length: windows.length }, (_, index) => index),
    x,
  );
  return x;
}

describe.each<TargetName>(["distribution", "return", "price"])("the target %s with covariates", (target) => {
  test("when a window is encoded for a forecast, then it is that of the training, bit for bit", () => {
    const series = seriesOf(60, seededRandom(1));
    const preprocessor = fit(series, target);
    const read = Preprocessor.fromJSON(JSON.parse(JSON.stringify(preprocessor)));
    const x = gathered(preprocessor, series);
    const size = WINDOW * preprocessor.features;
    expect([preprocessor.features, read.features, read.covariates]).toEqual([8, 8, SYMBOLS]);
    for (let index = 0; index < 60 - WINDOW; index++) {
      const rows = series.rows.subarray(index * 6, (index + WINDOW) * 6);
      const closes = covariatesOn(series, SYMBOLS, index, index + WINDOW);
      const expected = x.subarray(index * size, (index + 1) * size);
      expect(read.encode(rows, new Float32Array(size), closes)).toEqual(expected);
    }
  });

  test("when covariates are taken out, then the six own columns and all scalers are those without", () => {
    const series = seriesOf(60, seededRandom(2));
    const preprocessor = fit(series, target);
    const plain = Preprocessor.fit(series, { target, window: WINDOW, trainWindows: 20 });
    const { covariates, ...state } = preprocessor.toJSON();
    expect(state).toEqual(plain.toJSON());
    expect(covariates!.channels).toEqual([
      { symbol: "^VIX", kind: "level" },
      { symbol: "SPY", kind: "return" },
    ]);
    const own = gathered(preprocessor, series).filter((_, k) => k % 8 < 6);
    expect(own).toEqual(gathered(plain, series));
  });

  test("when a later close of a covariate changes, then nothing before it does", () => {
    const random = seededRandom(3);
    for (let trial = 0; trial < 20; trial++) {
      const series = seriesOf(60, random);
      const day = randomInteger(random, 20 + WINDOW, 59);
      const { dates, closes } = series.covariates!.SPY!;
      const later = closes.map((close, k) => (dates[k]! > dateOf(day) ? close * (0.1 + random()) : close));
      const changed = { ...series, covariates: { ...series.covariates, SPY: { dates, closes: later } } };
      const [before, after] = [fit(series, target), fit(changed, target)];
      expect(after.toJSON()).toEqual(before.toJSON());
      const known = (day - WINDOW + 2) * WINDOW * 8;
      expect(gathered(after, changed).subarray(0, known)).toEqual(
        gathered(before, series).subarray(0, known),
      );
    }
  });
});

describe("the channels", () => {
  const series = seriesOf(40, seededRandom(4));
  const preprocessor = fit(series, "return");
  const { scaler } = preprocessor.toJSON().covariates!;
  const x = gathered(preprocessor, series);
  /** The unscaled values of a channel in the window at `index`. */
  const channel = (k: number, index: number) =>
    Array.from(
      { length: WINDOW },
      (_, row) => x[(index * WINDOW + row) * 8 + 6 + k]! * scaler.scale[k]! + scaler.offset[k]!,
    );
  const logsOf = (symbol: string, index: number) =>
    covariatesOn(series, [symbol], index, index + WINDOW)[0]!.map(Math.log);

  test.each([0, 3, 30])("when the window is at %d, then VIX is its level and SPY its returns", (index) => {
    const vix = logsOf("^VIX", index);
    const mean = vix.reduce((sum, log) => sum + log, 0) / WINDOW;
    channel(0, index).forEach((value, row) => {
      expect(value).toBeCloseTo(vix[row]! - mean, 6);
    });
    const spy = logsOf("SPY", index);
    channel(1, index).forEach((value, row) => {
      expect(value).toBeCloseTo(row === 0 ? 0 : spy[row]! - spy[row - 1]!, 6);
    });
  });

  test("when a day has no session, then it has the close before", () => {
    const saturday = covariatesOn(series, ["SPY"], 4, 7)[0]!;
    expect([saturday[1], saturday[2]]).toEqual([saturday[0], saturday[0]]);
  });
});

describe("closes that are not known", () => {
  const series = seriesOf(60, seededRandom(5));
  const without = (change: (closes: DatedCloses) => DatedCloses | undefined): RawSeries => {
    const { SPY, ...rest } = series.covariates!;
    const changed = change(SPY!);
    return { ...series, covariates: changed ? { ...rest, SPY: changed } : rest };
  };
  const from = (day: number) =>
    without(({ dates, closes }) => {
      const first = dates.findIndex((date) => date >= dateOf(day));
      return { dates: dates.slice(first), closes: closes.slice(first) };
    });
  test.each<[string, RawSeries, string]>([
    ["the covariate is missing", without(() => undefined), "the bars have no closes of the covariate SPY"],
    [
      "it begins later",
      from(9),
      "the covariate SPY has no close above 0 on 2020-01-01 or in the week before: expected one for each bar, or only bars from a later day on",
    ],
    [
      "it ends eight days before",
      without(({ dates, closes }) => ({ dates: dates.slice(0, 20), closes: closes.slice(0, 20) })),
      "the covariate SPY has no close above 0 on 2020-0",
    ],
    [
      "one is 0",
      without(({ dates, closes }) => ({ dates, closes: closes.map((close, k) => (k === 8 ? 0 : close)) })),
      "the covariate SPY has no close above 0 on 2020-01-05",
    ],
  ])("when %s, then nothing is fitted, and the error names the day", (_name, changed, message) => {
    const attempt = () => fit(changed, "return", 50);
    expect(attempt).toThrow(PreprocessingError);
    expect(attempt).toThrow(message);
  });

  test("when a window has not all of its closes, then it is not encoded, and the forecast is that without the network", () => {
    const preprocessor = fit(series, "return").withPoint({ shrinkage: 0.5, drift: 0.001 });
    const rows = series.rows.subarray(0, WINDOW * 6);
    const closes = covariatesOn(series, SYMBOLS, 0, WINDOW);
    expect(preprocessor.lackingCovariates(closes)).toEqual([]);
    const [vix, spy] = closes as [Float64Array, Float64Array];
    for (const [given, lacking] of [
      [undefined, SYMBOLS],
      [[vix], ["SPY"]],
      [[vix, spy.slice(1)], ["SPY"]],
      [[vix.map(() => 0), spy], ["^VIX"]],
      [[vix, spy.with(2, Number.NaN)], ["SPY"]],
    ] as const) {
      expect(preprocessor.lackingCovariates(given)).toEqual(lacking);
      expect(() => preprocessor.encode(rows, undefined, given)).toThrow(
        `the window has no closes of ${lacking.join(", ")}: expected 6 of each, above 0`,
      );
    }
    expect(preprocessor.withoutNetwork(100)).toEqual({ price: 100 * Math.exp(0.001) });
  });
});

test.each<[string, unknown, string]>([
  ["channels", [], "covariates.channels is []: expected one channel or more"],
  ["channels.0.kind", "log", 'covariates.channels[0].kind is "log": expected "return" or "level"'],
  ["channels.1.symbol", "../x", 'covariates.channels[1].symbol is "../x": expected a symbol such as SPY'],
  ["scaler.scale", [1], "covariates.scaler.scale is [1]: expected 2 numbers, one for each channel"],
  ["scaler.offset.1", null, "covariates.scaler.offset[1] is null: expected a finite number"],
])("when the field covariates.%s of the state is %j, then: %s", (path, value, message) => {
  const state = JSON.parse(JSON.stringify(fit(seriesOf(60, seededRandom(6)), "return")));
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce((object, key) => object[key], state.covariates);
  parent[last] = value;
  expect(() => Preprocessor.fromJSON(state)).toThrow(new PreprocessingError("bad_state", message));
});
