// From Keras' weights to the kernel's layout and back. A row of Keras' kernels is [i | f | g | o], each `units` long; a row of
// gates here has blocks of LANES units (layer.h). W [D, G] is the input kernel's rows, then the recurrent kernel's.
#pragma once
#include "gemm.h"
#include "layer.h"

// Row of W with the padded units left as they are.
INLINE void interleave(float *row, const float *keras, int units) {
  const int padded = pad(units);
  for (int unit = 0; unit < units; unit += LANES) {
    const int wide = min_of(LANES, padded - unit), count = min_of(LANES, units - unit);
    for (int gate = 0; gate < 4; gate++) copy(row + 4 * unit + gate * wide, keras + gate * units + unit, count);
  }
}

// The inverse of `interleave`.
INLINE void separate(float *keras, const float *row, int units) {
  const int padded = pad(units);
  for (int unit = 0; unit < units; unit += LANES) {
    const int wide = min_of(LANES, padded - unit), count = min_of(LANES, units - unit);
    for (int gate = 0; gate < 4; gate++) copy(keras + gate * units + unit, row + 4 * unit + gate * wide, count);
  }
}

static void join_weights(float *joined, const float *kernel, const float *recurrent_kernel, int inputs, int units) {
  const int padded = pad(units);
  const long width = 4 * padded;
  fill_zero(joined, (inputs + padded) * width);
  for (int row = 0; row < inputs; row++) interleave(joined + row * width, kernel + row * 4 * units, units);
  joined += inputs * width;
  for (int row = 0; row < units; row++) interleave(joined + row * width, recurrent_kernel + row * 4 * units, units);
}

static void split_weights(const float *joined, float *kernel, float *recurrent_kernel, int inputs, int units) {
  const long width = 4 * pad(units);
  for (int row = 0; row < inputs; row++) separate(kernel + row * 4 * units, joined + row * width, units);
  joined += inputs * width;
  for (int row = 0; row < units; row++) separate(recurrent_kernel + row * 4 * units, joined + row * width, units);
}

static void join_bias(float *joined, const float *bias, int units) {
  fill_zero(joined, 4 * pad(units));
  interleave(joined, bias, units);
}

// Row `row` of W [depth, columns] -> its place in every panel.
INLINE void pack_row(float *packed, const float *source, long row, long depth, int columns) {
  const Panels panels = panels_of(columns / LANES);
  for (int k = 0; k < panels.full + panels.rest; k++) {
    const int wide = (k < panels.full ? TILE_VECTORS : panels.narrow) * LANES;
    copy(packed + row * wide, source, wide);
    packed += depth * wide;
    source += wide;
  }
}

// One vector of columns of Wᵀ, from column LANES `block` on: the columns are [h | x], where W's rows are [x | h]. Columns
// beyond W's depth are zero.
static void pack_transposed(float *packed, const float *joined, int block, int inputs, int units) {
  const int padded = pad(units), depth = inputs + padded;
  const long width = 4 * padded;
  const Panels panels = panels_of((depth + LANES - 1) / LANES);
  const int full = min_of(block / TILE_VECTORS, panels.full);
  const int behind = block - full * TILE_VECTORS;
  const int vectors = full < panels.full ? TILE_VECTORS : panels.narrow;
  float *panel = packed + full * TILE_VECTORS * LANES * width;
  float *to = panel + behind / vectors * vectors * LANES * width + behind % vectors * LANES;
  const float *from[LANES];
  for (int lane = 0; lane < LANES; lane++) {
    const int column = block * LANES + lane;
    from[lane] = column >= depth ? 0 : joined + (column < padded ? inputs + column : column - padded) * width;
  }
  for (long g = 0; g < width; g++, to += vectors * LANES)
    for (int lane = 0; lane < LANES; lane++) to[lane] = from[lane] ? from[lane][g] : 0;
}
