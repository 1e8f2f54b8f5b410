// Dropout of the output; the same masks as assembly/dropout.ts, which explains them.
#pragma once
#include "layer.h"

// Mask of the LANES output values from `index` on: 1 / (1 - rate) where a value is kept, 0 where it is dropped.
INLINE vf dropout_mask(const Layer *layer, uint32_t index) {
  vu x = lane_numbers() + (index + layer->drop_key1);
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= layer->drop_key2;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  x ^= x >> 16;
  const vi kept = x < layer->keep_below - (vu){};
  return (vf)(kept & (vi)splat(layer->keep_scale));
}
