import type { ModelConfig } from "@lstm-predict/model/config";
import { kernelOf } from "@lstm-predict/model/kernel";

/**
 * Fails without the engine of a configuration, or without its kernel: before anything is downloaded or tracked. Loads TensorFlow.js for
 * other engines than ours alone.
 *
 * @throws NativeError, FusedLstmError
 */
export async function requireEngine({ engine }: ModelConfig): Promise<void> {
  kernelOf(engine);
  if (engine !== "fused") await (await import("@lstm-predict/model")).openEngine(engine);
}
