// Vectorised tanh and logistic sigmoid, four lanes at a time.
//
// tanh(x) = x P(x²) / Q(x²) on |x| <= 9. Beyond 9 it saturates: there 1 - tanh(x) is below half a float32 ulp.
// P and Q have degree 4 and minimise the largest relative error (2.1e-8 in exact arithmetic); they were fitted by
// iteratively reweighted least squares (Lawson 1961). In float32 the absolute error of both functions is below 4e-7.
// Near saturation a result may exceed 1 by one ulp. Infinities saturate, and NaN stays NaN.

import { madd } from "./simd";

/**
 * [0..4] coefficients of P, highest power first; [5..9] those of Q; [10] and [11] the limits of x; [12] one half.
 *
 * Every use loads them from memory: compilers build a vector constant from four or five instructions, and with those
 * the functions took twice as long.
 */
const CONSTANTS = memory.data<f32>([
  1.335467547e-8, 2.060909690e-5, 3.495589214e-3, 1.338102662e-1, 9.999999795e-1,
  7.776565341e-7, 3.285636454e-4, 2.587698654e-2, 4.671434222e-1, 1.0,
  9.0, -9.0, 0.5,
]);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load32_splat(CONSTANTS + (index << 2));
}

/** tanh of four lanes. `pmin(x, limit)` is `limit < x ? limit : x`: one instruction, and a NaN in x stays. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const y = f32x4.pmax(f32x4.pmin(x, constant(10)), constant(11));
  const s = f32x4.mul(y, y);
  let p = madd(constant(1), constant(0), s), q = madd(constant(6), constant(5), s);
  p = madd(constant(2), p, s); q = madd(constant(7), q, s);
  p = madd(constant(3), p, s); q = madd(constant(8), q, s);
  p = madd(constant(4), p, s); q = madd(constant(9), q, s);
  return f32x4.div(f32x4.mul(y, p), q);
}

/** sigmoid(x) = (1 + tanh(x / 2)) / 2 of four lanes: all four gates use one approximation. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const half = constant(12);
  return madd(half, tanh4(f32x4.mul(x, half)), half);
}
