import type { WasmName } from "./names.ts";

/** A file of wasm/. */
export type WasmFile = "kernel-relaxed.wasm" | "kernel.wasm" | "threads.wasm";

export const KERNEL_FILES: Readonly<Record<WasmName, WasmFile>> = {
  relaxed: "kernel-relaxed.wasm",
  wasm: "kernel.wasm",
};

const modules = new Map<WasmFile, WebAssembly.Module>();

/** Compiles a file the first time that it is needed. */
export function compileOnce(
  file: WasmFile,
  read: (file: WasmFile) => Uint8Array<ArrayBuffer>,
): WebAssembly.Module {
  const module = modules.get(file) ?? new WebAssembly.Module(read(file));
  modules.set(file, module);
  return module;
}
