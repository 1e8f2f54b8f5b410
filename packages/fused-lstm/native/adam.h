// One step of Adam, as assembly/adam.ts.
#pragma once
#include "kernel.h"
#include "simd.h"

INLINE void adam(float *values, const float *gradient, float *mean, float *square, long count, Adam p) {
  const vf to_mean = splat(1 - p.beta1), to_square = splat(1 - p.beta2);
  for (long at = 0; at < count; at += LANES) {
    const int some = count - at < LANES ? (int)(count - at) : LANES;
    const vf g = load_some(gradient + at, some) * splat(p.scale);
    vf m = load_some(mean + at, some), v = load_some(square + at, some);
    m = m + to_mean * (g - m);
    v = v + to_square * (g * g - v);
    store_some(mean + at, m, some);
    store_some(square + at, v, some);
    store_some(values + at, load_some(values + at, some) - splat(p.rate) * m / (square_root(v) + splat(p.epsilon)), some);
  }
}
