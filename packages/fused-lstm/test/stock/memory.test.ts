import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { fusedAdam } from "../../src/adam.ts";
import { Engine } from "../../src/kernel/engine.ts";
import { fusedLstm } from "../../src/layer.ts";
import { relativeError } from "../random-case.ts";
import { random, setRandomWeights } from "./compare.ts";

const BATCHES = 600;
const [BATCH, STEPS, INPUTS] = [8, 10, 6];

beforeAll(() => tf.setBackend("cpu"));

/** The README's model, smaller. */
function build(frozen = false): tf.Sequential {
  const recurrentInitializer = "glorotUniform";
  const first = fusedLstm({ units: 20, returnSequences: true, recurrentInitializer });
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [STEPS, INPUTS] }), first] });
  model.add(fusedLstm({ units: 10, recurrentInitializer }));
  model.add(tf.layers.dense({ units: 1 }));
  // Before the layer is frozen: a model lists the trained weights first.
  setRandomWeights(model, 5);
  first.trainable = !frozen;
  return model;
}

/** The heap's sizes after a few steps and at the end. */
function heapOver(step: () => unknown): [number, number, number, number] {
  const { heap } = Engine.current();
  for (let k = 0; k < 5; k++) step();
  const [bytes, tensors] = [heap.size, tf.memory().numTensors];
  for (let k = 5; k < BATCHES; k++) step();
  return [bytes, heap.size, tensors, tf.memory().numTensors];
}

describe(`over ${BATCHES} batches`, () => {
  const x = random([BATCH, STEPS, INPUTS], 1);
  const y = random([BATCH, 1], 2);
  const lossOf = (model: tf.LayersModel) =>
    tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;

  test("when the first layer is frozen, then neither memory nor tensors grow, and it keeps its weights", async () => {
    const model = build(true);
    const frozen = model.layers[1]!.getWeights().map((weight) => weight.arraySync());
    model.compile({ optimizer: fusedAdam(), loss: "meanSquaredError" });
    for (let k = 0; k < 5; k++) await model.trainOnBatch(x, y);
    const { heap } = Engine.current();
    const before = [heap.size, tf.memory().numTensors];
    for (let k = 5; k < BATCHES; k++) await model.trainOnBatch(x, y);
    expect([heap.size, tf.memory().numTensors]).toEqual(before);
    expect(model.layers[1]!.getWeights().map((weight) => weight.arraySync())).toEqual(frozen);
  });

  test("when an optimiser trains the last layer alone, then neither memory nor tensors grow", () => {
    const model = build();
    const head = model.layers[3]!.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const optimizer = tf.train.sgd(0.01);
    const [first, last, ...tensors] = heapOver(() => optimizer.minimize(() => lossOf(model), false, head));
    expect(last).toBe(first);
    expect(tensors[1]).toBe(tensors[0]);
  });

  test("when a forward pass under a tape throws afterwards, then its memory is freed too", () => {
    const model = build();
    const [first, last] = heapOver(() => {
      expect(() =>
        tf.variableGrads(() => {
          tf.tidy(() => lossOf(model).dataSync());
          throw new Error("of the loss");
        }),
      ).toThrow("of the loss");
    });
    expect(last).toBe(first);
  });
});

test("when a call follows outside of a tape, then it frees what an open backward pass would have read", () => {
  const model = build();
  const x = random([BATCH, STEPS, INPUTS], 1);
  model.apply(x);
  const { heap } = Engine.current();
  const { size } = heap;
  expect(() =>
    tf.variableGrads(() => {
      model.apply(x, { training: true });
      throw new Error("of the loss");
    }),
  ).toThrow("of the loss");
  expect(heap.size).toBeGreaterThan(size);
  model.apply(x);
  expect(heap.size).toBe(size);
});

test("when a layer is frozen, then its reserve is not kept, and the gradient of x is still right", () => {
  const [trained, frozen] = [false, true].map((isFrozen) => {
    const model = build(isFrozen);
    if (isFrozen) for (const layer of model.layers) layer.trainable = false;
    return model;
  }) as [tf.Sequential, tf.Sequential];
  const x = random([BATCH, STEPS, INPUTS], 1);
  const saliency = (model: tf.LayersModel) =>
    tf
      .grad((each) => tf.sum(model.apply(each) as tf.Tensor))(x)
      .dataSync();
  expect(relativeError(saliency(frozen), saliency(trained))).toBeLessThan(1e-6);
});

test("when a layer's forward pass is repeated for the gradient of its weights, then they equal the trained layer's", () => {
  const [trained, frozen] = [build(), build(true)];
  const x = random([BATCH, STEPS, INPUTS], 1);
  const gradients = (model: tf.LayersModel) => {
    const weights = model.layers[1]!.weights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => tf.sum(model.apply(x) as tf.Tensor) as tf.Scalar, weights);
    return weights.map(({ name }) => grads[name]!.dataSync());
  };
  const expected = gradients(trained);
  gradients(frozen).forEach((values, k) => {
    expect(relativeError(values, expected[k]!)).toBeLessThan(1e-6);
  });
});
