// Vectorised tanh and logistic sigmoid, four lanes at a time.
//
// tanh(x) = x P(x²) / Q(x²) on |x| <= 9, saturated beyond: at 9, 1 - tanh(x) is below half a float32 ulp.
// P and Q (degree 4 each) minimise the largest relative error, 2.1e-8 in exact arithmetic, by iteratively
// reweighted least squares (Lawson 1961). In float32 the absolute error of both functions stays below 4e-7.
// Near saturation a value may pass 1 by one ulp. Infinities saturate. pmin(x, limit) is `limit < x ? limit : x`, one instruction, and keeps a NaN in x.

import { madd } from "./simd";

/**
 * P from its highest power down; Q likewise; the limits; a half. They are read from memory each time: engines build a
 * vector constant from four or five instructions, which took twice as long.
 */
const NUMBERS = memory.data<f32>([
  1.335467547e-8, 2.060909690e-5, 3.495589214e-3, 1.338102662e-1, 9.999999795e-1,
  7.776565341e-7, 3.285636454e-4, 2.587698654e-2, 4.671434222e-1, 1.0,
  9.0, -9.0, 0.5,
]);

// @ts-ignore: decorator
@inline
function number(index: usize): v128 {
  return v128.load32_splat(NUMBERS + (index << 2));
}

// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const y = f32x4.pmax(f32x4.pmin(x, number(10)), number(11));
  const s = f32x4.mul(y, y);
  let p = madd(number(1), number(0), s), q = madd(number(6), number(5), s);
  p = madd(number(2), p, s); q = madd(number(7), q, s);
  p = madd(number(3), p, s); q = madd(number(8), q, s);
  p = madd(number(4), p, s); q = madd(number(9), q, s);
  return f32x4.div(f32x4.mul(y, p), q);
}

/** sigmoid(x) = (1 + tanh(x / 2)) / 2: one approximation serves all four gates. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const half = number(12);
  return madd(half, tanh4(f32x4.mul(x, half)), half);
}
