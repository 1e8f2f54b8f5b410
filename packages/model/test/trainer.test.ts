import { describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { buildModel } from "../src/build.ts";
import { type ModelConfigInput, parseConfig } from "../src/config.ts";
import { Random } from "../src/random.ts";
import { Trainer } from "../src/trainer.ts";

const SMALL = { window: 5, units: [4, 3], denseUnits: 3, dropout: 0, l2: 0 } as const;

function prepare(given: ModelConfigInput) {
  const config = parseConfig({ ...SMALL, ...given });
  const model = buildModel(config, new Random(1));
  const outputs = config.target === "distribution" ? 2 : 1;
  const x = tf.randomNormal([8, 5, 6], 0, 1, "float32", 2);
  const y = tf.randomNormal([8, outputs], 0, 1, "float32", 3) as tf.Tensor2D;
  return { config, model, trainer: new Trainer(model, config), x, y };
}

const flatWeights = (model: tf.LayersModel) => model.getWeights().flatMap((weight) => [...weight.dataSync()]);

test("when there are two outputs, then the loss is the first's mean squared error plus 0.3 times the second's", () => {
  const { trainer, x, y } = prepare({ target: "distribution" });
  // The untrained network's outputs are 0.
  const squares = (output: number) => y.arraySync().reduce((sum, row) => sum + row[output]! ** 2, 0) / 8;
  expect(trainer.step(x, y)).toBeCloseTo(squares(0) + 0.3 * squares(1), 5);
});

describe("the limit on the gradient's norm", () => {
  test("when the gradient is above the limit, then the step changes; when it is below, it does not", () => {
    // Two steps, because Adam's first step is the same for every scale of the gradient.
    const afterTwoSteps = (gradientNorm: number | null) => {
      const { model, trainer, x, y } = prepare({ target: "return", gradientNorm });
      trainer.step(x, y);
      trainer.step(x, tf.mul(y, 100));
      return flatWeights(model);
    };
    const free = afterTwoSteps(null);
    expect(afterTwoSteps(1e6)).toEqual(free);
    expect(afterTwoSteps(0.01)).not.toEqual(free);
  });

  test("when the gradient is limited, then no weight moves further than the limited gradient allows", () => {
    const { model, trainer, x, y } = prepare({ target: "return", gradientNorm: 1e-6, learningRate: 1 });
    const before = flatWeights(model);
    trainer.step(x, tf.mul(y, 1000));
    const moved = flatWeights(model).map((value, k) => Math.abs(value - before[k]!));
    // Adam divides by the gradient's size plus 1e-7, so with gradients up to 1e-6 a step is smaller than the learning rate.
    expect(Math.max(...moved)).toBeLessThan(1);
    expect(Math.max(...moved)).toBeGreaterThan(0);
  });
});
