import { describe, expect, test } from "@jest/globals";
import { LEVELS } from "@lstm-predict/forecasts";
import { Preprocessor } from "@lstm-predict/preprocessing";
import {
  IntervalForecaster,
  OWN_BARS,
  PooledVolatility,
  returnDensity,
  standardDeviation,
} from "@lstm-predict/volatility";
import { Forecaster } from "../src/forecaster.ts";
import { rowsAt, savedModel } from "./trained.ts";

const flat = (rows: Float64Array[]) => Float64Array.from(rows.flatMap((row) => [...row]));

describe.each(["distribution", "return", "price"] as const)("the error bar of a %s model", (target) => {
  test("when a window is forecast, then its intervals are the volatility's, around the last close, nested", async () => {
    const { bundle, series, window } = await savedModel(target);
    const forecaster = await Forecaster.load(bundle.dir);
    for (const at of [0, 100, 239]) {
      const rows = rowsAt(series, at, window);
      const { naive, intervals, volatility } = forecaster.forecast(rows);
      const [decoded] = forecaster.decodeBatch([rows]);
      const sigma = Math.exp(forecaster.intervals!.volatility.forecast(decoded!.window) / 2);
      LEVELS.forEach((level, k) => {
        const [lower, upper] = intervals![String(100 * level) as "50"];
        expect(upper).toBeCloseTo(naive * Math.exp(OWN_BARS.quantiles[k]! * sigma), 8);
        expect(lower).toBeCloseTo(naive * Math.exp(-OWN_BARS.quantiles[k]! * sigma), 8);
      });
      const density = returnDensity(sigma, OWN_BARS.quantiles[LEVELS.indexOf(0.9)]!);
      expect(volatility).toBeCloseTo(standardDeviation(density), 12);
    }
  });

  test("when several windows are forecast at once, then each has the same error bar as alone", async () => {
    const { bundle, series, window } = await savedModel(target);
    const forecaster = await Forecaster.load(bundle.dir);
    const windows = [0, 7, 150].map((at) => rowsAt(series, at, window));
    const expected = windows.map((rows) => forecaster.forecast(rows));
    expect(forecaster.forecastBatch(windows)).toEqual(expected);
    expect(await forecaster.forecastBatchAsync(windows)).toEqual(expected);
  });
});

test("when the network forecasts the variance, then the scale is the mean of its logarithm and zero-shot HAR's", async () => {
  const { bundle, model, preprocessor, series, window } = await savedModel("distribution");
  const forecaster = await Forecaster.load(bundle.dir);
  const rows = rowsAt(series, 40, window);
  const tf = await import("@tensorflow/tfjs");
  const x = tf.tensor3d(preprocessor.encode(flat(rows)), [1, window, 6]);
  const outputs = (model.predict(x) as import("@tensorflow/tfjs").Tensor).dataSync();
  const { logVariance } = preprocessor.decode(outputs, 1);
  const own = new PooledVolatility().forecast({ rows: flat(rows) });
  const [decoded] = forecaster.decodeBatch([rows]);
  expect(forecaster.intervals!.volatility.forecast(decoded!.window)).toBeCloseTo((logVariance! + own) / 2, 5);
});

test("when days are tracked, then the intervals widen after moves beyond them and narrow after calm", async () => {
  const { bundle, series, window } = await savedModel("return");
  const width = (forecaster: Forecaster) => {
    const [lower, upper] = forecaster.forecast(rowsAt(series, 100, window)).intervals!["90"];
    return Math.log(upper / lower);
  };
  const rows = rowsAt(series, 100, window);
  const [calm, wild] = [Forecaster.fromBundle(bundle), Forecaster.fromBundle(bundle)];
  const before = width(calm);
  const close = rows.at(-1)![3]!;
  calm.track([rows], [close]);
  wild.track([rows], [close * 2]);
  expect(width(calm) / before).toBeCloseTo(Math.exp(-0.01 * 0.1), 10);
  expect(width(wild) / before).toBeCloseTo(Math.exp(0.01 * 0.9), 10);
});

test("when a bundle has no error bar, as those of version 0.1, then its forecasts have none", async () => {
  const { bundle, series, window } = await savedModel("return", { intervals: false });
  const forecaster = await Forecaster.load(bundle.dir);
  expect(Object.keys(forecaster.forecast(rowsAt(series, 0, window)))).toEqual([
    "prediction",
    "naive",
    "return",
  ]);
});

test("when the window is too short for HAR, then the scale is the constant one", async () => {
  const { bundle, series } = await savedModel("return", { window: 20 });
  const forecaster = await Forecaster.load(bundle.dir);
  const [a, b] = [0, 50].map((at) => forecaster.forecast(rowsAt(series, at, 20)).volatility);
  expect(a).toBe(b);
});

test.each([
  ["version", 3, "interval.version is 3"],
  ["tracker", { levels: [0.5], quantiles: [-1], eta: 0.01 }, "tracker.quantiles[0] is -1"],
  ["volatility", { kind: "external", name: "oracle" }, "volatility.name"],
])("when the stored error bar has a bad %s, then the bundle is refused", async (field, value, message) => {
  const { bundle } = await savedModel("return");
  const intervals = { ...(bundle.intervals as object), [field]: value };
  expect(() => Forecaster.fromBundle({ ...bundle, intervals })).toThrow(message);
});

test("when the preprocessing belongs to another model, then the network's outputs do not fit", async () => {
  const [two, one] = [await savedModel("distribution"), await savedModel("return")];
  const mixed = { ...two.bundle, preprocessing: Preprocessor.fromJSON(one.bundle.preprocessing).toJSON() };
  expect(() => Forecaster.fromBundle(mixed)).toThrow(
    "maps [60, 6] to [2]: its scalers expect [60, 6] to [1]",
  );
  expect(IntervalForecaster.fromJSON(one.bundle.intervals).tracker.levels).toEqual([...LEVELS]);
});
