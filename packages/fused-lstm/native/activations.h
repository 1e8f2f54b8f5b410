// tanh and the logistic sigmoid: the approximation of assembly/activations.ts, which explains it. A fused multiply-add needs ln 2 in
// one part only.
#pragma once
#include "simd.h"

// 1.5 2^23 + 127
#define ROUND splat(12583039.f)
// 2^n of a sum of ROUND and n.
INLINE vf power_of_two(vf rounded) { return (vf)((vi)rounded << 23); }

// m / (m + 2) for m = e^2x - 1
INLINE vf tanh_of(vf x) {
  const vf y = maximum(splat(-10.f), minimum(splat(10.f), x));
  const vf rounded = y * splat(2.885390082f) + ROUND;
  const vf r = (rounded - ROUND) * splat(-.3465735912f) + y;
  vf q = splat(8.884798735e-2f) * r + splat(2.677327096e-1f);
  q = q * r + splat(6.666752696e-1f);
  q = q * r + splat(1.333323359f);
  q = q * r + splat(1.999999881f);
  q = (q * r + splat(2.f)) * r;
  const vf scale = power_of_two(rounded), m = scale * q + (scale - splat(1.f));
  return m / (m + splat(2.f));
}

// e^x / (1 + e^x), and 0 below -87.7
INLINE vf sigmoid_of(vf x) {
  const vf y = maximum(splat(-88.f), minimum(splat(88.f), x));
  const vf rounded = y * splat(1.442695041f) + ROUND;
  const vf r = (rounded - ROUND) * splat(-.6931471825f) + y;
  vf q = splat(8.312430233e-3f) * r + splat(4.189098626e-2f);
  q = q * r + splat(1.666711867e-1f);
  q = q * r + splat(4.999922514e-1f);
  q = q * r + splat(1.f);
  q = q * r + splat(1.f);
  const vf e = power_of_two(rounded) * q;
  return e / (e + splat(1.f));
}

// TensorFlow.js' hard sigmoid: 0.2 x + 0.5 in [0, 1].
INLINE vf hard_sigmoid_of(vf x) {
  return maximum(splat(0.f), minimum(splat(1.f), x * splat(.2f) + splat(.5f)));
}

// The gradients through y = sigmoid(z) and y = hard sigmoid(z): dz = dy y (1 - y), and 0.2 dy inside the limits.
INLINE vf sigmoid_slope(vf dy, vf y) { return dy * (y * (splat(1.f) - y)); }
INLINE vf hard_sigmoid_slope(vf dy, vf y) {
  return (vf)((y > splat(0.f) & y < splat(1.f)) & (vi)(dy * splat(.2f)));
}
