import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { fusedLstm } from "../../src/layer.ts";
import { relativeError } from "../random-case.ts";
import { compare, random, setRandomWeights, worst } from "./compare.ts";

const ARGS = { units: 5, recurrentInitializer: "zeros" as const };
const [BATCH, STEPS, INPUTS] = [4, 6, 3];

beforeAll(() => tf.setBackend("cpu"));

const masks: [string, number[]][] = [
  ["leading", [0, 0, 1, 1, 1, 1]],
  ["trailing", [1, 1, 1, 1, 0, 0]],
  ["scattered", [1, 0, 1, 1, 0, 1]],
  ["nothing but", [0, 0, 0, 0, 0, 0]],
  ["no", [1, 1, 1, 1, 1, 1]],
];

describe.each(masks)("when a mask has %s zeros", (_name, mask) => {
  test.each([
    ["the last state", {}],
    ["sequences", { returnSequences: true }],
    ["sequences backwards", { returnSequences: true, goBackwards: true }],
    ["states", { returnState: true }],
  ])("and the layer returns %s, then values and gradients are stock's", (_what, args) => {
    const others = [1, 1, 0, 1, 1, 0];
    const trial = { batch: 2, steps: STEPS, inputs: INPUTS, initialState: true, mask: [...mask, ...others] };
    const errors = compare({ ...trial, args: { ...ARGS, ...args } });
    expect(Object.keys(errors).length).toBeGreaterThanOrEqual(7);
    expect(worst(errors)).toBeLessThan(1e-5);
  });
});

const embedding = () => {
  const model = tf.sequential();
  model.add(tf.layers.embedding({ inputDim: 7, outputDim: INPUTS, maskZero: true, inputLength: STEPS }));
  return model;
};
const masking = () =>
  tf.sequential({ layers: [tf.layers.masking({ maskValue: 0, inputShape: [STEPS, INPUTS] })] });
/** Word numbers with zeros at the end of most sentences. */
const words = () =>
  tf.tensor2d([1, 2, 3, 0, 0, 0, 4, 5, 6, 1, 2, 0, 3, 0, 0, 0, 0, 0, 6, 5, 4, 3, 2, 1], [BATCH, STEPS]);
const padded = () => tf.mul(random([BATCH, STEPS, INPUTS], 2), tf.expandDims(tf.minimum(words(), 1), 2));

test.each<[string, () => tf.Sequential, () => tf.Tensor]>([
  ["Embedding with maskZero", embedding, words],
  ["Masking", masking, padded],
])("when a model starts with %s, then fit, evaluate and predict are stock's", async (_name, start, input) => {
  const run = async (build: (args: Parameters<typeof tf.layers.lstm>[0]) => tf.layers.Layer) => {
    const model = start();
    model.add(build({ ...ARGS, returnSequences: true }));
    model.add(build({ ...ARGS, units: 3 }));
    model.add(tf.layers.dense({ units: 1 }));
    setRandomWeights(model, 5);
    model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
    const [x, y] = [input(), random([BATCH, 1], 3)];
    const { history } = await model.fit(x, y, { epochs: 4, batchSize: 2, shuffle: false, verbose: 0 });
    const loss = (model.evaluate(x, y) as tf.Scalar).dataSync();
    return [...(history.loss as number[]), ...loss, ...(model.predict(x) as tf.Tensor).dataSync()];
  };
  const fused = await run((args) => fusedLstm({ ...args, defaults: "tfjs" }));
  expect(relativeError(fused, await run(tf.layers.lstm))).toBeLessThan(1e-5);
});

test("when a mask is of one sequence, then it counts for all", () => {
  const [fused, stock] = [fusedLstm({ ...ARGS, defaults: "tfjs" }), tf.layers.lstm(ARGS) as tf.RNN].map(
    (layer) => {
      const x = random([2, STEPS, INPUTS], 2);
      layer.apply(x);
      setRandomWeights(layer, 5);
      return (
        layer.call(x, { mask: tf.tensor2d([1, 1, 0, 1, 0, 0], [1, STEPS], "int32") }) as tf.Tensor
      ).dataSync();
    },
  );
  expect(relativeError(fused!, stock!)).toBeLessThan(1e-5);
});

test("when a mask is [batch, steps, 1], then it counts as [batch, steps]", () => {
  const layer = fusedLstm(ARGS);
  const x = random([2, STEPS, INPUTS], 2);
  layer.apply(x);
  const mask = tf.tensor2d([1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1], [2, STEPS]);
  const [flat, deep] = [mask, tf.expandDims(mask, 2)].map((each) =>
    (layer.call(x, { mask: each }) as tf.Tensor).arraySync(),
  );
  expect(deep).toEqual(flat);
});
