import { COLUMN_COUNT } from "@lstm-predict/bars";
import { buildModel, type ModelConfig, openEngine, Random, Trainer } from "@lstm-predict/model";
import * as tf from "@tensorflow/tfjs";
import { fusedAdam, fusedLstm } from "fused-lstm";

const gaussian = (...shape: number[]) => tf.randomNormal(shape, 0, 1, "float32", 1);

/** A training step of the model that `train` makes, then a forecast. */
export async function trainAndForecast(config: ModelConfig): Promise<() => void> {
  const model = buildModel(config, new Random(1), await openEngine(config.engine));
  const trainer = new Trainer(model, config);
  const [x, y] = [gaussian(config.batchSize, config.window, COLUMN_COUNT), gaussian(config.batchSize, 1)];
  return () => {
    trainer.step(x, y);
    tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
  };
}

/**
 * A training step of TensorFlow.js on the model of fused-lstm's README, the first layer frozen: its backward pass never runs. No
 * forecast follows, which would free what the step left in the kernel's memory.
 */
export async function trainFrozen(config: ModelConfig): Promise<() => Promise<unknown>> {
  await tf.setBackend("cpu");
  const { window, units, batchSize } = config;
  const layers = units.map((units, k, { length }) =>
    fusedLstm({ units, returnSequences: k < length - 1, recurrentInitializer: "glorotUniform" }),
  );
  const model = tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: [window, COLUMN_COUNT] }), ...layers],
  });
  model.add(tf.layers.dense({ units: 1 }));
  layers[0]!.trainable = false;
  model.compile({ optimizer: fusedAdam(), loss: "meanSquaredError" });
  const [x, y] = [gaussian(batchSize, window, COLUMN_COUNT), gaussian(batchSize, 1)];
  return () => model.trainOnBatch(x, y);
}
