import * as tf from "@tensorflow/tfjs";
import { FusedTraining, fusedLstmDropout, kernelName, setThreads, threadsProblem } from "fused-lstm";
import type { NetworkConfig, Training } from "./messages.ts";
import { buildNetwork } from "./network.ts";

/** Opens a training on the kernel of fused-lstm: a whole step is one call. */
export async function openFused(config: NetworkConfig, threads: number): Promise<Training> {
  setThreads(threads);
  await tf.setBackend("cpu");
  const uint32 = () => crypto.getRandomValues(new Uint32Array(1))[0]!;
  const model = buildNetwork(config, (args) => fusedLstmDropout(args, { rate: config.dropout, uint32 }));
  const { learningRate, lossWeights } = config;
  const training = FusedTraining.of(model, { learningRate, lossWeights, gradientNorm: null })!;
  return {
    about: () => threadsProblem() ?? `WebAssembly, ${kernelName() === "relaxed" ? "relaxed " : ""}SIMD`,
    step: ({ x, y }) => training.step(x, y),
  };
}
