import type { LstmDropout } from "./kernel/shape.ts";

/** The kernel's mask of the output: 0 with probability `rate`, else 1 / (1 - rate). assembly/dropout.ts is its twin. */
export function dropoutMask(length: number, { rate, keys: [key1, key2] }: LstmDropout): Float32Array {
  return Float32Array.from({ length }, (_, index) => {
    let bits = (index + key1) | 0;
    bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d) ^ key2;
    bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
    bits = (bits ^ (bits >>> 16)) >>> 0;
    return bits < (1 - rate) * 2 ** 32 ? 1 / (1 - rate) : 0;
  });
}
