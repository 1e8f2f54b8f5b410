// What the host calls. It owns the memory above `heapBase` and passes byte addresses, 16-aligned.

export { packedBytes, packGates, packGatesTransposed } from "./pack";
export { forward } from "./forward";
export { backward, backwardInputs } from "./backward";

export function heapBase(): usize {
  return __heap_base;
}
