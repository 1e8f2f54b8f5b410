import { beforeAll, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { fusedLstm } from "../../src/layer.ts";
import { fusedLstmDropout } from "../../src/output-dropout.ts";
import { relativeError } from "../random-case.ts";
import { random, setRandomWeights } from "./compare.ts";

const [BATCH, STEPS, INPUTS] = [3, 5, 4];
type Build = (args: Parameters<typeof tf.layers.lstm>[0]) => tf.layers.Layer;
const stockLstm: Build = (args) =>
  tf.layers.lstm({ recurrentActivation: "sigmoid", unitForgetBias: true, ...args });

beforeAll(() => tf.setBackend("cpu"));

function modelOf(build: Build, layers: number, args = {}): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [STEPS, INPUTS] })] });
  for (let k = 1; k <= layers; k++) {
    model.add(build({ units: 6 - k, returnSequences: k < layers, recurrentInitializer: "zeros", ...args }));
  }
  setRandomWeights(model, 3);
  return model;
}

/** Gradients of `loss(model, x)` with respect to all weights. */
function gradients(
  build: Build,
  layers: number,
  loss: (call: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor) => tf.Scalar,
) {
  const model = modelOf(build, layers);
  const call = (x: tf.Tensor) => model.apply(x, { training: true }) as tf.Tensor;
  const { value, grads } = tf.variableGrads(() => loss(call, random([BATCH, STEPS, INPUTS], 9)));
  const inOrder = model.trainableWeights.map(
    (weight) => grads[weight.name] ?? grads[(weight.read() as tf.Variable).name]!,
  );
  return [value, ...inOrder].map((tensor) => tensor.dataSync());
}

const total = (tensor: tf.Tensor) => tf.sum(tensor) as tf.Scalar;
const penalty = (call: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor) =>
  total(tf.square(tf.grad((each) => total(tf.square(call(each))))(x)));

test.each<[string, number, Parameters<typeof gradients>[2]]>([
  ["a penalty on the gradient of x", 1, penalty],
  ["the penalty and the loss itself", 1, (call, x) => tf.add(total(call(x)), penalty(call, x))],
  ["two layers", 2, (call, x) => tf.add(total(call(x)), penalty(call, x))],
  [
    "the value beside the gradient",
    2,
    (call, x) => {
      const { value, grad } = tf.valueAndGrad((each: tf.Tensor) => total(tf.square(call(each))))(x);
      return tf.add(value, total(tf.square(grad))) as tf.Scalar;
    },
  ],
])("when a loss has %s, then all gradients equal the stock layers'", (_name, layers, loss) => {
  const stock = gradients(stockLstm, layers, loss);
  const fused = gradients(fusedLstm, layers, loss);
  expect(fused).toHaveLength(1 + 3 * layers);
  fused.forEach((values, k) => {
    expect([k, relativeError(values, stock[k]!)]).toEqual([k, expect.closeTo(0, 5)]);
  });
});

test("when the output has dropout, then the inner gradient drops the same values as the layer", () => {
  const [lstm] = fusedLstmDropout(
    { units: 8, recurrentInitializer: "zeros" },
    { rate: 0.5, uint32: () => 7 },
  );
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [STEPS, INPUTS] }), lstm] });
  setRandomWeights(model, 3);
  const x = random([BATCH, STEPS, INPUTS], 9);
  const loss = (each: tf.Tensor) => total(tf.square(model.apply(each, { training: true }) as tf.Tensor));
  const plain = tf.grad(loss)(x);
  // An inner gradient is composed; the outer one differentiates its product with a constant: once more the same.
  let inner: tf.Tensor = plain;
  tf.grad((each) => {
    inner = tf.keep(tf.grad(loss)(each));
    return total(inner);
  })(x);
  expect(relativeError(inner.dataSync(), plain.dataSync())).toBeLessThan(1e-5);
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
