import type { ModelConfig } from "../config.ts";
import type { Engine } from "./engine.ts";

/**
 * Loads an engine and sets the backend of TensorFlow.js that it needs.
 *
 * @throws NativeError if TensorFlow's binding is missing or broken; the message says what to do
 *
 * @example
 * const engine = await openEngine("fused");
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
