import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { buildModel } from "../src/build.ts";
import { parseConfig } from "../src/config.ts";
import type { Engine } from "../src/engines/engine.ts";
import { Random } from "../src/random.ts";
import { Trainer } from "../src/trainer.ts";
import { ENGINES, opening } from "./engines.ts";

interface Weight {
  name: string;
  shape: number[];
  values: number[];
}

// Keras' values for the whole model, written by fused-lstm's test/keras/make_fixture.py.
const fixture = JSON.parse(
  readFileSync(new URL("../../fused-lstm/test/fixtures/keras.json", import.meta.url), "utf8"),
);
const keras = fixture.model as {
  weights: Weight[];
  x: number[];
  y: number[];
  prediction: number[];
  gradients: Weight[];
  losses: number[];
  finalWeights: Weight[];
};

function kerasModel(engine: Engine) {
  const { steps, units, denseUnits, l2, learningRate } = fixture.model;
  const config = parseConfig({
    target: "return",
    window: steps,
    units,
    denseUnits,
    l2,
    learningRate,
    dropout: 0,
  });
  const model = buildModel(config, new Random(0), engine);
  model.setWeights(keras.weights.map(({ values, shape }) => tf.tensor(values, shape)));
  const x = tf.tensor3d(keras.x, [16, steps, 6]);
  const y = tf.tensor2d(keras.y, [16, 1]);
  return { config, model, x, y };
}

/** The largest absolute difference divided by the largest absolute expected value. */
function relativeError(actual: ArrayLike<number>, expected: number[]): number {
  expect(actual).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, k) => Math.abs(actual[k]! - value))) / largest;
}

test("when the default model is built, then it has as many parameters as Keras'", () => {
  expect(buildModel(parseConfig({ target: "return" }), new Random(0)).countParams()).toBe(fixture.parameters);
});

describe.each(ENGINES)("engine %s", (name) => {
  let engine: Engine;
  beforeAll(
    opening(name, (opened) => {
      engine = opened;
    }),
  );

  test("when the model has Keras' weights, then its outputs equal Keras'", () => {
    const { model, x } = kerasModel(engine);
    expect(relativeError((model.predict(x) as tf.Tensor).dataSync(), keras.prediction)).toBeLessThan(1e-5);
  });

  test("when the loss with its penalty is differentiated, then every gradient equals Keras'", () => {
    const { model, x, y } = kerasModel(engine);
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const loss = () => {
      const error = tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor);
      return model.calculateLosses().reduce((sum, penalty) => tf.add(sum, penalty), error as tf.Scalar);
    };
    const { grads } = tf.variableGrads(loss, variables);
    variables.forEach((variable, k) => {
      const { name, values } = keras.gradients[k]!;
      expect([name, relativeError(grads[variable.name]!.dataSync(), values) < 1e-4]).toEqual([name, true]);
    });
  });

  test("when ten steps are trained, then losses and weights equal Keras'", () => {
    const { config, model, x, y } = kerasModel(engine);
    const trainer = new Trainer(model, config);
    const losses = keras.losses.map(() => trainer.step(x, y));
    expect(relativeError(losses, keras.losses)).toBeLessThan(1e-5);
    keras.finalWeights.forEach(({ name, values }, k) => {
      const weight = model.weights[k]!.read().dataSync();
      expect([name, relativeError(weight, values) < 1e-4]).toEqual([name, true]);
    });
  });
});
