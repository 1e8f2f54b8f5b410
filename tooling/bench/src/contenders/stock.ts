import type * as Tf from "@tensorflow/tfjs";
import { SIZES } from "../sizes.ts";
import { serve } from "./serve.ts";

/** Serves the same architecture with TensorFlow.js' layers and optimiser, on the current backend. */
export async function serveStock(tf: typeof Tf): Promise<void> {
  tf.enableProdMode();
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [SIZES.window, SIZES.features] }));
  SIZES.units.forEach((units, index) => {
    // Initialise the recurrent kernel with Glorot: the default, orthogonal, takes seconds and changes no timing.
    const recurrentInitializer = "glorotUniform";
    const returnSequences = index < SIZES.units.length - 1;
    const activation = { recurrentActivation: "sigmoid", unitForgetBias: true } as const;
    model.add(tf.layers.lstm({ units, returnSequences, recurrentInitializer, ...activation }));
    model.add(tf.layers.dropout({ rate: SIZES.dropout }));
  });
  const kernelRegularizer = tf.regularizers.l2({ l2: SIZES.l2 });
  model.add(tf.layers.dense({ units: SIZES.denseUnits, activation: "relu", kernelRegularizer }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: "adam", loss: "meanSquaredError" });

  const batch = (size: number) => tf.randomNormal([size, SIZES.window, SIZES.features], 0, 1, "float32", 1);
  const [x, one, many] = [batch(SIZES.batchSize), batch(1), batch(256)];
  const y = tf.randomNormal([SIZES.batchSize, 1], 0, 1, "float32", 2);
  const predict = (x: Tf.Tensor) => () => tf.tidy(() => (model.predict(x) as Tf.Tensor).dataSync());
  await serve({
    "train-step": () => model.trainOnBatch(x, y),
    "predict-1": predict(one),
    "predict-256": predict(many),
  });
}
