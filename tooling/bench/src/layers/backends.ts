import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { useTensorFlow } from "@lstm-predict/tensorflow-native";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

export const BACKENDS = ["wasm", "tensorflow", "cpu"] as const;
export type Backend = (typeof BACKENDS)[number];

/**
 * Makes a backend of TensorFlow.js the current one.
 *
 * @param threads of "tensorflow"; the others have one in Node
 * @throws NativeError if the binding of "tensorflow" is not built
 */
export async function openBackend(name: Backend, threads: number): Promise<void> {
  if (name === "tensorflow") {
    process.env.TF_NUM_INTRAOP_THREADS = `${threads}`;
    await useTensorFlow();
    return;
  }
  if (name === "wasm" && !tf.findBackend("wasm")) {
    setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")))}/`);
  }
  await tf.setBackend(name);
}
