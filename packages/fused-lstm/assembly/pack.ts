// Packing: a matrix B [rows, columns] is laid out as panels of 8 columns, [panel][row][8], zero-filled at the
// right edge, so that the micro-kernel of gemm.ts reads it as one contiguous stream.
//
// Inside the kernel the unit count U is padded to P, the next multiple of 4, and a row of gates is
// [i | f | g | o], P floats each. Padded units have zero weights, hence zero state and zero gradient for ever.

export const PANEL: i32 = 8;

/** Bytes of a packed matrix. */
export function packedBytes(rows: i32, columns: i32): i32 {
  return ((columns + PANEL - 1) / PANEL) * PANEL * rows * 4;
}

/** Keras weights `source [rows, 4 units]` -> panels of B [rows, 4 padded]. */
export function packGates(source: usize, rows: i32, units: i32, padded: i32, target: usize): void {
  const columns = 4 * padded;
  for (let panel = 0; panel < columns; panel += PANEL) {
    for (let row = 0; row < rows; row++) {
      for (let lane = 0; lane < PANEL; lane++) {
        store<f32>(target, gateWeight(source, row, panel + lane, units, padded));
        target += 4;
      }
    }
  }
}

/** Keras weights `source [rows, 4 units]`, transposed -> panels of B [4 padded, rows]. */
export function packGatesTransposed(source: usize, rows: i32, units: i32, padded: i32, target: usize): void {
  const depth = 4 * padded;
  for (let panel = 0; panel < rows; panel += PANEL) {
    for (let k = 0; k < depth; k++) {
      for (let lane = 0; lane < PANEL; lane++) {
        const row = panel + lane;
        store<f32>(target, row < rows ? gateWeight(source, row, k, units, padded) : 0);
        target += 4;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function gateWeight(source: usize, row: i32, column: i32, units: i32, padded: i32): f32 {
  const gate = column / padded;
  const unit = column % padded;
  if (gate >= 4 || unit >= units) return 0;
  return load<f32>(source + (<usize>(row * 4 * units + gate * units + unit) << 2));
}
