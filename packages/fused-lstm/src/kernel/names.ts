/**
 * The builds of the kernel, in the order of preference:
 *
 * - `avx512`, `avx2`, `neon`: machine code in an add-on of Node.js, on vectors of 512, 256 and 128 bits
 * - `relaxed`: WebAssembly with relaxed SIMD, whose fused multiply-add is faster and rounds once
 * - `wasm`: WebAssembly with plain SIMD, for every machine
 *
 * Results of two builds differ in the last bits.
 */
export const KERNEL_NAMES = ["avx512", "avx2", "neon", "relaxed", "wasm"] as const;

export type KernelName = (typeof KERNEL_NAMES)[number];
export type NativeName = Exclude<KernelName, WasmName>;
export type WasmName = "relaxed" | "wasm";
