// Vectorised tanh and logistic sigmoid, four lanes at a time.
//
// tanh(x) = x P(x²) / Q(x²) on |x| <= 9, saturated beyond: at 9, 1 - tanh(x) is below half a float32 ulp.
// P and Q (degree 4 each) minimise the largest relative error, 2.1e-8 in exact arithmetic, by iteratively
// reweighted least squares (Lawson 1961). In float32 the absolute error of both functions stays below 4e-7.
// Infinities saturate; NaN passes through min, max and the quotient.

import { madd } from "./simd";

const LIMIT: f32 = 9.0;

// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const clamped = f32x4.max(f32x4.min(x, f32x4.splat(LIMIT)), f32x4.splat(-LIMIT));
  const s = f32x4.mul(clamped, clamped);

  let p = f32x4.splat(<f32>1.335467547e-8);
  p = madd(f32x4.splat(<f32>2.060909690e-5), p, s);
  p = madd(f32x4.splat(<f32>3.495589214e-3), p, s);
  p = madd(f32x4.splat(<f32>1.338102662e-1), p, s);
  p = madd(f32x4.splat(<f32>9.999999795e-1), p, s);

  let q = f32x4.splat(<f32>7.776565341e-7);
  q = madd(f32x4.splat(<f32>3.285636454e-4), q, s);
  q = madd(f32x4.splat(<f32>2.587698654e-2), q, s);
  q = madd(f32x4.splat(<f32>4.671434222e-1), q, s);
  q = madd(f32x4.splat(<f32>1.0), q, s);

  const y = f32x4.div(f32x4.mul(clamped, p), q);
  return f32x4.max(f32x4.min(y, f32x4.splat(1.0)), f32x4.splat(-1.0));
}

/** sigmoid(x) = (1 + tanh(x / 2)) / 2: one approximation serves all four gates. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const half = f32x4.splat(0.5);
  return madd(half, tanh4(f32x4.mul(x, half)), half);
}
