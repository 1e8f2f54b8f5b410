// Back-propagation through time, and the weight gradients.
#pragma once
#include "dropout.h"
#include "gemm_transposed.h"

// The gradient through y = sigmoid(z): dz = dy y (1 - y).
INLINE vf slope(vf dy, vf y) { return dy * (y * (splat(1.f) - y)); }

typedef struct Gradients {
  float *gates;
  // Cell state one step before, or 0 at the first step.
  const float *before;
  const float *cell_tanh, *d_hidden, *d_output;
  float *d_cell;
  uint32_t index;
} Gradients;

// One block of units of one step: replaces the activated gates by dz, and d_cell by the gradient one step before.
INLINE void back_block(const Layer *layer, const Gradients *s, int unit, int count, int padded) {
  float *gates = s->gates + 4 * unit;
  const vf i = load_some(gates, padded), f = load_some(gates + padded, padded);
  const vf g = load_some(gates + 2 * padded, padded), o = load_some(gates + 3 * padded, padded);
  const vf tc = load_some(s->cell_tanh + unit, padded), one = splat(1.f);
  vf dh = load_some(s->d_hidden + unit, count);
  if (s->d_output) {
    const vf dy = load_some(s->d_output + unit, count);
    dh += layer->keep_below ? dy * dropout_mask(layer, s->index + unit) : dy;
  }
  const vf dc = dh * o * (one - tc * tc) + load_some(s->d_cell + unit, padded);
  const vf before = s->before ? load_some(s->before + unit, padded) : (vf){};
  store_some(gates, slope(dc * g, i), padded);
  store_some(gates + padded, slope(dc * before, f), padded);
  store_some(gates + 2 * padded, dc * i * (one - g * g), padded);
  store_some(gates + 3 * padded, slope(dh * tc, o), padded);
  store_some(s->d_cell + unit, dc * f, padded);
}

INLINE void back_step(const Layer *layer, const Gradients *s) {
  int unit = 0;
  for (; unit + LANES <= layer->units; unit += LANES) back_block(layer, s, unit, LANES, LANES);
  if (unit < layer->units) back_block(layer, s, unit, layer->units - unit, padded_units(layer) - unit);
}

// Back-propagation through time for the sequences [first, last): replaces the gates by dz and writes dx.
static void backward(const Layer *layer, char *base, int first, int last) {
  const int steps = layer->steps, inputs = layer->inputs, units = layer->units, sequences = layer->return_sequences;
  const long padded = padded_units(layer), width = 4 * padded, ld = ld_gradient(layer);
  // The columns of Wᵀ are [dh | dx].
  const Panels all = panels_of((depth_of(layer) + LANES - 1) / LANES);
  const Panels panels = layer->dx ? all : first_panels(all, (padded + LANES - 1) / LANES);
  float *d_rows = floats_at(base, layer->d_rows), *gates = floats_at(base, layer->gates);
  fill_zero(d_rows + first * ld, (last - first) * ld);
  fill_zero(floats_at(base, layer->d_cell) + first * padded, (last - first) * padded);
  for (int t = steps - 1; t >= 0; t--) {
    for (long n = first; n < last; n++) {
      const long at = n * steps + t, index = sequences ? at * units : n * units;
      const Gradients s = {
          .gates = gates + at * width,
          .before = t ? floats_at(base, layer->cell) + (at - 1) * padded : 0,
          .cell_tanh = floats_at(base, layer->cell_tanh) + at * padded,
          .d_hidden = d_rows + n * ld,
          .d_output = sequences || t == steps - 1 ? floats_at(base, layer->d_output) + index : 0,
          .d_cell = floats_at(base, layer->d_cell) + n * padded,
          .index = index,
      };
      back_step(layer, &s);
    }
    if (t == 0 && !layer->dx) return;
    const Product product = {
        .a = gates + ((long)first * steps + t) * width, .lda = steps * width,
        .b = floats_at(base, layer->weights_t), .depth_of_b = width, .depth = width,
        .init = floats_at(base, layer->zeros),
        .c = d_rows + first * ld, .ldc = ld,
    };
    gemm(product, last - first, panels);
    for (long n = first; layer->dx && n < last; n++)
      copy(floats_at(base, layer->dx) + (n * steps + t) * inputs, d_rows + n * ld + padded, inputs);
  }
}

// Columns [first, last) of LANES floats of dW = Σ rowsᵀ dz and db = Σ dz, summed sequence by sequence in batch order.
static void weight_gradients(const Layer *layer, char *base, int first, int last) {
  const long steps = layer->steps, depth = depth_of(layer), ld = ld_rows(layer), width = 4l * padded_units(layer);
  const int columns = (last - first) * LANES;
  float *d_weights = floats_at(base, layer->d_weights) + first * LANES;
  float *d_bias = floats_at(base, layer->d_bias) + first * LANES;
  for (int row = 0; row < depth; row++) fill_zero(d_weights + row * width, columns);
  fill_zero(d_bias, columns);
  for (long n = 0; n < layer->batch; n++) {
    const float *rows = floats_at(base, layer->rows) + n * (steps + 1) * ld;
    const float *dz = floats_at(base, layer->gates) + n * steps * width + first * LANES;
    // The sums read dz first, which loads it into the cache for the product.
    for (int column = 0; column < columns; column += LANES) {
      vf sum = load(d_bias + column);
      for (int t = 0; t < steps; t++) sum += load(dz + t * width + column);
      store(d_bias + column, sum);
    }
    gemm_transposed(rows, ld, dz, width, d_weights, width, steps, depth, columns);
  }
}
