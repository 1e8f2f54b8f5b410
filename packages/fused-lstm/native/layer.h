// One pass over one layer, as assembly/layer-pass.ts describes it: the host writes the fields in this order
// (src/kernel/layer-pass.ts). Addresses are bytes from `base`, the start of the memory that all threads share.
//
// Layouts differ from the WebAssembly builds' in two points; the sizes are the same:
//
// - The gates of LANES neighbouring units are adjacent, so a gate of these units is one vector. The last block may
//   have fewer units, a multiple of 4.
// - x precedes h: a row of `rows` is [x_t | h_{t-1}], and the input kernel's rows precede the recurrent kernel's in W.
//   Sums follow that order, so x W may be computed for many steps at once without a change of the result.
#pragma once
#include "simd.h"

typedef struct Layer {
  int32_t kind, batch, steps, inputs, units, per_part, return_sequences, keep;
  uint32_t x, weights, bias, rows, gates, cell, cell_tanh, output, weights_t, d_output, d_rows, d_cell, dx, d_weights,
      d_bias, zeros, next, progress, progress_below;
  uint32_t keep_below, drop_key1, drop_key2;
  float keep_scale;
  // Whole training steps only (step.h): W row-major, and the weights in Keras' layout.
  uint32_t joined, kernel, recurrent_kernel, keras_bias;
} Layer;

// Steps of x W that a pass over few sequences computes at once. src/kernel/forward-pass.ts allocates gates for them.
#define TIME_BLOCK 8
#define FEW_SEQUENCES 4

// P, the units rounded up to a multiple of 4.
INLINE int padded_units(const Layer *layer) { return (layer->units + 3) & ~3; }
// D, the rows of W.
INLINE int depth_of(const Layer *layer) { return padded_units(layer) + layer->inputs; }
// Floats from one row of `rows` to the next.
INLINE int ld_rows(const Layer *layer) { return (depth_of(layer) + 3) & ~3; }
// Floats from one row of `d_rows` to the next: whole vectors, and at least the panels of the other builds.
INLINE int round_to_vectors(int count) { return (count + LANES - 1) & -LANES; }
INLINE int ld_gradient(const Layer *layer) { return LANES > 8 ? round_to_vectors(depth_of(layer)) : (depth_of(layer) + 7) & ~7; }

INLINE float *floats_at(char *base, uint32_t address) { return (float *)(base + address); }
INLINE Layer *layer_at(char *base, uint32_t address) { return (Layer *)(base + address); }
INLINE int min_of(int a, int b) { return a < b ? a : b; }
