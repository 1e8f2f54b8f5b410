import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import * as wasm from "@tensorflow/tfjs-backend-wasm";
import { fusedLstm } from "../src/layer.ts";
import { fusedLstmDropout } from "../src/output-dropout.ts";
import { randomValues, relativeError } from "./random-case.ts";

// TensorFlow.js prints no banner then.
tf.enableProdMode();

const CONFIG = {
  units: 7,
  returnSequences: true,
  recurrentActivation: "sigmoid",
  unitForgetBias: true,
  kernelInitializer: "glorotUniform",
} as const;

const input = () => tf.tensor3d(randomValues(3 * 9 * 5, 4), [3, 9, 5]);

/** Runs one layer on x [3, 9, 5]: its output, and the gradients of the output's sum of squares. */
function run(layer: tf.RNN, weights?: tf.Tensor[]) {
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [9, 5] }), layer] });
  if (weights) model.setWeights(weights);
  const x = input();
  const loss = () => tf.sum(tf.square(model.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar;
  const { grads } = tf.variableGrads(loss);
  return {
    model,
    output: (model.predict(x) as tf.Tensor).dataSync(),
    gradients: Object.values(grads).map((gradient) => gradient.dataSync()),
    dx: tf
      .grad((x) => tf.sum(tf.square(model.apply(x) as tf.Tensor)))(x)
      .dataSync(),
  };
}

describe.each(["cpu", "wasm"])("on the %s backend", (backend) => {
  beforeAll(async () => {
    const dist = dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")));
    wasm.setWasmPaths(`${dist}/`);
    await tf.setBackend(backend);
    await tf.ready();
  });

  test.each([
    ["sequences", CONFIG],
    ["the last state", { ...CONFIG, returnSequences: false }],
    ["no bias", { ...CONFIG, useBias: false }],
  ])("when a layer returns %s, then outputs and gradients equal the stock layer's", (_name, config) => {
    const stock = run(tf.layers.lstm(config));
    const fused = run(fusedLstm(config), stock.model.getWeights());
    expect(relativeError(fused.output, stock.output)).toBeLessThan(1e-5);
    expect(relativeError(fused.dx, stock.dx)).toBeLessThan(1e-4);
    expect(fused.gradients).toHaveLength(config.units && "useBias" in config ? 2 : 3);
    fused.gradients.forEach((gradient, k) => {
      expect(relativeError(gradient, stock.gradients[k]!)).toBeLessThan(1e-4);
    });
  });

  test("when forward and backward run many times, then no tensor leaks", () => {
    const { model } = run(fusedLstm(CONFIG));
    const step = () =>
      tf.tidy(() => {
        const x = input();
        tf.variableGrads(() => tf.sum(model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar);
        model.predict(x);
      });
    step();
    const before = tf.memory().numTensors;
    for (let k = 0; k < 20; k++) step();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("saving", () => {
  test("when a fused model is saved, then plain TensorFlow.js loads a stock LSTM with the same output", async () => {
    await tf.setBackend("cpu");
    const fused = run(fusedLstm(CONFIG));
    let saved: tf.io.ModelArtifacts | undefined;
    await fused.model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    const layer = loaded.layers[1]!;
    expect(layer.getClassName()).toBe("LSTM");
    expect(layer).toBeInstanceOf(tf.layers.lstm({ units: 1 }).constructor);
    expect(layer.constructor).not.toBe(fused.model.layers[1]!.constructor);
    const output = (loaded.predict(input()) as tf.Tensor).dataSync();
    expect(relativeError(output, fused.output)).toBeLessThan(1e-5);
  });
});

describe("what is not supported", () => {
  const relu = { className: "relu", config: {} };
  test.each([
    [{ activation: "relu" }, 'activation is "relu": fusedLstm supports "tanh"'],
    [{ activation: relu }, 'activation is "relu": fusedLstm supports "tanh"'],
    [
      { recurrentActivation: "tanh" },
      'recurrentActivation is "tanh": fusedLstm supports "sigmoid" and "hardSigmoid"',
    ],
  ])("when the layer is built with %p, then the error names the option and its value", (option, message) => {
    expect(() => fusedLstm({ units: 3, ...(option as object) })).toThrow(message);
  });
});

test("when the kernel applies dropout, then training drops values, forecasts do not, and the saved layers are stock", () => {
  let draws = 0;
  const [lstm, dropout] = fusedLstmDropout(
    { units: 40, returnSequences: true },
    { name: "drop", rate: 0.25, uint32: () => draws++ },
  );
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [10, 3] }), lstm, dropout] });
  const x = tf.randomNormal([8, 10, 3], 0, 1, "float32", 5);
  const plain = (model.predict(x) as tf.Tensor).dataSync();
  let trained: ArrayLike<number> = [];
  const { grads } = tf.variableGrads(() => {
    const output = model.apply(x, { training: true }) as tf.Tensor;
    trained = output.dataSync();
    return tf.sum(output) as tf.Scalar;
  });
  expect(draws).toBe(2);
  expect(plain.every((value) => value !== 0)).toBe(true);
  const kept = plain.map((value, k) => (trained[k] === 0 ? 0 : value / 0.75));
  expect(relativeError(trained, kept)).toBeLessThan(1e-6);
  const share = kept.filter((value) => value === 0).length / kept.length;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.3);
  expect(Object.values(grads).every((gradient) => gradient.dataSync().some((value) => value !== 0))).toBe(
    true,
  );

  // Without a tape too, as tf.layers.dropout.
  const applied = (model.apply(x, { training: true }) as tf.Tensor).dataSync();
  expect(applied.filter((value) => value === 0).length / applied.length).toBeCloseTo(0.25, 1);

  const saved = model.toJSON(undefined, false) as { config: { layers: { class_name: string }[] } };
  expect(saved.config.layers.map((layer) => layer.class_name).slice(-2)).toEqual(["LSTM", "Dropout"]);
});
