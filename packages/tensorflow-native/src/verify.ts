import * as tf from "@tensorflow/tfjs";
import { NativeError } from "./errors.ts";
import { blockLstm } from "./layer.ts";
import { useTensorFlow } from "./load.ts";

/** The last line that `verify.ts` prints, as JSON. */
export interface Verification {
  /** The version of TensorFlow. */
  tensorflow: string;
  /** The loss before and after the training steps. */
  losses: [number, number];
}

const STEPS = 20;

/** Trains a small LSTM to predict the mean of a sequence: the loss falls only if the binding computes correctly. */
async function verify(): Promise<Verification> {
  const tensorflow = await useTensorFlow();
  tf.enableProdMode();
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [10, 3] }));
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  model.add(blockLstm({ units: 8, kernelInitializer, recurrentInitializer: "zeros" }));
  model.add(tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }));
  const x = tf.randomNormal([64, 10, 3], 0, 1, "float32", 3);
  const y = tf.mean(x, [1, 2]).reshape([64, 1]);
  model.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError" });
  const losses: number[] = [];
  for (let step = 0; step <= STEPS; step++) losses.push((await model.trainOnBatch(x, y)) as number);
  return { tensorflow, losses: [losses[0]!, losses.at(-1)!] };
}

try {
  process.stdout.write(`${JSON.stringify(await verify())}\n`);
} catch (error) {
  const { code, fact } = error instanceof NativeError ? error : { code: "broken", fact: String(error) };
  process.stdout.write(`${JSON.stringify({ code, fact })}\n`);
}
