import * as tf from "@tensorflow/tfjs";
import type { NetworkConfig } from "./messages.ts";

export interface LstmArgs {
  units: number;
  returnSequences: boolean;
  kernelInitializer: ReturnType<typeof tf.initializers.glorotUniform>;
  recurrentInitializer: ReturnType<typeof tf.initializers.orthogonal>;
}

/**
 * The default network of lstm-predict: LSTM -> Dropout for each entry of `units`, then Dense (relu, L2) -> Dense. Seeds are
 * fixed, so that all trainings begin with the same weights.
 *
 * @param lstm makes an LSTM layer and the dropout of its output
 */
export function buildNetwork(
  { window, inputs, units, denseUnits, outputs, l2 }: NetworkConfig,
  lstm: (args: LstmArgs) => tf.layers.Layer[],
): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [window, inputs] }));
  units.forEach((size, k) => {
    const layers = lstm({
      units: size,
      returnSequences: k < units.length - 1,
      kernelInitializer: tf.initializers.glorotUniform({ seed: 10 + k }),
      recurrentInitializer: tf.initializers.orthogonal({ seed: 20 + k }),
    });
    for (const layer of layers) model.add(layer);
  });
  model.add(
    tf.layers.dense({
      units: denseUnits,
      activation: "relu",
      kernelInitializer: tf.initializers.glorotUniform({ seed: 30 }),
      kernelRegularizer: tf.regularizers.l2({ l2 }),
    }),
  );
  model.add(tf.layers.dense({ units: outputs, kernelInitializer: "zeros" }));
  return model;
}
