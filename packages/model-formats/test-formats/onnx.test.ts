import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import { Random } from "@lstm-predict/model";
import type { TargetName } from "@lstm-predict/preprocessing";
import { type Context, impliedOf, logRangeVariance } from "@lstm-predict/volatility";
import { exportOnnx } from "../src/onnx/export.ts";
import { bundleOf, flat, type ModelOptions, windowsOf } from "../test/models.ts";
import { folder, node, python } from "./processes.ts";

type Outputs = Record<string, ArrayLike<number>>;

const WINDOWS = 400;
const HORIZONS = [1, 5, 7, 20];

/** The names of the outputs of a horizon. */
function namesOf(horizon: number, intervals: boolean): string[] {
  const bounds = [50, 80, 90, 95].flatMap((level) => [`lower_${level}`, `upper_${level}`]);
  const names = ["prediction", "return", ...(intervals ? ["volatility", ...bounds] : [])];
  return names.map((name) => (horizon === 1 ? name : `${name}_${horizon}`));
}

/** The forecaster's forecasts under the names of the graph's outputs. */
function outputsOf(forecaster: Forecaster, windows: number[][][], contexts?: Context[]): Outputs {
  const outputs: Record<string, number[]> = {};
  const add = (name: string, value: number) => {
    outputs[name] ??= [];
    outputs[name].push(value);
  };
  for (const forecast of forecaster.forecastBatch(windows, contexts)) {
    add("naive", forecast.naive);
    for (const horizon of HORIZONS) {
      const { prediction, volatility, intervals, ...rest } =
        horizon === 1 ? forecast : forecaster.forecastAt(forecast, horizon);
      const end = horizon === 1 ? "" : `_${horizon}`;
      add(`prediction${end}`, prediction);
      add(`return${end}`, rest.return);
      if (volatility !== undefined) add(`volatility${end}`, volatility);
      for (const [level, [lower, upper]] of Object.entries(intervals ?? {})) {
        add(`lower_${level}${end}`, lower);
        add(`upper_${level}${end}`, upper);
      }
    }
  }
  return outputs;
}

/** What is known of each window beside its bars: year and VIX in all combinations; NaN where they are not known. */
function surroundings(length: number) {
  const random = new Random(41);
  const bars = windowsOf(251, WINDOWS);
  const closes = bars.map(() => Array.from({ length: 60 }, () => 20 * Math.exp(0.3 * random.normal())));
  const none = (values: number[][]) => values.map((row) => row.map(() => Number.NaN));
  const years = bars.map((rows, k) => (k % 2 === 0 ? rows : none(rows)));
  const vix = closes.map((row, k) => (k % 4 < 2 ? row : none([row])[0]!));
  const contexts = bars.map((rows, k): Context => {
    const variances = logRangeVariance(rows.flat());
    const year = variances.reduce((sum, value) => sum + value, 0) / 250;
    return {
      ...(k % 2 === 0 && { year }),
      ...(k % 4 < 2 && { implied: impliedOf(closes[k]!)! }),
    };
  });
  return { windows: bars.map((rows) => rows.slice(-length)), years, vix, contexts };
}

/** The largest relative difference of each output; for a return that of the price ratio, 1 + return. */
function differences(outputs: Outputs, expected: Outputs): Record<string, number> {
  return Object.fromEntries(
    Object.entries(expected).map(([name, values]) => {
      const base = name.startsWith("return") ? 1 : 0;
      const relative = Array.from(
        values,
        (value, k) => Math.abs(outputs[name]![k]! - value) / Math.abs(base + value),
      );
      return [name, Math.max(...relative)];
    }),
  );
}

/** @param isExact whether a value has nothing of the network, which computes in float32 */
function expectSame(outputs: Outputs, expected: Outputs, isExact: (name: string) => boolean): void {
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(expected).sort());
  const different = Object.entries(differences(outputs, expected)).filter(
    ([name, difference]) => !(difference < (isExact(name) ? 1e-9 : 1e-4)),
  );
  expect(different).toEqual([]);
}

/** Returns whether an output of such a bundle has nothing of the network, which has a part of all volatilities of short windows. */
function exactFor(
  target: TargetName,
  { centre, window = 60, horizons = [1] }: ModelOptions,
): (name: string) => boolean {
  const isNextExact = target !== "distribution" && centre === undefined;
  const isLaterExact = isNextExact || window > 22;
  const mixed = horizons.slice(1, -1).map((horizon) => `_${horizon}`);
  return (name) =>
    /^(volatility|lower|upper)/.test(name) &&
    (/_(5|7|20)$/.test(name) ? isLaterExact && !mixed.some((end) => name.endsWith(end)) : isNextExact);
}

describe.each<[string, TargetName, ModelOptions]>([
  ["the default target", "distribution", {}],
  ["a network of several horizons", "distribution", { horizons: [1, 5, 7, 20] }],
  ["returns", "return", {}],
  ["prices", "price", {}],
  ["prices with intervals around the forecast", "price", { centre: "forecast" }],
  ["the default target as older versions trained it", "distribution", { volatility: "version 1" }],
  ["returns as older versions trained it", "return", { volatility: "version 1", units: [6] }],
  ["a window without a month, so that the volatility is constant", "distribution", { window: 7 }],
  ["a window of a month and a day, one LSTM layer", "return", { window: 23, units: [6] }],
  ["three LSTM layers and no error bar", "distribution", { units: [8, 7, 3], intervals: false, window: 30 }],
])("when a bundle of %s is exported", (_name, target, options) => {
  test("then ONNX' checker accepts it, and both runtimes give the forecaster's forecasts for every window", async () => {
    const bundle = await bundleOf(target, options);
    const { window = 60, intervals = true } = options;
    const windows = windowsOf(window, WINDOWS);
    const expected = outputsOf(Forecaster.fromBundle(bundle), windows);
    const isExact = exactFor(target, options);
    const dir = await folder();
    const files = [join(dir, "model.onnx"), join(dir, "windows.f64")] as const;
    await writeFile(files[0], exportOnnx(bundle, { horizons: HORIZONS }));
    await writeFile(files[1], flat(windows));

    const inNode = JSON.parse(await node("run-onnx.ts", [...files]));
    expect(inNode.input).toBe("window");
    expect(Object.keys(inNode.outputs)).toEqual(
      HORIZONS.flatMap((horizon) => namesOf(horizon, intervals)).toSpliced(1, 0, "naive"),
    );
    expectSame(inNode.outputs, expected, isExact);

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
    expectSame(inPython.together, expected, isExact);
    expectSame(inPython.alone, expected, isExact);
  });
});

describe.each<[TargetName, ModelOptions, string[]]>([
  ["distribution", { volatility: "vix" }, ["year", "vix"]],
  ["return", { volatility: "vix", window: 30, units: [6] }, ["year", "vix"]],
  ["price", { volatility: "own" }, ["year"]],
  ["return", { volatility: "version 1", units: [6] }, ["year"]],
])("when a bundle of the target %s with %j is given year and VIX", (target, options, optional) => {
  test("then each window has the forecaster's forecast from what is known of it", async () => {
    const bundle = await bundleOf(target, options);
    const { windows, years, vix, contexts } = surroundings(options.window ?? 60);
    const expected = outputsOf(Forecaster.fromBundle(bundle), windows, contexts);
    const dir = await folder();
    const write = async (name: string, content: Uint8Array) => {
      await writeFile(join(dir, name), content);
      return join(dir, name);
    };
    const bytes = (values: number[][][]) => new Uint8Array(flat(values).buffer);
    const [model, required] = [
      await write("model.onnx", exportOnnx(bundle, { horizons: HORIZONS })),
      await write("required.onnx", exportOnnx(bundle, { horizons: HORIZONS, requireInputs: true })),
    ];
    const inputs = [
      await write("windows.f64", bytes(windows)),
      await write("years.f64", bytes(years)),
      await write("vix.f64", bytes([vix])),
    ].slice(0, 1 + optional.length);
    const isExact = exactFor(target, options);
    const { together, alone, optional: found } = JSON.parse(await python("run_onnx.py", [model, ...inputs]));
    expect(found).toEqual(optional);
    for (const outputs of [together, alone]) expectSame(outputs, expected, isExact);
    // ONNX Runtime for Node passes no optional inputs.
    const { outputs } = JSON.parse(await node("run-onnx.ts", [required, ...inputs]));
    expectSame(outputs, expected, isExact);
  });
});

describe.each<[TargetName, ModelOptions]>([
  ["distribution", { covariates: ["^VIX", "SPY"], volatility: "vix", horizons: [1, 5, 20] }],
  ["return", { covariates: ["SPY"], window: 30, units: [6] }],
  ["price", { covariates: ["SPY", "^VIX"], volatility: "version 1" }],
])("when a bundle of the target %s with %j is given their closes", (target, options) => {
  test("then windows with them have the network's forecast, and windows without them the forecaster's without it", async () => {
    const bundle = await bundleOf(target, options);
    const forecaster = Forecaster.fromBundle(bundle);
    const { window } = forecaster;
    const random = new Random(43);
    const windows = windowsOf(window, WINDOWS);
    const closes = windows.map((_, k) =>
      options.covariates!.map(() =>
        Array.from({ length: window }, (_, row) =>
          k % 3 === 0 && row % 7 === 0 ? Number.NaN : 20 * Math.exp(0.3 * random.normal()),
        ),
      ),
    );
    const expected = outputsOf(
      forecaster,
      windows,
      closes.map((covariates): Context => ({ covariates })),
    );
    // [windows, rows, covariates]
    const given = closes.map((of) => of[0]!.map((_, row) => of.map((values) => values[row]!)));
    const unknown = (size: number) => new Float64Array(WINDOWS * size).fill(Number.NaN);
    const inputs: [string, Float64Array][] = [
      ["year", unknown(251 * 6)],
      ...(options.volatility === "vix" ? [["vix", unknown(60)] as [string, Float64Array]] : []),
      ["covariates", flat(given)],
    ];
    const dir = await folder();
    const write = async (name: string, content: Uint8Array) => {
      await writeFile(join(dir, name), content);
      return join(dir, name);
    };
    const [model, required] = [
      await write("model.onnx", exportOnnx(bundle, { horizons: HORIZONS })),
      await write("required.onnx", exportOnnx(bundle, { horizons: HORIZONS, requireInputs: true })),
    ];
    const files = [await write("windows.f64", new Uint8Array(flat(windows).buffer))];
    for (const [name, values] of inputs) files.push(await write(name, new Uint8Array(values.buffer)));
    const isExact = exactFor(target, options);
    const { together, alone, optional, metadata } = JSON.parse(
      await python("run_onnx.py", [model, ...files]),
    );
    expect(optional).toEqual(inputs.map(([name]) => name));
    expect(metadata.covariates).toBe(options.covariates!.join(","));
    for (const outputs of [together, alone]) expectSame(outputs, expected, isExact);
    expectSame(JSON.parse(await node("run-onnx.ts", [required, ...files])).outputs, expected, isExact);

    const bare = JSON.parse(await python("run_onnx.py", [model, files[0]!]));
    expectSame(bare.together, outputsOf(forecaster, windows), () => true);
  });
});
