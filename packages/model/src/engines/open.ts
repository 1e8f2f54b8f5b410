import type { ModelConfig } from "../config.ts";
import type { Engine } from "./engine.ts";

/**
 * Loads an engine and makes its backend the current one of TensorFlow.js.
 *
 * @throws NativeError when TensorFlow's binding is missing or broken, with what to do
 */
export async function openEngine(name: ModelConfig["engine"]): Promise<Engine> {
  switch (name) {
    case "fused":
      return (await import("./fused.ts")).openFused();
    case "tensorflow":
      return (await import("./tensorflow.ts")).openTensorFlow();
    case "tfjs":
      return (await import("./tfjs.ts")).openTfjs();
  }
}
