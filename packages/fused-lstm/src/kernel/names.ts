/**
 * The builds of the kernel, in the order of preference:
 *
 * - `relaxed`: WebAssembly with relaxed SIMD, whose fused multiply-add is faster and rounds once
 * - `wasm`: WebAssembly with plain SIMD, for every machine that runs Node.js
 *
 * Results of two builds differ in the last bits.
 */
export const KERNEL_NAMES = ["relaxed", "wasm"] as const;

export type KernelName = (typeof KERNEL_NAMES)[number];
