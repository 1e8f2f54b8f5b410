import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { FusedLSTM, type FusedLstmArgs, fusedLstm } from "../../src/layer.ts";
import { relativeError } from "../random-case.ts";
import { compare, random, setRandomWeights, worst } from "./compare.ts";
import { reload } from "./save.ts";

const ARGS = { units: 5, recurrentInitializer: "zeros" as const };

beforeAll(() => tf.setBackend("cpu"));

function biasOf(layer: tf.layers.Layer): number[] {
  layer.build([null, 4, 3]);
  return layer.getWeights()[2]!.arraySync() as number[];
}

describe("defaults", () => {
  const forgetBias = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const zeros = forgetBias.map(() => 0);
  test.each<[Partial<FusedLstmArgs>, string, number[]]>([
    [{}, "sigmoid", forgetBias],
    [{ defaults: "keras" }, "sigmoid", forgetBias],
    [{ defaults: "tfjs" }, "hardSigmoid", zeros],
    [{ recurrentActivation: "hardSigmoid" }, "hardSigmoid", forgetBias],
    [{ unitForgetBias: false }, "sigmoid", zeros],
    [{ defaults: "tfjs", recurrentActivation: "sigmoid" }, "sigmoid", zeros],
    [{ defaults: "tfjs", unitForgetBias: true }, "hardSigmoid", forgetBias],
  ])("when the arguments are %p, then the gates are %s and the bias starts at %p", (args, gates, bias) => {
    const layer = fusedLstm({ ...ARGS, ...args });
    expect(layer.getConfig()).toMatchObject({ recurrentActivation: gates });
    expect(biasOf(layer)).toEqual(bias);
  });

  test("when they are misspelt, then the error says which there are", () => {
    expect(() => fusedLstm({ ...ARGS, defaults: "tf" as "tfjs" })).toThrow(
      'defaults is "tf": fusedLstm supports "keras" and "tfjs"',
    );
  });

  test("when the defaults are TensorFlow.js', then the configuration is tf.layers.lstm's", () => {
    const name = "same";
    expect(fusedLstm({ ...ARGS, name, defaults: "tfjs" }).getConfig()).toEqual(
      tf.layers.lstm({ ...ARGS, name }).getConfig(),
    );
  });
});

const serialised = (className: string) => ({ className, config: {} }) as never;
test.each([
  { recurrentActivation: serialised("sigmoid"), activation: serialised("tanh") },
  { recurrentActivation: "hardSigmoid" as const },
  { useBias: false },
  { implementation: 2 },
])("when the layer has %p, then values and gradients are stock's", (args) => {
  expect(worst(compare({ args: { ...ARGS, ...args }, batch: 3, steps: 4, inputs: 3 }))).toBeLessThan(1e-5);
});

test.each([{}, { trainable: false }, { useBias: false }])(
  "when the layer has %p, then it lists its weights as stock's does",
  (args) => {
    const lists = [fusedLstm, tf.layers.lstm].map((build) => {
      const layer = build({ ...ARGS, ...args });
      layer.apply(tf.input({ shape: [4, 3] }));
      return [layer.weights, layer.trainableWeights, layer.nonTrainableWeights].map((weights) =>
        weights.map(({ originalName, shape }) => [
          originalName.split("/").at(-1)!.replace(/_\d+$/, ""),
          shape,
        ]),
      );
    });
    expect(lists[0]).toEqual(lists[1]);
  },
);

describe.each(["kernel", "recurrentKernel", "bias"])("when %s alone is frozen", (name) => {
  const freeze = (layer: tf.RNN) => {
    setRandomWeights(layer, 5);
    const { cell } = layer as unknown as { cell: Record<string, { trainable: boolean }> };
    cell[name]!.trainable = false;
  };

  test("then the output is stock's, and training leaves this weight as it is", async () => {
    const results = [fusedLstm({ ...ARGS, defaults: "tfjs" }), tf.layers.lstm(ARGS) as tf.RNN].map(
      async (layer) => {
        const model = tf.sequential({
          layers: [tf.layers.inputLayer({ inputShape: [4, 3] }), layer],
        });
        freeze(layer);
        model.compile({ optimizer: tf.train.sgd(0.5), loss: "meanSquaredError" });
        const [x, y] = [random([2, 4, 3], 1), random([2, 5], 2)];
        const before = (model.predict(x) as tf.Tensor).dataSync();
        for (let k = 0; k < 3; k++) await model.trainOnBatch(x, y);
        return [...before, ...model.getWeights().flatMap((weight) => [...weight.dataSync()])];
      },
    );
    const [fused, stock] = await Promise.all(results);
    expect(relativeError(fused!, stock!)).toBeLessThan(1e-5);
  });
});

test("when a layer is rebuilt from its configuration, then it is fused, and it is stock after JSON", async () => {
  const layer = fusedLstm({ ...ARGS, goBackwards: true, returnSequences: true });
  const Class = layer.constructor as unknown as { fromConfig(c: unknown, config: object): tf.RNN };
  const copy = Class.fromConfig(layer.constructor, layer.getConfig());
  expect(copy).toBeInstanceOf(FusedLSTM);
  expect(copy.getConfig()).toEqual(layer.getConfig());

  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [4, 3] }), layer] });
  const loaded = await reload(model);
  expect(loaded.layers[1]).not.toBeInstanceOf(FusedLSTM);
  // JSON has null for undefined.
  expect(loaded.layers[1]!.getConfig()).toEqual({ ...layer.getConfig(), implementation: null });
  const x = random([2, 4, 3], 1);
  const [output, expected] = [loaded, model].map((each) => (each.predict(x) as tf.Tensor).dataSync());
  expect(relativeError(output!, expected!)).toBeLessThan(1e-5);
});

test("when regularisers and constraints are set, then losses and weights are stock's", async () => {
  const results = [(args: FusedLstmArgs) => fusedLstm({ ...args, defaults: "tfjs" }), tf.layers.lstm].map(
    async (build) => {
      const layer = build({
        ...ARGS,
        kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }),
        recurrentRegularizer: tf.regularizers.l1({ l1: 0.1 }),
        biasConstraint: tf.constraints.nonNeg(),
        kernelConstraint: tf.constraints.maxNorm({ maxValue: 0.5 }),
      });
      const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [4, 3] }), layer] });
      setRandomWeights(model, 5);
      model.compile({ optimizer: tf.train.momentum(0.1, 0.9), loss: "meanSquaredError" });
      const losses = [];
      for (let k = 0; k < 4; k++)
        losses.push((await model.trainOnBatch(random([2, 4, 3], 1), random([2, 5], 2))) as number);
      return [...losses, ...model.getWeights().flatMap((weight) => [...weight.dataSync()])];
    },
  );
  const [fused, stock] = await Promise.all(results);
  expect(relativeError(fused!, stock!)).toBeLessThan(1e-5);
});
