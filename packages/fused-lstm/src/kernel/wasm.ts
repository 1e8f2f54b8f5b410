import { readFileSync } from "node:fs";
import type { Kernel } from "./kernel.ts";
import type { WasmName } from "./names.ts";

const FILES = { relaxed: "kernel-relaxed.wasm", wasm: "kernel.wasm" } as const;

/** In pages of 64 KiB: 2 GiB at most. The limits of scripts/build-wasm.ts must be the same. */
const LIMITS = { initial: 1, maximum: 32_768, shared: true } as const;

/** The functions of assembly/threads.ts. */
export interface ThreadExports {
  /** Runs the published pass in `parts` parts, together with the workers. 0 if a thread was lost. */
  run(control: number, parts: number): number;
  /** Computes parts of passes, without end. */
  serve(control: number, slots: number, spins: number): void;
}

const modules = new Map<string, WebAssembly.Module>();

/** Makes a memory for one engine and its threads. Its address stays when it grows. */
export function makeMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory(LIMITS);
}

/** Whether this Node.js runs relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(read(FILES.relaxed));
}

/** Opens a build in WebAssembly. */
export function openWasm(name: WasmName, memory: WebAssembly.Memory): Kernel {
  const exports = instantiate(FILES[name], { memory }) as unknown as Omit<
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

function instantiate(file: string, env: WebAssembly.ModuleImports): WebAssembly.Exports {
  const module = modules.get(file) ?? new WebAssembly.Module(read(file));
  modules.set(file, module);
  return new WebAssembly.Instance(module, { env }).exports;
}

function read(file: string): Buffer<ArrayBuffer> {
  return readFileSync(new URL(`../../wasm/${file}`, import.meta.url));
}
