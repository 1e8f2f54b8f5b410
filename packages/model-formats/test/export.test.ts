import { describe, expect, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import type { TargetName } from "@lstm-predict/preprocessing";
import { exportModel } from "../src/export.ts";
import { exportKeras } from "../src/keras/export.ts";
import { readHdf5 } from "../src/keras/hdf5/read.ts";
import { importKeras } from "../src/keras/import.ts";
import { readZip } from "../src/keras/zip.ts";
import { bundleOf, DRIFT, type ModelOptions, windowsOf } from "./models.ts";

describe("when a bundle is exported to Keras and imported again with its preprocessing", () => {
  test.each<[TargetName, ModelOptions]>([
    ["distribution", {}],
    ["return", { units: [7], window: 30 }],
    ["price", { units: [8, 7, 3], window: 12 }],
  ])("with the target %s, then the forecasts are equal to the last bit", async (target, options) => {
    const bundle = await bundleOf(target, options);
    const { model, preprocessing } = await exportKeras(bundle);
    const { config, intervals, ...imported } = await importKeras({
      model: { name: "model.keras", bytes: model },
      scaler: { name: "model.preprocessing.json", text: JSON.stringify(preprocessing) },
    });
    expect(config).toMatchObject({ target, ...options });
    expect(intervals === undefined).toBe(options.window === 12);
    const before = Forecaster.fromBundle(bundle);
    const after = Forecaster.fromBundle({ ...bundle, ...imported });
    const windows = windowsOf(before.window, 20);
    expect(after.forecastBatch(windows)).toEqual(before.forecastBatch(windows));
  });

  test("with the preprocessing of another bundle, then it is refused", async () => {
    const { model } = await exportKeras(await bundleOf("return", { window: 30 }));
    const importing = async (target: TargetName, window: number) =>
      importKeras({
        model: { name: "model.keras", bytes: model },
        scaler: {
          name: "other.json",
          text: JSON.stringify((await exportKeras(await bundleOf(target, { window }))).preprocessing),
        },
      });
    await expect(importing("return", 31)).rejects.toMatchObject({
      code: "bad_scaler",
      message: "other.json: window is 31: the network takes 30 rows",
    });
    await expect(importing("distribution", 30)).rejects.toMatchObject({
      code: "unsupported_model",
      message: expect.stringContaining("is a Dense of 1 units: expected a Dense of 2"),
    });
    const broken = { name: "broken.json", text: '{"targets": {}}' };
    await expect(
      importKeras({ model: { name: "model.keras", bytes: model }, scaler: broken }),
    ).rejects.toMatchObject({
      code: "bad_scaler",
      message: expect.stringMatching(/^broken\.json: target is /),
    });
  });
});

test("when horizons are asked for, then Keras' program is given them with the drift; one beyond a month is refused", async () => {
  const bundle = await bundleOf("return");
  const { preprocessing } = await exportKeras(bundle, { horizons: [2, 10] });
  expect(preprocessing).toMatchObject({ horizons: [2, 10], daily_drift: DRIFT });
  for (const format of ["onnx", "keras"] as const) {
    await expect(exportModel(bundle, format, { horizons: [1, 21] })).rejects.toMatchObject({
      code: "bad_option",
      message: "horizon is 21: expected a whole number of sessions from 1 to 20",
    });
  }
});

test("when a bundle is exported to Keras, then the file has the empty group `vars`, which Keras 3.0 requires", async () => {
  const { model } = await exportKeras(await bundleOf("price"));
  const name = "model.weights.h5";
  const files = await readZip(model, "model.keras", { [name]: 2 ** 20 });
  expect(await readHdf5(files.get(name)!, name, (file) => file.children(""))).toEqual(["layers", "vars"]);
});

test.each(["onnx", "keras"] as const)(
  "when a bundle is exported to %s, then its program is one file that finds columns by name",
  async (format) => {
    const program = String((await exportModel(await bundleOf("price"), format))[`.${format}.py`]);
    expect(program.match(/^def read_bars/gm)).toHaveLength(1);
    expect(program).not.toMatch(/from read_bars|usecols/);
  },
);
