import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { fusedLstm } from "../../src/layer.ts";
import { fusedLstmDropout } from "../../src/output-dropout.ts";
import { relativeError } from "../random-case.ts";
import { random, setRandomWeights } from "./compare.ts";

const [BATCH, STEPS, INPUTS] = [3, 5, 4];
type Build = (args: Parameters<typeof tf.layers.lstm>[0]) => tf.layers.Layer;
type Call = (x: tf.Tensor) => tf.Tensor;
type Loss = (call: Call, x: tf.Tensor) => tf.Scalar;
const stockLstm: Build = (args) => tf.layers.lstm({ recurrentActivation: "sigmoid", ...args });

beforeAll(() => tf.setBackend("cpu"));

const total = (tensor: tf.Tensor) => tf.sum(tensor) as tf.Scalar;
const penalty: Loss = (call, x) => total(tf.square(tf.grad((each) => total(tf.square(call(each))))(x)));
const lossAndPenalty: Loss = (call, x) => tf.add(total(call(x)), penalty(call, x));
const valueAndPenalty: Loss = (call, x) => {
  const { value, grad } = tf.valueAndGrad((each: tf.Tensor) => total(tf.square(call(each))))(x);
  return tf.add(value, total(tf.square(grad))) as tf.Scalar;
};

function modelOf(build: Build, layers: number, args = {}): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [STEPS, INPUTS] })] });
  for (let k = 1; k <= layers; k++) {
    model.add(build({ units: 6 - k, returnSequences: k < layers, recurrentInitializer: "zeros", ...args }));
  }
  setRandomWeights(model, 3);
  return model;
}

/**
 * How far the gradients of all weights are from the central differences of the loss, in five random directions and that of the
 * gradient: the largest difference over the gradient's norm.
 */
function errorOf(model: tf.LayersModel, loss: Loss, mask: tf.Tensor | null = null): number {
  const x = random([BATCH, STEPS, INPUTS], 9);
  const kwargs = { training: true, mask };
  const call: Call = (each) =>
    model.layers.slice(1).reduce((values, layer) => layer.call(values, kwargs) as tf.Tensor, each);
  const { grads } = tf.variableGrads(() => loss(call, x));
  const gradients = model.trainableWeights.map((weight) => grads[(weight.read() as tf.Variable).name]!);
  const start = model.getWeights().map((weight) => tf.clone(weight));
  const dot = (a: tf.Tensor[], b: tf.Tensor[]) =>
    a.reduce((sum, each, k) => sum + tf.sum(tf.mul(each, b[k]!)).dataSync()[0]!, 0);
  const norm = Math.sqrt(dot(gradients, gradients));
  const at = (direction: tf.Tensor[], by: number) => {
    model.setWeights(start.map((weight, k) => tf.add(weight, tf.mul(by, direction[k]!))));
    return loss(call, x).dataSync()[0]!;
  };
  const errors = Array.from({ length: 6 }, (_, seed) => {
    const values = seed === 0 ? gradients : start.map(({ shape }, k) => random(shape, 100 * seed + k));
    const length = Math.sqrt(dot(values, values));
    const direction = values.map((each) => tf.div(each, length));
    const change = (at(direction, 2e-3) - at(direction, -2e-3)) / 4e-3;
    return Math.abs(change - dot(gradients, direction)) / norm;
  });
  model.setWeights(start);
  return Math.max(...errors);
}

describe("gradients of gradients", () => {
  test.each<[string, number, Loss]>([
    ["a penalty on the gradient of x", 1, penalty],
    ["the penalty and the loss itself", 1, lossAndPenalty],
    ["the penalty and the loss of two layers", 2, lossAndPenalty],
    ["the value beside the gradient, of two layers", 2, valueAndPenalty],
  ])("when a loss has %s, then they equal its central differences", (_name, layers, loss) => {
    expect(errorOf(modelOf(fusedLstm, layers), loss)).toBeLessThan(5e-3);
  });

  const halfOf = (ones: tf.Tensor) =>
    tf.tidy(() => tf.mul(ones, tf.mul(2, tf.step(random(ones.shape, 4), 0))));
  test.each([
    { goBackwards: true, returnSequences: true },
    { recurrentActivation: "hardSigmoid" },
    { dropout: 0.5, recurrentDropout: 0.5, dropoutFunc: halfOf },
    { useBias: false },
  ])("when a layer has a mask and %p, then they equal its central differences", (args) => {
    // The first sequence lacks a step, the last one two at the end.
    const mask = tf.tensor2d([1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [BATCH, STEPS], "bool");
    expect(errorOf(modelOf(fusedLstm, 1, args), lossAndPenalty, mask)).toBeLessThan(5e-3);
  });

  test("when the layer is stock, then TensorFlow.js loses terms of them, or has none", () => {
    expect(errorOf(modelOf(stockLstm, 1), penalty)).toBeGreaterThan(0.1);
    const hard = modelOf(stockLstm, 1, { recurrentActivation: "hardSigmoid" });
    expect(() => errorOf(hard, penalty)).toThrow("gradient function not found");
  });

  test("when they are not differentiated in the end, then the inner gradient is the plain one, with the same dropout", () => {
    const [lstm] = fusedLstmDropout(
      { units: 8, recurrentInitializer: "zeros" },
      { rate: 0.5, uint32: () => 7 },
    );
    const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [STEPS, INPUTS] }), lstm] });
    setRandomWeights(model, 3);
    const x = random([BATCH, STEPS, INPUTS], 9);
    const loss = (each: tf.Tensor) => total(tf.square(model.apply(each, { training: true }) as tf.Tensor));
    const plain = tf.grad(loss)(x);
    let inner: tf.Tensor = plain;
    tf.grad((each) => {
      inner = tf.keep(tf.grad(loss)(each));
      return total(inner);
    })(x);
    expect(relativeError(inner.dataSync(), plain.dataSync())).toBeLessThan(1e-5);
  });
});

test("when the batch is empty, then the output is empty and the gradients are zeros, as in the stock layer", () => {
  const [stock, fused] = [stockLstm, fusedLstm].map((build: Build) => {
    const model = modelOf(build, 1);
    const { grads } = tf.variableGrads(() => total(model.apply(tf.zeros([0, STEPS, INPUTS])) as tf.Tensor));
    const output = model.apply(tf.zeros([0, STEPS, INPUTS])) as tf.Tensor;
    return [output.shape, ...Object.values(grads).map((gradient) => gradient.arraySync())];
  });
  expect(fused).toEqual(stock);
});
