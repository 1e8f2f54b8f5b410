import { execFileSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { COLUMN_COUNT, type RawSeries } from "@lstm-predict/bars";
import type { WindowSet } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";
import { Forecaster } from "../src/forecaster.ts";
import { loadStock } from "./stock.ts";
import { rowsAt, savedModel } from "./trained.ts";

/** The scaled outputs of a TensorFlow.js model for windows gathered as training gathers them. */
function networkOutputs(model: tf.LayersModel, windows: WindowSet, indices: number[]): Float32Array {
  const x = new Float32Array(indices.length * windows.window * COLUMN_COUNT);
  windows.gather(indices, x);
  return tf.tidy(() =>
    (
      model.predict(tf.tensor3d(x, [indices.length, windows.window, COLUMN_COUNT])) as tf.Tensor
    ).dataSync<"float32">(),
  );
}

const lastClose = (series: RawSeries, at: number, window: number) =>
  series.rows[(at + window - 1) * COLUMN_COUNT + 3]!;

describe.each([
  ["distribution", {}],
  ["return", {}],
  ["price", {}],
  ["return", { units: [100, 50] }],
  ["return", { units: [7], window: 5 }],
  ["price", { units: [6, 5, 3], window: 11 }],
] as const)("a %s model with %j", (target, options) => {
  test("when windows are forecast, then prices equal the trained model's and the stock-loaded one's", async () => {
    const { bundle, model, preprocessor, series, window } = await savedModel(target, options as object);
    const forecaster = await Forecaster.load(bundle.dir);
    const indices = [0, 1, 17, 100, 149, 200, 239];
    const forecasts = forecaster.forecastBatch(indices.map((at) => rowsAt(series, at, window)));
    for (const network of [model, await loadStock(bundle.dir)]) {
      const outputs = networkOutputs(network, preprocessor.windows(series), indices);
      indices.forEach((at, k) => {
        const close = lastClose(series, at, window);
        const scaled = outputs.subarray(k * preprocessor.outputs, (k + 1) * preprocessor.outputs);
        const { price: expected } = preprocessor.decode(scaled, close);
        expect(Math.abs(forecasts[k]!.prediction / expected - 1)).toBeLessThan(1e-5);
        expect(forecasts[k]!.naive).toBe(close);
        expect(forecasts[k]!.return).toBeCloseTo(expected / close - 1, 5);
      });
    }
    indices.forEach((at, k) => {
      expect(forecaster.forecast(rowsAt(series, at, window))).toEqual(forecasts[k]);
    });
  });
});

test("when there are no windows, then there are no forecasts", async () => {
  const { bundle } = await savedModel("return");
  const forecaster = Forecaster.fromBundle(bundle);
  expect(forecaster.forecastBatch([])).toEqual([]);
  expect(await forecaster.forecastBatchAsync([])).toEqual([]);
});

test("when a fresh process forecasts, then it never loads TensorFlow.js", async () => {
  const { bundle, series, window } = await savedModel("return");
  const rows = rowsAt(series, 0, window).map((row) => [...row]);
  const script = `
    import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) {
      if (url.includes("tensorflow")) throw new Error("loaded " + url);
      return next(url, context);
    } });
    const { Forecaster } = await import(${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)});
    const forecaster = await Forecaster.load(${JSON.stringify(bundle.dir)});
    process.stdout.write(JSON.stringify(forecaster.forecast(${JSON.stringify(rows)})));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
    timeout: 30_000,
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  expect(JSON.parse(output)).toEqual(Forecaster.fromBundle(bundle).forecast(rows));
});
