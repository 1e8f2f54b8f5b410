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
  int32_t hard_sigmoid, go_backwards;
  uint32_t mask, recurrent_mask, initial_hidden, initial_cell, hidden;
  int32_t state_gradient;
} Layer;

// Steps of x W that a pass over few sequences computes at once. src/kernel/forward-pass.ts allocates gates for them.
#define TIME_BLOCK 8
#define FEW_SEQUENCES 4

// P, the units rounded up to a multiple of 4.
INLINE int pad(int units) { return (units + 3) & ~3; }
INLINE int padded_units(const Layer *layer) { return pad(layer->units); }
// D, the rows of W.
INLINE int depth_of(const Layer *layer) { return padded_units(layer) + layer->inputs; }
// Floats from one row of `rows` to the next.
INLINE int ld_rows(const Layer *layer) { return (depth_of(layer) + 3) & ~3; }
// Floats from one row of `d_rows` to the next: whole vectors, and at least the panels of the other builds.
INLINE int round_to_vectors(int count) { return (count + LANES - 1) & -LANES; }
INLINE int ld_gradient(const Layer *layer) { return LANES > 8 ? round_to_vectors(depth_of(layer)) : (depth_of(layer) + 7) & ~7; }

INLINE float *floats_at(char *base, uint32_t address) { return (float *)(base + address); }
// Row n of an array [N, P]; 0 if the layer has no such array.
INLINE float *state_at(const Layer *layer, char *base, uint32_t address, long n) {
  return address ? floats_at(base, address) + n * padded_units(layer) : 0;
}
// The step of x that is read at step t.
INLINE long source_step(const Layer *layer, int t) { return layer->go_backwards ? layer->steps - 1 - t : t; }
INLINE int is_masked(const Layer *layer, char *base, long n, int t) {
  return layer->mask && floats_at(base, layer->mask)[n * layer->steps + source_step(layer, t)] == 0;
}
// Whether every sequence in [first, last) leaves step t out.
INLINE int all_masked(const Layer *layer, char *base, int t, int first, int last) {
  int n = first;
  while (n < last && is_masked(layer, base, n, t)) n++;
  return n == last;
}
INLINE Layer *layer_at(char *base, uint32_t address) { return (Layer *)(base + address); }
INLINE int min_of(int a, int b) { return a < b ? a : b; }
