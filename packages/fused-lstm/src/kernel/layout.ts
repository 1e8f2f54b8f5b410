import { type LstmShape, paddedUnits } from "./shape.ts";

/**
 * Where the forward pass leaves what the backward pass reads, in floats from the start of one block
 * (P = padded units): gates [batch, steps, 4 P], then cell, cellTanh and hidden, [batch, steps, P] each.
 */
export function reserveLayout(shape: LstmShape) {
  const state = shape.batch * shape.steps * paddedUnits(shape);
  return { gates: 0, cell: 4 * state, cellTanh: 5 * state, hidden: 6 * state, length: 7 * state };
}

/** Copies rows of `width` floats between blocks whose rows start every `from.stride` and `to.stride` floats. */
export function copyRows(
  rows: number,
  width: number,
  from: { values: Float32Array; start?: number; stride: number },
  to: { values: Float32Array; start?: number; stride: number },
): void {
  let source = from.start ?? 0;
  let target = to.start ?? 0;
  if (from.stride === width && to.stride === width) {
    to.values.set(from.values.subarray(source, source + rows * width), target);
    return;
  }
  for (let row = 0; row < rows; row++) {
    to.values.set(from.values.subarray(source, source + width), target);
    source += from.stride;
    target += to.stride;
  }
}

/** Gate gradients inside the kernel, [rows, 4 padded], to Keras' [rows, 4 units]. */
export function unpadGates(values: Float32Array, rows: number, units: number, padded: number): Float32Array {
  const out = new Float32Array(rows * 4 * units);
  copyRows(rows * 4, units, { values, stride: padded }, { values: out, stride: units });
  return out;
}

/** A bias in Keras' layout [4 units] to the kernel's [4 padded]. */
export function padGates(values: Float32Array, units: number, padded: number): Float32Array {
  const out = new Float32Array(4 * padded);
  copyRows(4, units, { values, stride: units }, { values: out, stride: padded });
  return out;
}
