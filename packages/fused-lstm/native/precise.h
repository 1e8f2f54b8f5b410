// Rows with large inputs. In float32, the rounding of terms of 10,000 hides a sum of 1, which is where a gate is not
// saturated. So the product of a row with a value beyond LARGE is computed again, in float64.
#pragma once
#include "gemm.h"
#include "layer.h"

#define LARGE 512.f

INLINE int has_large(const float *x, int inputs) {
  for (int k = 0; k < inputs; k += LANES)
    if (any_beyond(load_some(x + k, min_of(LANES, inputs - k)), splat(LARGE))) return 1;
  return 0;
}

// z [width] = bias + row [depth] W, for the whole row or nothing.
static void precise_row(const Layer *layer, char *base, const float *row, float *z) {
  if (!has_large(row, layer->inputs)) return;
  const int depth = depth_of(layer);
  const Panels panels = panels_of(4 * padded_units(layer) / LANES);
  const float *bias = floats_at(base, layer->bias), *b = floats_at(base, layer->weights);
  for (int p = 0; p < panels.full + panels.rest; p++) {
    const int wide = (p < panels.full ? TILE_VECTORS : panels.narrow) * LANES;
    double sum[TILE_VECTORS * LANES];
    for (int j = 0; j < wide; j++) sum[j] = *bias++;
    for (int k = 0; k < depth; k++, b += wide)
      for (int j = 0; j < wide; j++) sum[j] += (double)row[k] * b[j];
    for (int j = 0; j < wide; j++) *z++ = sum[j];
  }
}
