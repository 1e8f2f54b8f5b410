import { describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { FusedTraining, selectKernel } from "fused-lstm";
import { availableKernels } from "fused-lstm/kernel";
import { buildModel } from "../src/build.ts";
import { type ModelConfigInput, parseConfig } from "../src/config.ts";
import { lossWeightsOf } from "../src/loss-weights.ts";
import { Random } from "../src/random.ts";
import { TapeTrainer } from "../src/tape-trainer.ts";
import { Trainer } from "../src/trainer.ts";

/** Largest difference of two models' weights, relative to the largest weight. */
function difference(a: tf.LayersModel, b: tf.LayersModel): number {
  const [of, to] = [a, b].map((model) => model.getWeights().flatMap((weight) => [...weight.dataSync()]));
  const largest = Math.max(...to!.map(Math.abs));
  return Math.max(...of!.map((value, k) => Math.abs(value - to![k]!))) / largest;
}

const CASES: [string, ModelConfigInput, number][] = [
  ["the default model", {}, 32],
  ["one output", { target: "return", units: [9, 7], denseUnits: 5, l2: 0.01 }, 8],
  ["one layer of one unit", { target: "price", units: [1], denseUnits: 1, window: 3 }, 1],
  ["four layers and a limited gradient", { units: [5, 17, 4, 3], denseUnits: 33, gradientNorm: 0.05 }, 13],
  ["six horizons", { horizons: [1, 2, 5, 10, 15, 20], units: [9, 7] }, 8],
  ["no dropout and no penalty", { dropout: 0, l2: 0, units: [20, 6], window: 7 }, 37],
];

describe.each(availableKernels())("kernel %s", (kernel) => {
  test.each(CASES)("when it trains %s, then losses and weights equal the tape's", (_name, given, batch) => {
    selectKernel(kernel);
    const config = parseConfig({ window: 12, ...given });
    const [fused, taped] = [0, 0].map(() => buildModel(config, new Random(3))) as [
      tf.LayersModel,
      tf.LayersModel,
    ];
    expect(FusedTraining.of(fused, { ...config, lossWeights: lossWeightsOf(config) })).toBeDefined();
    const trainer = new Trainer(fused, config);
    const tape = new TapeTrainer(taped, config);
    const outputs = lossWeightsOf(config).length;
    for (let step = 0; step < 6; step++) {
      // The last batch of an epoch is smaller.
      const size = step === 4 ? Math.ceil(batch / 3) : batch;
      const x = tf.randomNormal([size, config.window, 6], 0, 1, "float32", 2 + step);
      const y = tf.randomNormal([size, outputs], 0, 1, "float32", 30 + step);
      const [loss, expected] = [trainer.step(x, y), tape.step(x, y)];
      expect(Math.abs(loss - expected)).toBeLessThan(2e-5 * expected);
      if (step === 3) for (const each of [trainer, tape]) each.learningRate = 3e-3;
    }
    expect(difference(fused, taped)).toBeLessThan(1e-4);
  });
});
