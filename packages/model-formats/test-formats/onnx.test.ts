import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Forecaster, withoutSigma } from "@lstm-predict/forecaster";
import type { TargetName } from "@lstm-predict/preprocessing";
import { exportOnnx } from "../src/onnx/export.ts";
import { bundleOf, flat, type ModelOptions, windowsOf } from "../test/models.ts";
import { folder, node, python } from "./processes.ts";

type Outputs = Record<string, ArrayLike<number>>;

const WINDOWS = 400;
const POINT = ["prediction", "naive", "return"];
const ERROR_BAR = [
  "volatility",
  ...[50, 80, 90, 95].flatMap((level) => [`lower_${level}`, `upper_${level}`]),
];

/** The forecaster's forecasts under the names of the graph's outputs. */
function outputsOf(forecaster: Forecaster, windows: number[][][]): Outputs {
  const outputs: Record<string, number[]> = {};
  for (const { intervals, ...point } of forecaster.forecastBatch(windows).map(withoutSigma)) {
    const bounds = Object.entries(intervals ?? {}).flatMap(([level, [lower, upper]]) => [
      [`lower_${level}`, lower],
      [`upper_${level}`, upper],
    ]);
    for (const [name, value] of Object.entries({ ...point, ...Object.fromEntries(bounds) })) {
      outputs[name] ??= [];
      outputs[name].push(value as number);
    }
  }
  return outputs;
}

/** The largest relative difference of each output; for a return that of the price ratio, 1 + return. */
function differences(outputs: Outputs, expected: Outputs): Record<string, number> {
  return Object.fromEntries(
    Object.entries(expected).map(([name, values]) => {
      const base = name === "return" ? 1 : 0;
      const relative = Array.from(
        values,
        (value, k) => Math.abs(outputs[name]![k]! - value) / Math.abs(base + value),
      );
      return [name, Math.max(...relative)];
    }),
  );
}

function expectSame(outputs: Outputs, expected: Outputs): void {
  expect(Object.keys(outputs)).toEqual(Object.keys(expected));
  const different = Object.entries(differences(outputs, expected)).filter(
    ([, difference]) => !(difference < 1e-4),
  );
  expect(different).toEqual([]);
}

describe.each<[string, TargetName, ModelOptions]>([
  ["the default target", "distribution", {}],
  ["returns", "return", {}],
  ["prices", "price", {}],
  ["prices with intervals around the forecast", "price", { centre: "forecast" }],
  ["a window without a month, so that the volatility is constant", "distribution", { window: 7 }],
  ["a window of a month and a day, one LSTM layer", "return", { window: 23, units: [6] }],
  ["three LSTM layers and no error bar", "distribution", { units: [8, 7, 3], intervals: false, window: 30 }],
])("when a bundle of %s is exported", (_name, target, options) => {
  test("then ONNX' checker accepts it, and both runtimes give the forecaster's forecasts for every window", async () => {
    const bundle = await bundleOf(target, options);
    const { window = 60, intervals = true } = options;
    const windows = windowsOf(window, WINDOWS);
    const expected = outputsOf(Forecaster.fromBundle(bundle), windows);
    const dir = await folder();
    const files = [join(dir, "model.onnx"), join(dir, "windows.f64")] as const;
    await writeFile(files[0], exportOnnx(bundle));
    await writeFile(files[1], flat(windows));

    const inNode = JSON.parse(await node("run-onnx.ts", [...files]));
    expect(inNode.input).toBe("window");
    expect(Object.keys(inNode.outputs)).toEqual(intervals ? [...POINT, ...ERROR_BAR] : POINT);
    expectSame(inNode.outputs, expected);

    const inPython = JSON.parse(await python("run_onnx.py", [...files]));
    expect(inPython.input).toEqual(["window", "tensor(double)", ["batch", window, 6]]);
    expect(inPython.metadata).toEqual({
      symbol: "TEST",
      version: bundle.metadata.version,
      target,
      window: String(window),
      columns: "open,high,low,close,volume,adj_close",
      data_source: "csv",
      trained_from: "2020-01-01",
      trained_to: "2020-10-26",
    });
    expectSame(inPython.together, expected);
    expectSame(inPython.alone, expected);
  });
});
