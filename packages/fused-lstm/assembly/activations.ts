// Vectorised tanh and logistic sigmoid, four lanes at a time, from exponentials with a small relative error:
//
//   e^y = 2^n e^r for n = round(y / ln 2), so |r| <= ln 2 / 2
//   e^r is a polynomial of degree 5 for sigmoid, of degree 6 for tanh
//
// The polynomials minimise the largest relative error (1.1e-7 of e^r, and 1.7e-8 of e^r - 1 for tanh, in exact arithmetic);
// they were fitted by iteratively reweighted least squares (Lawson 1961). In float32 the relative errors of both functions
// are below 5e-7, for sigmoids near 0 too: the gradient of a gate that is nearly closed depends on it. No result exceeds 1,
// infinities saturate, and NaN stays NaN.

import { madd } from "./simd";

/**
 * Every use loads the constants from memory: compilers build a vector constant from four or five instructions, and with
 * those the functions took twice as long.
 */
const CONSTANTS = memory.data<f32>([
  // [0] 1.5 2^23 + 127: adding it rounds to a whole number n, and leaves the exponent of 2^n in the lowest bits. [1..3]
  12583039.0, 1.0, 2.0, 0.5,
  // tanh: [4, 5] limits, [6] 2 / ln 2, [7..9] -ln 2 / 2 whole and in two parts, [10..14] coefficients of (e^2r - 1) / r - 2
  10.0, -10.0, 2.885390082, -0.3465735912, -0.3466796875, 1.060972220e-4,
  8.884798735e-2, 2.677327096e-1, 6.666752696e-1, 1.333323359, 1.999999881,
  // sigmoid: [15, 16] limits, [17] 1 / ln 2, [18..20] -ln 2, [21..24] coefficients of e^r
  88.0, -88.0, 1.442695041, -0.6931471825, -0.693359375, 2.121944400e-4,
  8.312430233e-3, 4.189098626e-2, 1.666711867e-1, 4.999922514e-1,
  // [25] the slope of the hard sigmoid
  0.2,
]);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load32_splat(CONSTANTS + (index << 2));
}

/** x in the limits. `pmin(x, limit)` is `limit < x ? limit : x`: one instruction, and a NaN in x stays. */
// @ts-ignore: decorator
@inline
function limited(x: v128, limits: usize): v128 {
  return f32x4.pmax(f32x4.pmin(x, constant(limits)), constant(limits + 1));
}

/** 2^n of a sum of the constant 0 and n. */
// @ts-ignore: decorator
@inline
function powerOfTwo(rounded: v128): v128 {
  return i32x4.shl(rounded, 23);
}

/**
 * y - n ln 2. Without a fused multiply-add the product is inexact, so ln 2 has two parts (Cody and Waite 1980): the first has
 * few bits, and its product is exact.
 */
// @ts-ignore: decorator
@inline
function remainder(y: v128, rounded: v128, ln2: usize): v128 {
  const n = f32x4.sub(rounded, constant(0));
  if (ASC_FEATURE_RELAXED_SIMD) return madd(y, n, constant(ln2));
  return madd(madd(y, n, constant(ln2 + 1)), n, constant(ln2 + 2));
}

/** m / (m + 2) of four lanes, for m = e^2x - 1. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const y = limited(x, 4);
  const rounded = madd(constant(0), y, constant(6));
  const r = remainder(y, rounded, 7);
  let q = madd(constant(11), constant(10), r);
  q = madd(constant(12), q, r);
  q = madd(constant(13), q, r);
  q = madd(constant(14), q, r);
  q = f32x4.mul(madd(constant(2), q, r), r);
  const scale = powerOfTwo(rounded), m = madd(f32x4.sub(scale, constant(1)), scale, q);
  return f32x4.div(m, f32x4.add(m, constant(2)));
}

/** e^x / (1 + e^x) of four lanes. It is 0 below -87.7, where the exponent of 2^n ends. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const y = limited(x, 15);
  const rounded = madd(constant(0), y, constant(17));
  const r = remainder(y, rounded, 18);
  let q = madd(constant(22), constant(21), r);
  q = madd(constant(23), q, r);
  q = madd(constant(24), q, r);
  q = madd(constant(1), q, r);
  q = madd(constant(1), q, r);
  const e = f32x4.mul(powerOfTwo(rounded), q);
  return f32x4.div(e, f32x4.add(e, constant(1)));
}

/** TensorFlow.js' hard sigmoid of four lanes: 0.2 x + 0.5 in [0, 1]. */
// @ts-ignore: decorator
@inline
export function hardSigmoid4(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(madd(constant(3), constant(25), x), constant(1)), f32x4.splat(0));
}

/** The gradient through y = sigmoid(z): dz = dy y (1 - y). */
// @ts-ignore: decorator
@inline
export function sigmoidSlope(dy: v128, y: v128): v128 {
  return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(constant(1), y)));
}

/** The gradient through y = hard sigmoid(z): dz = 0.2 dy inside its limits. */
// @ts-ignore: decorator
@inline
export function hardSigmoidSlope(dy: v128, y: v128): v128 {
  const inside = v128.and(f32x4.gt(y, f32x4.splat(0)), f32x4.lt(y, constant(1)));
  return v128.and(inside, f32x4.mul(dy, constant(25)));
}
