import { blockLstm, useTensorFlow } from "@lstm-predict/tensorflow-native";
import type { Engine } from "./engine.ts";
import { seededDropout } from "./seeded-dropout.ts";

/** TensorFlow through @tensorflow/tfjs-node: one call of its LSTM op computes whole sequences. */
export async function openTensorFlow(): Promise<Engine> {
  await useTensorFlow();
  return {
    lstm: (args, dropout) => [blockLstm(args), seededDropout(dropout)],
  };
}
