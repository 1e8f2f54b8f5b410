import { FusedLstmError } from "../errors.ts";
import type { WasmName } from "./names.ts";

/** A file of wasm/. */
export type WasmFile = "kernel-relaxed.wasm" | "kernel.wasm" | "threads.wasm";

export const KERNEL_FILES: Readonly<Record<WasmName, WasmFile>> = {
  relaxed: "kernel-relaxed.wasm",
  wasm: "kernel.wasm",
};

const modules = new Map<WasmFile, WebAssembly.Module>();

/**
 * Compiles a file the first time that it is needed.
 *
 * @throws FusedLstmError `bad_kernel` if the machine cannot, or the policy of a page forbids it
 */
export function compileOnce(
  file: WasmFile,
  read: (file: WasmFile) => Uint8Array<ArrayBuffer>,
): WebAssembly.Module {
  let module = modules.get(file);
  if (module) return module;
  try {
    module = new WebAssembly.Module(read(file));
  } catch (error) {
    throw new FusedLstmError("bad_kernel", `${file} does not compile: ${error}`);
  }
  modules.set(file, module);
  return module;
}
