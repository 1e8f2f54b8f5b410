import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { FusedLSTM } from "../../src/layer.ts";
import { loadFusedModel } from "../../src/load.ts";
import { relativeError } from "../random-case.ts";
import { random, setRandomWeights } from "./compare.ts";
import { save } from "./save.ts";

const lstm = (args: object = {}) => tf.layers.lstm({ units: 4, recurrentInitializer: "zeros", ...args });
const [STEPS, INPUTS] = [5, 3];

beforeAll(() => tf.setBackend("cpu"));

const chain = (...layers: tf.layers.Layer[]) =>
  tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [STEPS, INPUTS] }), ...layers] });

const models: Record<string, () => tf.LayersModel> = {
  "default layers": () => chain(lstm({ returnSequences: true }), lstm({ name: "second" })),
  "sigmoid gates": () => chain(lstm({ recurrentActivation: "sigmoid", unitForgetBias: true })),
  "a nested model": () => {
    const inner = chain(lstm({ returnSequences: true }));
    return chain(inner, lstm(), tf.layers.dense({ units: 2 }));
  },
  bidirectional: () =>
    chain(
      tf.layers.bidirectional({ layer: lstm({ returnSequences: true }) as tf.RNN, mergeMode: "sum" }),
      lstm(),
    ),
  timeDistributed: () =>
    chain(
      tf.layers.reshape({ targetShape: [STEPS, INPUTS, 1] }),
      tf.layers.timeDistributed({ layer: lstm() }),
      tf.layers.gru({ units: 2, recurrentInitializer: "zeros" }),
    ),
  "two outputs and a mask": () => {
    const input = tf.input({ shape: [STEPS, INPUTS] });
    const masked = tf.layers.masking({ maskValue: 0 }).apply(input);
    const [output, hidden] = lstm({ returnState: true }).apply(
      masked as tf.SymbolicTensor,
    ) as tf.SymbolicTensor[];
    return tf.model({ inputs: input, outputs: [output!, hidden!] });
  },
};

/** All layers that compute: of nested models and wrappers too. */
function layersOf(layer: tf.layers.Layer): tf.layers.Layer[] {
  const {
    layers,
    layer: wrapped,
    forwardLayer,
    backwardLayer,
  } = layer as unknown as Record<string, tf.layers.Layer> & {
    layers?: tf.layers.Layer[];
  };
  const inner: tf.layers.Layer[] =
    layers ??
    [forwardLayer, backwardLayer, forwardLayer ? undefined : wrapped].filter((each) => each !== undefined);
  return inner.length > 0 ? inner.flatMap(layersOf) : [layer];
}

const outputsOf = (model: tf.LayersModel) =>
  [model.predict(random([2, STEPS, INPUTS], 1))]
    .flat()
    .flatMap((output) => [...(output as tf.Tensor).dataSync()]);

describe.each(Object.entries(models))("when a model has %s", (_name, build) => {
  test.each(["a file", "a model"])(
    "and is loaded from %s, then its layers are fused and its results stock's",
    async (from) => {
      const model = build();
      setRandomWeights(model, 5);
      const loaded = await loadFusedModel(from === "a model" ? model : tf.io.fromMemory(await save(model)));
      expect(outputsOf(loaded).length).toBeGreaterThan(0);
      expect(relativeError(outputsOf(loaded), outputsOf(model))).toBeLessThan(1e-5);
      const lstms = layersOf(loaded).filter((layer) => layer.getClassName() === "LSTM");
      expect(lstms.length).toBeGreaterThan(0);
      expect(lstms.every((layer) => layer instanceof FusedLSTM)).toBe(true);
      const shapesOf = (each: tf.LayersModel) =>
        each.weights.map(({ originalName, shape }) => [originalName, shape]);
      expect(shapesOf(loaded).map(([, shape]) => shape)).toEqual(shapesOf(model).map(([, shape]) => shape));
      expect(loaded.layers.map(({ name }) => name)).toEqual(model.layers.map(({ name }) => name));
      expect((await save(loaded)).modelTopology).toEqual((await save(model)).modelTopology);
    },
  );
});

test("when the kernel cannot compute a layer, then the error names it and the way out", async () => {
  const model = chain(lstm({ activation: "relu", name: "rectified" }));
  await expect(loadFusedModel(model)).rejects.toMatchObject({
    code: "unsupported",
    message:
      'layer "rectified": activation is "relu": fusedLstm supports "tanh"; tf.loadLayersModel loads it as a stock layer',
  });
});

test("when models load at the same time, then each has the layers that it was asked for", async () => {
  const file = tf.io.fromMemory(await save(models["default layers"]!()));
  const loaded = await Promise.all([
    loadFusedModel(file),
    tf.loadLayersModel(file),
    loadFusedModel(file),
    tf.loadLayersModel(file),
  ]);
  expect(loaded.map((model) => model.layers.some((layer) => layer instanceof FusedLSTM))).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("when a saved configuration has no recurrentActivation, then it is TensorFlow.js' default", async () => {
  const model = chain(lstm());
  setRandomWeights(model, 5);
  const artifacts = await save(model);
  const text = JSON.stringify(artifacts.modelTopology).replace('"recurrent_activation":"hard_sigmoid",', "");
  expect(text).not.toContain("recurrent_activation");
  const loaded = await loadFusedModel(tf.io.fromMemory({ ...artifacts, modelTopology: JSON.parse(text) }));
  expect(relativeError(outputsOf(loaded), outputsOf(model))).toBeLessThan(1e-5);
});

test("when a handler cannot load or fails, then the error says so", async () => {
  await expect(loadFusedModel({})).rejects.toThrow("does not have the `load` method");
  const failing = { load: () => Promise.reject(new Error("the disk is gone")) };
  await expect(loadFusedModel(failing)).rejects.toThrow("the disk is gone");
});
