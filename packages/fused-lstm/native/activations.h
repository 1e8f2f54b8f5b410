// tanh and the logistic sigmoid: the approximation of assembly/activations.ts, which explains it.
#pragma once
#include "simd.h"

INLINE vf tanh_of(vf x) {
  const vf y = maximum(splat(-9.f), minimum(splat(9.f), x));
  const vf s = y * y;
  vf p = splat(1.335467547e-8f) * s + splat(2.060909690e-5f);
  vf q = splat(7.776565341e-7f) * s + splat(3.285636454e-4f);
  p = p * s + splat(3.495589214e-3f);
  q = q * s + splat(2.587698654e-2f);
  p = p * s + splat(1.338102662e-1f);
  q = q * s + splat(4.671434222e-1f);
  p = p * s + splat(9.999999795e-1f);
  q = q * s + splat(1.f);
  return y * p / q;
}

// sigmoid(x) = (1 + tanh(x / 2)) / 2
INLINE vf sigmoid_of(vf x) {
  const vf half = splat(.5f);
  return half * tanh_of(half * x) + half;
}
