// Dropout of the output. The mask is not stored: the random number of a value is a keyed hash of its index, so both
// passes and all threads compute the same mask. The hash is lowbias32 (C. Wellons, hash-prospector) with one key mixed
// in before each of its two multiplications.

import { LayerPass } from "./layer-pass";
import { copyFloats } from "./simd";

/** Mask of the four output values from `index` on: 1 / (1 - rate) where a value is kept, 0 where it is dropped. */
// @ts-ignore: decorator
@inline
export function mask4(pass: LayerPass, index: i32): v128 {
  let x = i32x4.add(i32x4.splat(index + pass.dropKey1), i32x4(0, 1, 2, 3));
  x = v128.xor(x, i32x4.shr_u(x, 16));
  x = i32x4.mul(x, i32x4.splat(0x7feb352d));
  x = v128.xor(x, i32x4.splat(pass.dropKey2));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, i32x4.splat(<i32>0x846ca68b));
  x = v128.xor(x, i32x4.shr_u(x, 16));
  return v128.and(i32x4.lt_u(x, i32x4.splat(pass.keepBelow)), f32x4.splat(pass.keepScale));
}

/** Writes `hidden` [count] to output[index, index + count), times the dropout mask. */
// @ts-ignore: decorator
@inline
export function writeOutput(pass: LayerPass, index: i32, hidden: usize, count: i32): void {
  const target = pass.output + (<usize>index << 2);
  if (!pass.keepBelow) return copyFloats(target, hidden, count);
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    const at = <usize>k << 2;
    v128.store(target + at, f32x4.mul(v128.load(hidden + at), mask4(pass, index + k)));
  }
  if (k < count) {
    const at = <usize>k << 2;
    const rest = f32x4.mul(v128.load(hidden + at), mask4(pass, index + k));
    store<f32>(target + at, f32x4.extract_lane(rest, 0));
    if (k + 1 < count) store<f32>(target + at, f32x4.extract_lane(rest, 1), 4);
    if (k + 2 < count) store<f32>(target + at, f32x4.extract_lane(rest, 2), 8);
  }
}
