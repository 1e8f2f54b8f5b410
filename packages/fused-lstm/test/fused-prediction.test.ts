import { afterEach, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { FusedPrediction } from "../src/fused-prediction.ts";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { fusedLstm } from "../src/layer.ts";
import { fusedLstmDropout } from "../src/output-dropout.ts";
import { randomValues } from "./random-case.ts";

tf.enableProdMode();

const recurrentInitializer = "glorotUniform";

afterEach(() => selectKernel(undefined));

test.each(availableKernels())(
  "when kernel %s forecasts, then the outputs equal those of predict to the last bit",
  (kernel) => {
    selectKernel(kernel);
    const model = tf.sequential();
    model.add(tf.layers.inputLayer({ inputShape: [9, 4] }));
    const dropout = { rate: 0.5, uint32: () => 1 };
    const [lstm, applied] = fusedLstmDropout(
      { units: 22, returnSequences: true, recurrentInitializer },
      dropout,
    );
    for (const layer of [lstm, applied, fusedLstm({ units: 7, recurrentInitializer })]) model.add(layer);
    model.add(tf.layers.dense({ units: 6, activation: "relu" }));
    model.add(tf.layers.dense({ units: 3 }));
    const tensors = tf.memory().numTensors;
    const prediction = FusedPrediction.of(model)!;
    for (const batch of [1, 3, 70]) {
      const x = randomValues(batch * 36, batch);
      const expected = tf.tidy(() => (model.predict(tf.tensor3d(x, [batch, 9, 4])) as tf.Tensor).dataSync());
      expect(prediction.run(x)).toEqual(expected);
    }
    prediction.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  },
);

test("when a model has other layers, then it is not forecast as a whole", () => {
  const dense = tf.layers.dense({ units: 1, inputShape: [4] });
  expect(FusedPrediction.of(tf.sequential({ layers: [dense] }))).toBeUndefined();
});
