import { expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { fusedAdam } from "../src/adam.ts";
import { randomValues, relativeError } from "./random-case.ts";

tf.enableProdMode();

/** Keras' update in float64, one value at a time. */
function naiveAdam(start: Float32Array, gradients: Float32Array[], rates: number[]): Float64Array {
  return Float64Array.from(start, (value, k) => {
    let [m, v] = [0, 0];
    gradients.forEach((gradient, step) => {
      const g = gradient[k]!;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      const alpha = (rates[step]! * Math.sqrt(1 - 0.999 ** (step + 1))) / (1 - 0.9 ** (step + 1));
      value -= (alpha * m) / (Math.sqrt(v) + 1e-7);
    });
    return value;
  });
}

test("when the learning rate changes between steps, then every value equals the naive twin's", () => {
  const start = randomValues(33, 1);
  const gradients = Array.from({ length: 12 }, (_, step) =>
    randomValues(33, step + 2).map((g) => g * 10 ** -step),
  );
  const rates = gradients.map((_, step) => (step < 6 ? 0.01 : 0.002));
  const variable = tf.variable(tf.tensor2d(start, [3, 11]));
  const optimizer = fusedAdam({ learningRate: 0.01 });
  gradients.forEach((gradient, step) => {
    optimizer.learningRate = rates[step]!;
    optimizer.minimize(() => tf.sum(tf.mul(variable, tf.tensor2d(gradient, [3, 11]))) as tf.Scalar, false, [
      variable,
    ]);
  });
  expect(relativeError(variable.dataSync(), naiveAdam(start, gradients, rates))).toBeLessThan(2e-6);
  variable.dispose();
});

test("when it trains a compiled model, then the loss falls and no tensor leaks", async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  model.compile({ optimizer: fusedAdam({ learningRate: 0.1 }), loss: "meanSquaredError" });
  const x = tf.tensor2d([
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 1],
  ]);
  const y = tf.tensor2d([[2], [1], [3], [4]]);
  const first = (await model.trainOnBatch(x, y)) as number;
  const before = tf.memory().numTensors;
  let last = first;
  for (let step = 0; step < 300; step++) last = (await model.trainOnBatch(x, y)) as number;
  expect(last).toBeLessThan(first / 100);
  expect(tf.memory().numTensors).toBe(before);
});

test("when a gradient or a variable has another size than before, then the step is refused and the values stay", () => {
  const variable = tf.variable(tf.tensor1d([1, 2, 3]), true, "resized");
  const optimizer = fusedAdam({ learningRate: 0.1 });
  optimizer.applyGradients({ resized: tf.tensor1d([1, 1, 1]) });
  const before = variable.arraySync();
  expect(() => optimizer.applyGradients({ resized: tf.scalar(1) })).toThrow(
    "the gradient of resized has 1 values: expected 3",
  );
  expect(variable.arraySync()).toEqual(before);
  variable.dispose();
  expect(() => optimizer.applyGradients({ resized: tf.scalar(1) })).toThrow('there is no variable "resized"');
  const larger = tf.variable(tf.zeros([5000]), true, "resized");
  expect(() => optimizer.applyGradients({ resized: tf.zeros([5000]) })).toThrow(
    "array of moments of resized has 3 values: expected 5000",
  );
  larger.dispose();
});

test("when the learning rate is given as a number or left open, then it is that number or 0.001", () => {
  expect(fusedAdam(0.02).learningRate).toBe(0.02);
  expect(fusedAdam({ learningRate: undefined as unknown as number }).learningRate).toBe(0.001);
});
