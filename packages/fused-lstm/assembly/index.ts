// What the host calls. It owns the memory above `heapBase`, shared by all threads, and passes byte addresses, 16-aligned.

export { adam } from "./adam";
export { joinBias, joinWeights, pack, packTransposed, splitBias, splitWeights } from "./pack";
export { run, serve } from "./threads";

export function heapBase(): usize {
  return __heap_base;
}
