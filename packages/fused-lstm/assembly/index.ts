// The functions that the host calls. The host allocates the memory above `heapBase`, which all threads share, and
// passes byte addresses that are multiples of 16.

export { adam } from "./adam";
export { runPart } from "./parts";
export { joinBias, joinWeights, pack, packTransposed, splitBias, splitWeights } from "./pack";

export function heapBase(): usize {
  return __heap_base;
}
