// Back-propagation through time, and the weight gradients.
#pragma once
#include "activations.h"
#include "dropout.h"
#include "gemm_transposed.h"

typedef struct Gradients {
  float *gates;
  // Cell state one step before, or 0 at the first step.
  const float *before;
  float *cell_tanh, *d_hidden, *d_cell;
  const float *d_output;
  uint32_t index;
} Gradients;

INLINE vf output_gradient(const Layer *layer, const Gradients *s, int unit, int count) {
  if (!s->d_output) return (vf){};
  const vf dy = load_some(s->d_output + unit, count);
  return layer->keep_below ? dy * dropout_mask(layer, s->index + unit) : dy;
}

// One block of units of one step: replaces the activated gates by dz, and d_cell by the gradient one step before.
INLINE void back_block(const Layer *layer, const Gradients *s, const int hard, int unit, int count, int padded) {
  float *gates = s->gates + 4 * unit;
  const vf i = load_some(gates, padded), f = load_some(gates + padded, padded);
  const vf g = load_some(gates + 2 * padded, padded), o = load_some(gates + 3 * padded, padded);
  const vf tc = load_some(s->cell_tanh + unit, padded), one = splat(1.f);
  const vf dh = load_some(s->d_hidden + unit, count) + output_gradient(layer, s, unit, count);
  const vf dc = dh * o * (one - tc * tc) + load_some(s->d_cell + unit, padded);
  const vf before = s->before ? load_some(s->before + unit, padded) : (vf){};
  store_some(gates, hard ? hard_sigmoid_slope(dc * g, i) : sigmoid_slope(dc * g, i), padded);
  store_some(gates + padded, hard ? hard_sigmoid_slope(dc * before, f) : sigmoid_slope(dc * before, f), padded);
  store_some(gates + 2 * padded, dc * i * (one - g * g), padded);
  store_some(gates + 3 * padded, hard ? hard_sigmoid_slope(dh * tc, o) : sigmoid_slope(dh * tc, o), padded);
  store_some(s->d_cell + unit, dc * f, padded);
}

INLINE void back_blocks(const Layer *layer, const Gradients *s, const int hard) {
  int unit = 0;
  for (; unit + LANES <= layer->units; unit += LANES) back_block(layer, s, hard, unit, LANES, LANES);
  if (unit < layer->units) back_block(layer, s, hard, unit, layer->units - unit, padded_units(layer) - unit);
}

INLINE void back_step(const Layer *layer, const Gradients *s) {
  if (layer->hard_sigmoid) back_blocks(layer, s, 1);
  else back_blocks(layer, s, 0);
}

// A step that is left out: the gradients of both states stay, and no gate has one. The product of the other sequences
// overwrites d_hidden, so a copy lies in `cell_tanh`, which such a step does not need.
static void back_masked_step(const Layer *layer, const Gradients *s) {
  const int padded = padded_units(layer);
  fill_zero(s->gates, 4 * padded);
  for (int unit = 0; unit < padded; unit += LANES) {
    const int count = min_of(LANES, layer->units - unit);
    const vf dh = load_some(s->d_hidden + unit, count) + output_gradient(layer, s, unit, count);
    store_some(s->d_hidden + unit, dh, min_of(LANES, padded - unit));
    store_some(s->cell_tanh + unit, dh, min_of(LANES, padded - unit));
  }
}

INLINE Gradients gradients_at(const Layer *layer, char *base, long n, int t) {
  const long steps = layer->steps, units = layer->units, padded = padded_units(layer), at = n * steps + t;
  const long index = layer->return_sequences ? at * units : n * units;
  return (Gradients){
      .gates = floats_at(base, layer->gates) + at * 4 * padded,
      .before = t ? floats_at(base, layer->cell) + (at - 1) * padded : state_at(layer, base, layer->initial_cell, n),
      .cell_tanh = floats_at(base, layer->cell_tanh) + at * padded,
      .d_hidden = floats_at(base, layer->d_rows) + n * ld_gradient(layer),
      .d_output = layer->return_sequences || t == steps - 1 ? floats_at(base, layer->d_output) + index : 0,
      .d_cell = floats_at(base, layer->d_cell) + n * padded,
      .index = index,
  };
}

// From the gradient of a row of `rows` to those of h and x.
INLINE void split_row_gradient(const Layer *layer, char *base, long n, int t) {
  const int padded = padded_units(layer), inputs = layer->inputs, masked = is_masked(layer, base, n, t);
  const Gradients s = gradients_at(layer, base, n, t);
  const float *factor = state_at(layer, base, layer->recurrent_mask, n);
  if (masked) copy(s.d_hidden, s.cell_tanh, padded);
  else for (int unit = 0; factor && unit < padded; unit++) s.d_hidden[unit] *= factor[unit];
  if (!layer->dx) return;
  float *dx = floats_at(base, layer->dx) + (n * layer->steps + source_step(layer, t)) * inputs;
  if (masked) fill_zero(dx, inputs);
  else copy(dx, s.d_hidden + padded, inputs);
}

// Back-propagation through time for the sequences [first, last): replaces the gates by dz and writes dx.
static void backward(const Layer *layer, char *base, int first, int last) {
  const long steps = layer->steps, padded = padded_units(layer), width = 4 * padded, ld = ld_gradient(layer);
  // The columns of Wᵀ are [dh | dx].
  const Panels all = panels_of((depth_of(layer) + LANES - 1) / LANES);
  const Panels panels = layer->dx ? all : first_panels(all, (padded + LANES - 1) / LANES);
  float *d_rows = floats_at(base, layer->d_rows), *gates = floats_at(base, layer->gates);
  if (!layer->state_gradient) {
    fill_zero(d_rows + first * ld, (last - first) * ld);
    fill_zero(floats_at(base, layer->d_cell) + first * padded, (last - first) * padded);
  }
  for (int t = steps - 1; t >= 0; t--) {
    for (long n = first; n < last; n++) {
      const Gradients s = gradients_at(layer, base, n, t);
      if (is_masked(layer, base, n, t)) back_masked_step(layer, &s);
      else back_step(layer, &s);
    }
    if (t == 0 && !layer->dx && !layer->state_gradient) return;
    const Product product = {
        .a = gates + ((long)first * steps + t) * width, .lda = steps * width,
        .b = floats_at(base, layer->weights_t), .depth_of_b = width, .depth = width,
        .init = floats_at(base, layer->zeros),
        .c = d_rows + first * ld, .ldc = ld,
    };
    if (!all_masked(layer, base, t, first, last)) gemm(product, last - first, panels);
    for (long n = first; n < last; n++) split_row_gradient(layer, base, n, t);
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
