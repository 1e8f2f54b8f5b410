import { platform } from "#platform";
import type { Kernel } from "./kernel.ts";
import type { KernelName } from "./names.ts";
import { openWasm } from "./wasm.ts";

/** Opens a build on a shared memory, in any thread. */
export function openKernel(name: KernelName, memory: WebAssembly.Memory): Kernel {
  return name === "relaxed" || name === "wasm"
    ? openWasm(name, memory)
    : platform.native.openNative(name, memory);
}
