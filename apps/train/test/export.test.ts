import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { loadBundle } from "@lstm-predict/artifacts";
import { Forecaster } from "@lstm-predict/forecaster";
import { exportOnnx, importKeras } from "@lstm-predict/model-formats";
import * as tf from "@tensorflow/tfjs";
import { cli, folder, QUICK } from "./cli.ts";

let models: string;
let bundle: string;
let out: string;

beforeAll(async () => {
  models = await folder();
  const run = await cli(["train", ...QUICK, "--target", "price", "--out", models, "--json"]);
  const document = JSON.parse(run.stdout);
  bundle = document.bundle;
  // The network forecasts levels, so that no gate lets it pass.
  expect(document.champion).toMatchObject({ version: null, promoted: false });
  await cli(["promote", "--symbol", "AAPL", "--version", document.version, "--models-dir", models]);
  out = await folder();
});

const exported = (...flags: string[]) =>
  cli(["export", "--models-dir", models, "--symbol", "AAPL", ...flags]);

/** Rows around the price of the training's last days. */
const window = Array.from({ length: 20 }, (_, day) => {
  const close = 180 + 5 * Math.sin(day);
  return [close - 1, close + 2, close - 2, close, 3e7 + 1e6 * day, close - 8];
});

describe("export", () => {
  test("when it is ONNX, then the file is the champion's graph, and a program that runs it stands beside it", async () => {
    const file = join(out, "deep/er/aapl.onnx");
    const run = await exported("--format", "onnx", "--out", file, "--json");
    expect([run.code, run.stderr]).toEqual([0, ""]);
    const expected = exportOnnx(await loadBundle(bundle));
    expect(Buffer.compare(await readFile(file), expected)).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      symbol: "AAPL",
      target: "price",
      format: "onnx",
      out: file,
      files: [{ file, bytes: expected.length }, { file: `${file}.py` }],
    });
    expect(await readdir(join(out, "deep/er"))).toEqual(["aapl.onnx", "aapl.onnx.py"]);
  });

  test("when it is Keras, then the file and the preprocessing beside it forecast as the bundle", async () => {
    const file = join(out, "aapl.keras");
    const run = await exported("--format", "keras", "--out", file);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(
      /as Keras 3:\n.*aapl\.keras .*\n.*aapl\.preprocessing\.json .*\n.*aapl\.keras\.py /,
    );
    const imported = await importKeras({
      model: { name: file, bytes: await readFile(file) },
      scaler: {
        name: "aapl.preprocessing.json",
        text: await readFile(join(out, "aapl.preprocessing.json"), "utf8"),
      },
    });
    const again = Forecaster.fromBundle({ ...(await loadBundle(bundle)), ...imported });
    const original = await Forecaster.load(bundle);
    expect(again.forecast(window).prediction).toBe(original.forecast(window).prediction);
  });

  test("when horizons are asked for, then both formats forecast these", async () => {
    const flags = ["--horizon", "20,3"];
    const file = join(out, "far.onnx");
    expect((await exported("--format", "onnx", "--out", file, ...flags)).code).toBe(0);
    const expected = exportOnnx(await loadBundle(bundle), { horizons: [3, 20] });
    expect(Buffer.compare(await readFile(file), expected)).toBe(0);
    expect((await exported("--format", "keras", "--out", join(out, "far.keras"), ...flags)).code).toBe(0);
    const preprocessing = JSON.parse(await readFile(join(out, "far.preprocessing.json"), "utf8"));
    expect(preprocessing).toMatchObject({
      horizons: [3, 20],
      daily_drift: (await loadBundle(bundle)).metadata.drift,
    });
  });

  test("when it is TensorFlow.js, then the stock library reads the folder, and says what the bundle says", async () => {
    const file = join(out, "web");
    for (let time = 0; time < 2; time++) {
      const run = await exported("--format", "tfjs", "--out", file);
      expect([run.code, run.stderr]).toEqual([0, ""]);
    }
    expect((await readdir(file)).sort()).toEqual(["model.json", "preprocessing.json", "weights.bin"]);
    const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(file, "model.json"), "utf8"));
    const weightData = new Uint8Array(await readFile(join(file, "weights.bin"))).buffer;
    tf.enableProdMode(); // no advertisement for tfjs-node
    const model = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
    );
    const forecaster = await Forecaster.load(bundle);
    const { preprocessor } = forecaster;
    const x = tf.tensor3d(preprocessor.encode(window.flat()), [1, 20, 6]);
    const scaled = await (model.predict(x) as tf.Tensor).data();
    const { price } = preprocessor.decode(scaled, window.at(-1)![3]!);
    expect(Math.abs(price / forecaster.forecast(window).prediction - 1)).toBeLessThan(1e-5);
  });

  test("when no file is named, then symbol, version and format name it", async () => {
    const cwd = process.cwd();
    const dir = await folder();
    process.chdir(dir);
    try {
      expect((await exported("--format", "keras")).code).toBe(0);
    } finally {
      process.chdir(cwd);
    }
    const [version] = await readdir(join(models, "AAPL"));
    expect((await readdir(dir)).sort()).toEqual([
      `AAPL-${version}.keras`,
      `AAPL-${version}.keras.py`,
      `AAPL-${version}.preprocessing.json`,
    ]);
  });

  test("when the place is taken by something else, then it is left as it is, and nothing lies about", async () => {
    const dir = await folder();
    await mkdir(join(dir, "notes"));
    await writeFile(join(dir, "notes/mine.txt"), "mine");
    await mkdir(join(dir, "x.keras"));
    const refusals = [
      await exported("--format", "tfjs", "--out", join(dir, "notes")),
      await exported("--format", "keras", "--out", join(dir, "x.keras")),
      await exported("--format", "onnx", "--out", join(dir, "notes/mine.txt/x.onnx")),
    ];
    for (const { code, stdout, stderr } of refusals)
      expect([code, stdout, stderr]).toEqual([
        1,
        "",
        expect.stringMatching(/^error: cannot write "[^\n]+\n$/),
      ]);
    expect(refusals[0]!.stderr).toContain("it holds mine.txt, which is no part of an export");
    expect(refusals[1]!.stderr).toContain("it is a folder");
    expect([await readdir(dir), await readdir(join(dir, "notes"))]).toEqual([
      ["notes", "x.keras"],
      ["mine.txt"],
    ]);
  });

  test.each([
    [["--format", "h5"], "Allowed choices are onnx, keras, tfjs."],
    [["--format", "onnx", "--horizon", "0,5"], "Expected whole numbers of sessions from 1 to 20"],
    [[], "required option '--format <format>' not specified"],
    [["--format", "keras", "--out", "a.h5"], '--out is "a.h5": expected a file that ends in .keras'],
    [["--format", "onnx", "--out", ".onnx"], '--out is ".onnx": expected a file that ends in .onnx'],
  ])("when the flags are %j, then one line says what is legal", async (flags, message) => {
    const { code, stderr } = await exported(...flags);
    expect([code, stderr.split("\n")[0]]).toEqual([2, expect.stringContaining(message)]);
  });
});
