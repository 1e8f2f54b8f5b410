import * as tf from "@tensorflow/tfjs";
import type { Engine } from "./engine.ts";
import { seededDropout } from "./seeded-dropout.ts";

/** TensorFlow.js' stock LSTM layer in plain JavaScript: a hundred times slower, the reference for the other engines. */
export async function openTfjs(): Promise<Engine> {
  await tf.setBackend("cpu");
  return {
    lstm: (args, dropout) => [
      tf.layers.lstm({ ...args, recurrentActivation: "sigmoid", unitForgetBias: true }),
      seededDropout(dropout),
    ],
  };
}
