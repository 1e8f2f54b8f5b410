import * as tf from "@tensorflow/tfjs";
import type { Engine } from "./engine.ts";
import { seededDropout } from "./seeded-dropout.ts";

/** TensorFlow.js' own LSTM layer in plain JavaScript: a hundred times slower, and what the others are compared with. */
export async function openTfjs(): Promise<Engine> {
  await tf.setBackend("cpu");
  return {
    lstm: ({ inputGradient: _, ...args }, dropout) => [
      tf.layers.lstm({ ...args, recurrentActivation: "sigmoid", unitForgetBias: true }),
      seededDropout(dropout),
    ],
  };
}
