// Layouts inside the kernel. U units are padded to P, the next multiple of 4. The 4 gates of 4 neighbouring units are
// adjacent, 16 floats, one cache line: [i i i i f f f f g g g g o o o o]. A row has G = 4 P columns. Keras' recurrent
// and input kernels form one matrix, W [D, G] with D = P + inputs, the recurrent kernel's rows first. Padded rows and
// columns are zero, and therefore padded states and gradients are zero too.
//
// A packed matrix consists of panels of 8 columns, [panel][row][8], which gemm.ts reads as one contiguous stream.

import { copyFloats } from "./simd";

export const PANEL: i32 = 8;

/** Keras' kernel [inputs, 4 units] and recurrentKernel [units, 4 units] -> W [D, G], row-major. */
export function joinWeights(kernel: usize, recurrentKernel: usize, inputs: i32, units: i32, target: usize): void {
  const padded = (units + 3) & ~3;
  const rowBytes = <usize>padded << 4;
  memory.fill(target, 0, <usize>(padded + inputs) * rowBytes);
  for (let row = 0; row < units; row++) interleave(recurrentKernel, row, units, target + <usize>row * rowBytes);
  target += <usize>padded * rowBytes;
  for (let row = 0; row < inputs; row++) interleave(kernel, row, units, target + <usize>row * rowBytes);
}

/** Keras' bias [4 units] -> [G]. */
export function joinBias(bias: usize, units: i32, target: usize): void {
  memory.fill(target, 0, <usize>((units + 3) & ~3) << 4);
  interleave(bias, 0, units, target);
}

/** The inverse of `joinWeights`: the gradient of W -> the gradients of Keras' two kernels. */
export function splitWeights(source: usize, inputs: i32, units: i32, kernel: usize, recurrentKernel: usize): void {
  const padded = (units + 3) & ~3;
  const rowBytes = <usize>padded << 4;
  for (let row = 0; row < units; row++) separate(source + <usize>row * rowBytes, row, units, recurrentKernel);
  source += <usize>padded * rowBytes;
  for (let row = 0; row < inputs; row++) separate(source + <usize>row * rowBytes, row, units, kernel);
}

/** The inverse of `joinBias`: [G] -> [4 units]. */
export function splitBias(source: usize, units: i32, bias: usize): void {
  separate(source, 0, units, bias);
}

/** W [D, G] -> panels. */
export function pack(source: usize, inputs: i32, units: i32, target: usize): void {
  const padded = (units + 3) & ~3, depth = padded + inputs, width = 4 * padded;
  for (let row = 0; row < depth; row++) packRow(source + (<usize>(row * width) << 2), row, depth, width, target);
}

/** One row of W [depth, width] -> its place in every panel. */
export function packRow(source: usize, row: i32, depth: i32, width: i32, target: usize): void {
  target += <usize>row << 5;
  for (let column = 0; column < width; column += PANEL) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    source += 32;
    target += <usize>depth << 5;
  }
}

/** W [D, G] -> panels of its transpose; the last panel is filled up with zeros. */
export function packTransposed(source: usize, inputs: i32, units: i32, target: usize): void {
  const padded = (units + 3) & ~3, depth = padded + inputs, rowBytes = <usize>padded << 4;
  for (let row = 0; row < depth; row += PANEL) {
    transposePanel(source, rowBytes, min(PANEL, depth - row), target);
    source += rowBytes << 3;
    target += rowBytes << 3;
  }
}

/** Up to 8 rows of W, `rowBytes` long -> one panel of the transpose. */
export function transposePanel(source: usize, rowBytes: usize, rows: i32, target: usize): void {
  if (rows < PANEL) memory.fill(target, 0, rowBytes << 3);
  for (let lane = 0; lane < rows; lane += 4) {
    transposeRows(source + <usize>lane * rowBytes, rowBytes, min(4, rows - lane), target + (<usize>lane << 2));
  }
}

/** Writes one to four rows of `source` as neighbouring columns of a panel. */
// @ts-ignore: decorator
@inline
function transposeRows(source: usize, rowBytes: usize, rows: i32, target: usize): void {
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const a = v128.load(source + at);
    const b = rows > 1 ? v128.load(source + rowBytes + at) : zero;
    const c = rows > 2 ? v128.load(source + 2 * rowBytes + at) : zero;
    const d = rows > 3 ? v128.load(source + 3 * rowBytes + at) : zero;
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(target, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
    v128.store(target, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), 64);
    v128.store(target, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7), 96);
    target += 128;
  }
}

/** Row `row` of Keras' layout, [i units | f units | g units | o units] -> a row of gates in groups of four units. */
// @ts-ignore: decorator
@inline
function interleave(source: usize, row: i32, units: i32, target: usize): void {
  source += <usize>(row * 4 * units) << 2;
  for (let gate = 0; gate < 4; gate++) {
    let to = target + (<usize>gate << 4);
    let unit = 0;
    for (; unit + 4 <= units; unit += 4) {
      v128.store(to, v128.load(source + (<usize>unit << 2)));
      to += 64;
    }
    copyFloats(to, source + (<usize>unit << 2), units - unit);
    source += <usize>units << 2;
  }
}

/** The inverse of `interleave`. */
export function separate(source: usize, row: i32, units: i32, target: usize): void {
  target += <usize>(row * 4 * units) << 2;
  for (let gate = 0; gate < 4; gate++) {
    let from = source + (<usize>gate << 4);
    let unit = 0;
    for (; unit + 4 <= units; unit += 4) {
      v128.store(target + (<usize>unit << 2), v128.load(from));
      from += 64;
    }
    copyFloats(target + (<usize>unit << 2), from, units - unit);
    target += <usize>units << 2;
  }
}
