import { platform } from "#platform";
import { FusedLstmError } from "../errors.ts";
import type { Kernel } from "./kernel.ts";
import type { WasmName } from "./names.ts";
import { compileOnce, KERNEL_FILES, type WasmFile } from "./wasm-module.ts";

/** In pages of 64 KiB: 2 GiB, the limit of scripts/build-wasm.ts too. */
const MAXIMUM = 32_768;
/** 128 MiB: no machine has less. */
const LEAST_MAXIMUM = 2048;

/** The functions of assembly/threads.ts. */
export interface ThreadExports {
  /** Runs the published pass in `parts` parts, together with the workers. 0 if a thread was lost. */
  run(control: number, parts: number, canSleep: number): number;
  /** Computes parts of passes, without end. */
  serve(control: number, slots: number, spins: number): void;
}

/**
 * Makes a memory for one engine and its threads. Its address stays when it grows, so the machine reserves its maximum; where
 * that is refused, as on phones, a smaller one.
 *
 * @throws FusedLstmError `out_of_memory`
 */
export function makeMemory(maximum = MAXIMUM): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
  } catch (error) {
    if (maximum > LEAST_MAXIMUM) return makeMemory(maximum / 2);
    throw new FusedLstmError("out_of_memory", `the kernel's memory cannot be made: ${error}`);
  }
}

/** Whether this machine runs relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(platform.readWasm(KERNEL_FILES.relaxed));
}

/** Opens a build in WebAssembly. */
export function openWasm(name: WasmName, memory: WebAssembly.Memory): Kernel {
  const exports = instantiate(KERNEL_FILES[name], { memory }) as unknown as Omit<
    Kernel,
    "base" | "columns" | "tile"
  > & {
    heapBase(): number;
  };
  return { ...exports, base: exports.heapBase(), columns: 8, tile: { rows: 6, columns: 8 } };
}

/** The threads' module: the same for every build of the kernel. */
export function openThreads(memory: WebAssembly.Memory, runPart: Kernel["runPart"]): ThreadExports {
  return instantiate("threads.wasm", { memory, runPart }) as unknown as ThreadExports;
}

function instantiate(file: WasmFile, env: WebAssembly.ModuleImports): WebAssembly.Exports {
  return new WebAssembly.Instance(compileOnce(file, platform.readWasm), { env }).exports;
}
