// Rows with large inputs. In float32, the rounding of terms of 10,000 hides a sum of 1, which is where a gate is not
// saturated. So the product of a row with a value beyond LARGE is computed again, in float64.

import { LayerPass } from "./layer-pass";
import { PANEL } from "./pack";
import { firstLanes } from "./simd";

const LARGE: f32 = 512;

function hasLarge(x: usize, inputs: i32): bool {
  let large = i32x4.splat(0);
  for (let left = inputs; left > 0; left -= 4) {
    const v = f32x4.abs(v128.load(x));
    const beyond = f32x4.gt(v, f32x4.splat(LARGE));
    large = v128.or(large, left < 4 ? firstLanes(beyond, left) : beyond);
    x += 16;
  }
  return v128.any_true(large);
}

/** z [G] = bias + row [D] W, if an input of the row is large. */
export function preciseRow(pass: LayerPass, row: usize, z: usize): void {
  if (!hasLarge(row + (<usize>pass.padded << 2), pass.inputs)) return;
  const end = row + (<usize>pass.depth << 2);
  let w = pass.weights, bias = pass.bias;
  for (let left = 4 * pass.padded; left > 0; left -= PANEL) {
    let s0 = low(v128.load(bias)), s1 = high(v128.load(bias));
    let s2 = low(v128.load(bias, 16)), s3 = high(v128.load(bias, 16));
    for (let at = row; at < end; at += 4) {
      const x = f64x2.splat(<f64>load<f32>(at)), a = v128.load(w), b = v128.load(w, 16);
      s0 = f64x2.add(s0, f64x2.mul(x, low(a)));
      s1 = f64x2.add(s1, f64x2.mul(x, high(a)));
      s2 = f64x2.add(s2, f64x2.mul(x, low(b)));
      s3 = f64x2.add(s3, f64x2.mul(x, high(b)));
      w += 32;
    }
    v128.store(z, floats(s0, s1));
    v128.store(z, floats(s2, s3), 16);
    bias += 32;
    z += 32;
  }
}

// @ts-ignore: decorator
@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline
function floats(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5);
}
