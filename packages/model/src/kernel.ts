import { type KernelName, kernelName } from "fused-lstm/kernel";
import type { ModelConfig } from "./config.ts";

/**
 * The build of the LSTM kernel that computes for an engine; null if the engine does not use the kernel.
 *
 * @throws FusedLstmError `bad_kernel` if LSTM_KERNEL names no build that this machine runs
 */
export function kernelOf(engine: ModelConfig["engine"]): KernelName | null {
  return engine === "fused" ? kernelName() : null;
}
