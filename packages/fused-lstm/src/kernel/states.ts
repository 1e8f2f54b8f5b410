import type { Heap, Region } from "./heap.ts";

/** Copies states [rows, units] to rows of `padded` floats in the kernel's memory; padded units are zero. */
export function copyStates(region: Region, values: Float32Array, units: number, padded: number): number {
  if (units === padded) return region.copy(values);
  const rows = values.length / units;
  const address = region.zeros(rows * padded);
  writeStates(region.heap, values, { address, rows, units, stride: padded });
  return address;
}

/** Where states lie in the kernel's memory: `rows` of `units` floats that are `stride` floats apart. */
export interface StateRows {
  address: number;
  rows: number;
  units: number;
  stride: number;
}

export function writeStates(
  heap: Heap,
  values: Float32Array,
  { address, rows, units, stride }: StateRows,
): void {
  const target = heap.floats(address, (rows - 1) * stride + units);
  for (let n = 0; n < rows; n++) target.set(values.subarray(n * units, (n + 1) * units), n * stride);
}

/** @returns [rows, units] */
export function readStates(heap: Heap, { address, rows, units, stride }: StateRows): Float32Array {
  const source = heap.floats(address, (rows - 1) * stride + units);
  const values = new Float32Array(rows * units);
  for (let n = 0; n < rows; n++) values.set(source.subarray(n * stride, n * stride + units), n * units);
  return values;
}
