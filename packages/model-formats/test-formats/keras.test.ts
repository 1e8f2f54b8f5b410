import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { COLUMN_COUNT, closesOn, toRawSeries } from "@lstm-predict/bars";
import { Forecaster } from "@lstm-predict/forecaster";
import type { TargetName } from "@lstm-predict/preprocessing";
import { contextsFrom } from "@lstm-predict/volatility";
import { exportModel, type Format } from "../src/export.ts";
import { importKeras } from "../src/keras/import.ts";
import { bundleOf, flat, type ModelOptions, randomBars, windowsOf } from "../test/models.ts";
import { KerasSession } from "./keras-session.ts";
import { folder } from "./processes.ts";
import { api, cli, oneLiner, pythonLine } from "./programs.ts";

const WINDOWS = 100;
/** Relative; both compute in float32. */
const TOLERANCE = 1e-4;

let keras: KerasSession;
beforeAll(() => {
  keras = new KerasSession();
});
afterAll(() => keras.close());

/** The largest relative difference. */
function largestDifference(values: readonly number[], expected: readonly number[]): number {
  expect(values).toHaveLength(expected.length);
  return Math.max(...expected.map((value, k) => Math.abs(values[k]! / value - 1)));
}

/** One CSV file of Yahoo's columns in the layouts that other programs write. */
function layoutsOf(csv: string): Record<string, string> {
  const rows = csv
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const [header, ...days] = rows;
  const text = (lines: string[][]) => `${lines.map((cells) => cells.join(",")).join("\n")}\n`;
  const sorted = [0, 5, 4, 2, 3, 1, 6];
  return {
    "Yahoo's": csv,
    "newest first": text([header!, ...days.toReversed()]),
    "yfinance's order": text(rows.map((cells) => sorted.map((k) => cells[k]!))),
    "pandas' index": text(rows.map((cells, k) => [k === 0 ? "" : `${k - 1}`, ...cells])),
    "times, a gap and a footer": `${text([header!, ...days.map(([day, ...cells]) => [`${day} 00:00:00-05:00`, ...cells])])}2023-06-01,,,,,,\nsource: none\n`,
  };
}

/** Keras' forecasts of the close for raw windows, scaled and unscaled with the bundle's preprocessing. */
async function closesOf(
  model: string,
  { preprocessor }: Forecaster,
  windows: number[][][],
): Promise<number[]> {
  const size = preprocessor.window * COLUMN_COUNT;
  const x = new Float32Array(windows.length * size);
  windows.forEach((rows, k) => {
    preprocessor.encode(rows.flat(), x.subarray(k * size, (k + 1) * size));
  });
  await writeFile(`${model}.windows`, x);
  const outputs = await keras.ask<number[][]>("predict", { model, windows: `${model}.windows` });
  return outputs.map((scaled, k) => preprocessor.decode(scaled, windows[k]!.at(-1)![3]!).price);
}

describe.each<[TargetName, ModelOptions]>([
  ["distribution", {}],
  ["distribution", { horizons: [1, 4, 5, 20] }],
  ["return", { units: [6] }],
  ["price", { units: [8, 7, 3], window: 30 }],
])("when a bundle of the target %s is exported", (target, options) => {
  test("then Keras, the exported programs and the ONNX file give the forecaster's forecasts", async () => {
    const bundle = await bundleOf(target, options);
    const forecaster = Forecaster.fromBundle(bundle);
    const stem = join(await folder(), "model");
    for (const format of ["keras", "onnx"] satisfies Format[]) {
      for (const [ending, content] of Object.entries(await exportModel(bundle, format)))
        await writeFile(`${stem}${ending}`, content);
    }
    const windows = windowsOf(forecaster.window, WINDOWS);
    const expected = forecaster.forecastBatch(windows).map(({ prediction }) => prediction);
    expect(largestDifference(await closesOf(`${stem}.keras`, forecaster, windows), expected)).toBeLessThan(
      TOLERANCE,
    );

    const bars = randomBars(forecaster.window + 20);
    const next = forecaster.forecast(bars.rows.slice(-forecaster.window));
    const closes = [1, 5, 20].map((horizon) => forecaster.forecastAt(next, horizon).prediction);
    for (const [layout, csv] of Object.entries(layoutsOf(bars.csv))) {
      const file = `${stem} ${layout}.csv`;
      await writeFile(file, csv);
      const printed = await keras.ask<string>("run", { script: `${stem}.keras.py`, args: [file] });
      const lines = await keras.ask<string>("run", { script: `${stem}.onnx.py`, args: [file] });
      const values = new Map(lines.split("\n").map((line) => line.split(" ") as [string, string]));
      const inRuntime = ["prediction", "prediction_5", "prediction_20"].map((name) =>
        Number(values.get(name)),
      );
      const inKeras = printed.trim().split("\n").map(Number);
      const difference = largestDifference([...inKeras, ...inRuntime], [...closes, ...closes]);
      expect([layout, difference < TOLERANCE]).toEqual([layout, true]);
    }
  });
});

describe("when the ONNX program has the bars of more than a year, and closes of the VIX", () => {
  const bars = randomBars(300);
  const dayOf = (day: number) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
  /** Closes of the VIX of days `from` (inclusive) to `to` (exclusive); the last bar is of day 299. */
  const vixOf = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, k) => [dayOf(from + k), 18 + 4 * Math.sin(from + k)] as const);
  /** What the program prints, and what it says beside that. */
  async function run(volatility: "vix" | "own", vix: ReturnType<typeof vixOf>, requireInputs: boolean) {
    const bundle = await bundleOf("return", { volatility });
    const dir = await folder();
    for (const [ending, content] of Object.entries(await exportModel(bundle, "onnx", { requireInputs })))
      await writeFile(join(dir, `model${ending}`), content);
    await writeFile(join(dir, "bars.csv"), bars.csv);
    await writeFile(
      join(dir, "vix.csv"),
      `Close,Date\n${vix.map(([day, close]) => `${close},${day}\n`).join("")}`,
    );
    await pythonLine("python model.onnx.py bars.csv vix.csv > printed 2> said", dir);
    const printed = (await readFile(join(dir, "printed"), "utf8")).trim().split("\n");
    return {
      forecaster: Forecaster.fromBundle(bundle),
      printed: Object.fromEntries(printed.map((line) => line.split(" "))) as Record<string, string>,
      said: await readFile(join(dir, "said"), "utf8"),
    };
  }
  const series = toRawSeries(
    bars.rows.map(([open, high, low, close, volume, adjClose], day) => ({
      ...{ date: dayOf(day), open: open!, high: high!, low: low!, close: close! },
      ...{ volume: volume!, adjClose: adjClose! },
    })),
  );

  test.each<[string, "vix" | "own", [number, number], string]>([
    ["that end with the last bar", "vix", [100, 300], ""],
    ["that end a week before", "vix", [100, 294], ""],
    ["that go on after it", "vix", [100, 310], ""],
    ["that end eight days before", "vix", [100, 293], "the error bar is made without the VIX"],
    ["that are too few", "vix", [241, 300], "the error bar is made without the VIX"],
    ["that the model does not use", "own", [100, 300], "the error bar of this model is made without the VIX"],
  ])("%s, then it prints the error bar of the forecaster", async (_name, volatility, span, message) => {
    const vix = vixOf(...span);
    const { forecaster, printed, said } = await run(volatility, vix, span[1] === 300);
    const dated = { dates: vix.map(([day]) => day), closes: Float64Array.from(vix, ([, close]) => close) };
    const [context] = contextsFrom({ ...series, vix: dated }, series.length, series.length + 1);
    expect(context!.implied === undefined).toBe(volatility === "vix" && message !== "");
    const next = forecaster.forecast(bars.rows.slice(-60), context);
    for (const horizon of [1, 5, 20]) {
      const { intervals } = horizon === 1 ? next : forecaster.forecastAt(next, horizon);
      for (const [level, [lower, upper]] of Object.entries(intervals!)) {
        const end = horizon === 1 ? level : `${level}_${horizon}`;
        const found = [printed[`lower_${end}`], printed[`upper_${end}`]].map(Number);
        expect(largestDifference(found, [lower, upper])).toBeLessThan(1e-9);
      }
    }
    expect(said.trim()).toEqual(message === "" ? "" : expect.stringContaining(message));
  });
});

describe.each<TargetName>(["distribution", "return", "price"])(
  "when a bundle of the target %s takes covariates",
  (target) => {
    test("then its programs take their files, and without them print the forecast that has no network, and say so", async () => {
      const bundle = await bundleOf(target, { covariates: ["^VIX", "SPY"] });
      const forecaster = Forecaster.fromBundle(bundle);
      const dir = await folder();
      for (const format of ["keras", "onnx"] satisfies Format[]) {
        for (const [ending, content] of Object.entries(await exportModel(bundle, format)))
          await writeFile(join(dir, `model${ending}`), content);
      }
      const bars = randomBars(100);
      const days = bars.csv
        .split("\n")
        .slice(1, -1)
        .map((line) => line.slice(0, 10));
      // Without every fifth day, and beyond the bars.
      const others = ["vix", "spy"].map((name, k) => {
        const rows = [...days, "2024-06-01"].map(
          (day, row) => [day, 20 + k + 3 * Math.sin(row * (k + 1))] as const,
        );
        return [name, rows.filter((_, row) => row % 5 !== 3)] as const;
      });
      for (const [name, rows] of others)
        await writeFile(
          join(dir, `${name}.csv`),
          `Date,Close\n${rows.map((row) => `${row.join(",")}\n`).join("")}`,
        );
      await writeFile(join(dir, "bars.csv"), bars.csv);
      const covariates = others.map(([, rows]) =>
        closesOn(
          { dates: rows.map(([day]) => day), closes: Float64Array.from(rows, ([, close]) => close) },
          days.slice(-60),
        ),
      );
      const rows = bars.rows.slice(-60);
      for (const [files, context, message] of [
        ["^VIX=vix.csv SPY=spy.csv", { covariates }, ""],
        [
          "SPY=spy.csv",
          {},
          "without the network: no closes of ^VIX on the days of the bars; expected ^VIX=FILE.csv SPY=FILE.csv",
        ],
      ] as const) {
        const next = forecaster.forecast(rows, context);
        const expected = [1, 5, 20].map((horizon) => forecaster.forecastAt(next, horizon).prediction);
        const args = ["bars.csv", ...files.split(" ")].map((file) => file.replace(/[\w.]+$/, `${dir}/$&`));
        const inKeras = await keras.ask<string>("run", { script: join(dir, "model.keras.py"), args });
        await pythonLine(`python model.onnx.py bars.csv ${files} > printed 2> said`, dir);
        const [inRuntime, said] = await Promise.all(
          ["printed", "said"].map((name) => readFile(join(dir, name), "utf8")),
        );
        const values = new Map(inRuntime!.split("\n").map((line) => line.split(" ") as [string, string]));
        const named = ["prediction", "prediction_5", "prediction_20"].map((name) => Number(values.get(name)));
        expect(largestDifference(inKeras.trim().split("\n").map(Number), expected)).toBeLessThan(TOLERANCE);
        expect(largestDifference(named, expected)).toBeLessThan(TOLERANCE);
        expect(said!.trim()).toBe(message);
      }
    });
  },
);

describe("when an exported program is given a CSV file that it cannot read as daily bars of one symbol", () => {
  const header = "Date,Open,High,Low,Close,Adj Close,Volume";
  test.each([
    [
      "without a volume",
      "Date,Open,High,Low,Close\n2024-01-01,1,1,1,1",
      "has 0 columns volume: expected Date, Open",
    ],
    ["of two symbols", `${header}\n${"2024-01-01,1,1,1,1,1,1\n".repeat(2)}`, "several rows of 2024-01-01"],
    [
      "of too few days",
      `${header}\n2024-01-01,1,1,1,1,1,1\n1/2/2024,1,1,1,1,1,1`,
      "has 1 bars with a date like",
    ],
  ])("%s, then it says so and prints no forecast", async (_name, csv, message) => {
    const dir = await folder();
    for (const [ending, content] of Object.entries(await exportModel(await bundleOf("price"), "onnx")))
      await writeFile(join(dir, `model${ending}`), content);
    await writeFile(join(dir, "bars.csv"), csv);
    await expect(pythonLine("python model.onnx.py bars.csv", dir)).rejects.toThrow(message);
  });
});

test("when Keras 2 wrote the model, in either format, then the imported model's forecasts equal Keras'", async () => {
  const dir = await folder();
  const bars = randomBars(200);
  await writeFile(join(dir, "bars"), flat([bars.rows]));
  const request = { folder: dir, bars: join(dir, "bars"), epochs: 0, forecasts: WINDOWS, legacy: true };
  const expected = await keras.ask<number[]>("train", request);
  await pythonLine(await oneLiner(), dir);
  const scaler = { name: "scaler.json", text: await readFile(join(dir, "scaler.json"), "utf8") };
  for (const name of ["lstm_model.keras", "lstm_model.h5"]) {
    const imported = await importKeras({ model: { name, bytes: await readFile(join(dir, name)) }, scaler });
    expect(imported.kerasVersion).toBe("2.21.0");
    const forecaster = Forecaster.fromBundle({ ...(await bundleOf("price")), ...imported });
    const forecasts = forecaster.forecastBatch(bars.windows(60).slice(-WINDOWS));
    const predictions = forecasts.map(({ prediction }) => prediction);
    expect(largestDifference(predictions, expected)).toBeLessThan(TOLERANCE);
  }
});

describe("when a model is imported from Keras, served and exported again", () => {
  test("then its forecasts are the same at every step, and its weights at the end", async () => {
    const dir = await folder();
    const bars = randomBars(400);
    const windows = bars.windows(60).slice(-WINDOWS);
    await writeFile(join(dir, "bars"), flat([bars.rows]));
    await writeFile(join(dir, "windows"), flat(windows));
    const request = { folder: dir, bars: join(dir, "bars"), epochs: 1, forecasts: WINDOWS };
    const expected = await keras.ask<number[]>("train", request);
    const steps: Record<string, number> = {};

    await pythonLine(await oneLiner(), dir);
    const models = join(dir, "models");
    const flags = ["--models-dir", models, "--json"];
    const files = ["--keras", join(dir, "lstm_model.keras"), "--scaler", join(dir, "scaler.json")];
    await writeFile(join(dir, "bars.csv"), bars.csv);
    const trial = ["--csv", join(dir, "bars.csv"), "--force"];
    const { bundle, champion } = await cli(["import", ...files, "--symbol", "TEST", ...trial, ...flags]);
    expect(champion).toMatchObject({ promoted: true });
    const forecaster = await Forecaster.load(bundle);
    const forecasts = forecaster.forecastBatch(windows).map(({ prediction }) => prediction);
    steps["import: forecaster against Keras"] = largestDifference(forecasts, expected);

    const server = await api(models);
    try {
      const answers = await server.forecast("TEST", windows);
      steps["serve: POST /predict/batch against Keras"] = largestDifference(answers, expected);
    } finally {
      await server.stop();
    }

    const out = join(dir, "back.keras");
    await cli(["export", "--symbol", "TEST", "--format", "keras", "--out", out, ...flags]);
    const weights = { a: join(dir, "lstm_model.keras"), b: out };
    steps["export: weights of the two Keras files, absolute"] = await keras.ask("difference", weights);
    steps["Keras again: forecasts against the first"] = largestDifference(
      await closesOf(out, forecaster, windows),
      expected,
    );

    const onnx = join(dir, "back.onnx");
    await cli(["export", "--symbol", "TEST", "--format", "onnx", "--out", onnx, ...flags]);
    const inRuntime = await keras.ask<number[]>("onnx", { model: onnx, windows: join(dir, "windows") });
    steps["ONNX Runtime against Keras"] = largestDifference(inRuntime, expected);

    for (const [step, largest] of Object.entries(steps))
      process.stderr.write(`${step}: ${largest.toExponential(1)}\n`);
    expect(Object.entries(steps).filter(([, largest]) => !(largest < TOLERANCE))).toEqual([]);
    expect(steps["export: weights of the two Keras files, absolute"]).toBe(0);
  });
});
