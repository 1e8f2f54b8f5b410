import { expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { testLayers } from "./keras/layer-checks.ts";
import { fixture } from "./keras/options.ts";

// Checks the fixture: the layer that fusedLstm replaces has these values. It has no gradient of a single step (below).
testLayers(
  (args) => tf.layers.lstm(args),
  fixture.layers.filter(({ shape }) => shape.steps > 1),
);

test("when there is one step, then TensorFlow.js' own layer has no gradient of x", () => {
  const layer = tf.layers.lstm({ units: 5 });
  const gradient = tf.grad((x) => layer.apply(x) as tf.Tensor);
  expect(() => gradient(tf.ones([1, 1, 2]))).toThrow("Argument tensors passed to stack");
});
