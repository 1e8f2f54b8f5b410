import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { buildModel } from "../src/build.ts";
import { parseConfig } from "../src/config.ts";
import type { Engine } from "../src/engines/engine.ts";
import { Random } from "../src/random.ts";
import { exportModel, loadWeights } from "../src/weights.ts";
import { ENGINES, opening } from "./engines.ts";

describe.each(ENGINES)("engine %s", (name) => {
  let engine: Engine;
  beforeAll(
    opening(name, (opened) => {
      engine = opened;
    }),
  );

  test("when a model of returns is built, then layers, shapes and initial weights are the documented ones", async () => {
    const model = buildModel(parseConfig({ target: "return" }), new Random(42), engine);
    expect(model.countParams()).toBe(73_833);
    const layers = model.layers.map((layer) => [layer.name, layer.getClassName(), layer.outputShape]);
    expect(layers.slice(1)).toEqual([
      ["lstm_1", "LSTM", [null, 60, 100]],
      ["dropout_1", "Dropout", [null, 60, 100]],
      ["lstm_2", "LSTM", [null, 50]],
      ["dropout_2", "Dropout", [null, 50]],
      ["dense", "Dense", [null, 16]],
      ["output", "Dense", [null, 1]],
    ]);
    const bias = [...model.getLayer("lstm_2").getWeights()[2]!.dataSync()];
    expect(bias).toEqual(Array.from({ length: 200 }, (_, k) => (k >= 50 && k < 100 ? 1 : 0)));
    const recurrent = tf.tidy(() => {
      const r = model.getLayer("lstm_1").getWeights()[1]! as tf.Tensor2D;
      return tf.max(tf.abs(tf.sub(tf.matMul(r, r, false, true), tf.eye(100)))).dataSync()[0]!;
    });
    expect(recurrent).toBeLessThan(1e-5);
  });

  test("when dropout is a list, then each layer has its rate", () => {
    const { layers } = buildModel(parseConfig({ units: [5, 3], dropout: [0.4, 0.1] }), new Random(1), engine);
    const rates = layers.flatMap((layer) => layer.getConfig().rate ?? []);
    expect(rates).toEqual([0.4, 0.1]);
  });

  test("when two models have the same seed, then all weights are equal; with another seed they differ", async () => {
    const bytes = async (seed: number) =>
      Buffer.from(
        (await exportModel(buildModel(parseConfig({ units: [5, 3] }), new Random(seed), engine))).weightData,
      );
    expect(await bytes(1)).toEqual(await bytes(1));
    expect((await bytes(1)).equals(await bytes(2))).toBe(false);
  });

  test("when a model is exported, then plain TensorFlow.js loads it with the same forecasts", async () => {
    const model = buildModel(
      parseConfig({ target: "return", units: [9, 5, 3], window: 12 }),
      new Random(3),
      engine,
    );
    const { topology, weightSpecs, weightData } = await exportModel(model);
    const loaded = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: topology,
        weightSpecs,
        weightData: weightData.buffer as ArrayBuffer,
      }),
    );
    const x = tf.randomNormal([4, 12, 6], 0, 1, "float32", 8);
    const expected = (model.predict(x) as tf.Tensor).dataSync();
    (loaded.predict(x) as tf.Tensor).dataSync().forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k]!, 5);
    });
  });

  test("when the target is distribution, then there are two outputs, and an untrained network forecasts the mean", () => {
    const model = buildModel(parseConfig(), new Random(42), engine);
    expect(model.countParams()).toBe(73_833 + 17);
    const outputs = model.predict(tf.randomNormal([3, 60, 6], 0, 1, "float32", 8)) as tf.Tensor;
    expect(outputs.shape).toEqual([3, 2]);
    expect([...outputs.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("when a model loads an exported model's weights, then the forecasts are equal; with another size it throws", async () => {
    const config = parseConfig({ units: [5, 3], window: 8, target: "return" });
    const files = await exportModel(buildModel(config, new Random(1), engine));
    const [from, to] = [buildModel(config, new Random(1), engine), buildModel(config, new Random(2), engine)];
    loadWeights(to, files);
    const x = tf.randomNormal([4, 8, 6], 0, 1, "float32", 8);
    expect((to.predict(x) as tf.Tensor).dataSync()).toEqual((from.predict(x) as tf.Tensor).dataSync());
    const other = buildModel({ ...config, units: [5, 4] }, new Random(1), engine);
    expect(() => loadWeights(other, files)).toThrow(
      expect.objectContaining({ code: "bad_weights", message: expect.stringContaining("[3,12]") }),
    );
  });
});
