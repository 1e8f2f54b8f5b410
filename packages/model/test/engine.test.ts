import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { buildModel } from "../src/build.ts";
import { type ModelConfigInput, parseConfig } from "../src/config.ts";
import type { Engine } from "../src/engines/engine.ts";
import { openEngine } from "../src/engines/open.ts";
import { Random } from "../src/random.ts";
import { Trainer } from "../src/trainer.ts";
import { exportModel, loadWeights } from "../src/weights.ts";
import { ENGINES, opening } from "./engines.ts";

const SMALL: ModelConfigInput = { target: "return", window: 7, units: [5, 4], denseUnits: 3, dropout: 0 };

const normal = (shape: number[], seed: number) => {
  const random = new Random(seed);
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal());
  return tf.tensor(values, shape);
};

describe.each(ENGINES)("engine %s", (name) => {
  let engine: Engine;
  beforeAll(
    opening(name, (opened) => {
      engine = opened;
    }),
  );

  const build = (given: ModelConfigInput = {}, seed = 1) => {
    const config = parseConfig({ ...SMALL, ...given, engine: name });
    const random = new Random(seed);
    return { config, random, model: buildModel(config, random, engine) };
  };

  test("when a loss is differentiated, then every gradient agrees with central differences", () => {
    const { model } = build({ l2: 0 });
    const x = normal([3, 7, 6], 2);
    const loss = () => tf.sum(tf.square(model.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar;
    const { grads } = tf.variableGrads(loss);
    const step = 5e-3;
    for (const weight of model.trainableWeights) {
      const variable = weight.read() as tf.Variable;
      const values = variable.dataSync<"float32">().slice();
      const gradient = grads[variable.name]!.dataSync();
      const largest = Math.max(...gradient.map(Math.abs));
      for (let k = 0; k < values.length; k += Math.ceil(values.length / 6)) {
        const at = (by: number) => {
          const moved = values.slice();
          moved[k]! += by;
          variable.assign(tf.tensor(moved, variable.shape));
          return loss().dataSync()[0]!;
        };
        const difference = (at(step) - at(-step)) / (2 * step);
        const near = Math.abs(difference - gradient[k]!) < 2e-2 * largest + 1e-4;
        expect([weight.originalName, k, near]).toEqual([weight.originalName, k, true]);
      }
      variable.assign(tf.tensor(values, variable.shape));
    }
  });

  test("when a model was trained with this engine, then the fused engine gives the same forecasts", async () => {
    const { config, model } = build({ dropout: 0.2 });
    const trainer = new Trainer(model, config);
    const [x, y] = [normal([16, 7, 6], 3), normal([16, 1], 4)];
    for (let step = 0; step < 10; step++) trainer.step(x, y);
    const expected = (model.predict(x) as tf.Tensor).dataSync();
    const files = await exportModel(model);
    const fused = buildModel({ ...config, engine: "fused" }, new Random(9), await openEngine("fused"));
    loadWeights(fused, files);
    const forecasts = (fused.predict(normal([16, 7, 6], 3)) as tf.Tensor).dataSync();
    const largest = Math.max(...expected.map(Math.abs));
    expected.forEach((value, k) => {
      expect(Math.abs(forecasts[k]! - value) / largest).toBeLessThan(1e-5);
    });
    await openEngine(name);
  });

  test("when a layer has dropout, then each step drops the rate's share of other values, the seed repeats them, forecasts drop none", () => {
    const outputs = () => {
      const random = new Random(5);
      const [lstm, dropped] = engine.lstm(
        {
          units: 50,
          returnSequences: true,
          recurrentInitializer: "zeros" as const,
          kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
        },
        { rate: 0.25, uint32: () => random.uint32() },
      );
      expect(dropped.getClassName()).toBe("Dropout");
      const model = tf.sequential({
        layers: [tf.layers.inputLayer({ inputShape: [7, 6] }), lstm, dropped],
      });
      const x = normal([8, 7, 6], 6);
      const training = () => {
        let values: ArrayLike<number> = [];
        tf.variableGrads(() => {
          const output = model.apply(x, { training: true }) as tf.Tensor;
          values = output.dataSync();
          return tf.sum(output) as tf.Scalar;
        });
        return Array.from(values);
      };
      return {
        plain: [...(model.predict(x) as tf.Tensor).dataSync()],
        first: training(),
        second: training(),
      };
    };
    const { plain, first, second } = outputs();
    expect(plain).not.toContain(0);
    const share = first.filter((value) => value === 0).length / first.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
    first.forEach((value, k) => {
      if (value !== 0) expect(value).toBeCloseTo(plain[k]! / 0.75, 5);
    });
    expect(second).not.toEqual(first);
    expect(outputs().first).toEqual(first);
  });
});
