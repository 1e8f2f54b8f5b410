// One step of one sequence, after the product: the gates and both states.
#pragma once
#include "activations.h"
#include "dropout.h"

typedef struct State {
  float *gates;
  // Cell state one step before, or 0: it is zero.
  const float *before;
  // `row` is h in the next row of `rows`; `row_before` is h in this one.
  float *cell, *cell_tanh, *row;
  const float *row_before;
  // Factors of h in `row`, and h itself; 0 if the layer needs none of them.
  const float *recurrent_mask;
  float *hidden;
  // Where h goes in the output, or 0; `index` is that of its first value, for the dropout.
  float *output;
  uint32_t index;
} State;

// One block of LANES units, of which `count` exist and `padded` are stored. z of padded units is not read: 0 x infinity
// in their sums would be NaN.
INLINE void cell_block(const Layer *layer, const State *s, const int hard, int unit, int count, int padded) {
  float *gates = s->gates + 4 * unit;
  vf i = load_some(gates, count), f = load_some(gates + padded, count), o = load_some(gates + 3 * padded, count);
  i = hard ? hard_sigmoid_of(i) : sigmoid_of(i);
  f = hard ? hard_sigmoid_of(f) : sigmoid_of(f);
  o = hard ? hard_sigmoid_of(o) : sigmoid_of(o);
  const vf g = tanh_of(load_some(gates + 2 * padded, count));
  // A NaN in f reaches c at the first step too.
  const vf c = f * (s->before ? load_some(s->before + unit, count) : (vf){}) + i * g;
  const vf tc = tanh_of(c);
  const vf h = o * tc;
  if (layer->keep) {
    store_some(gates, i, padded);
    store_some(gates + padded, f, padded);
    store_some(gates + 2 * padded, g, padded);
    store_some(gates + 3 * padded, o, padded);
    store_some(s->cell_tanh + unit, tc, padded);
  }
  store_some(s->cell + unit, c, padded);
  store_some(s->row + unit, s->recurrent_mask ? h * load_some(s->recurrent_mask + unit, count) : h, padded);
  if (s->hidden) store_some(s->hidden + unit, h, padded);
  if (!s->output) return;
  store_some(s->output + unit, layer->keep_below ? h * dropout_mask(layer, s->index + unit) : h, count);
}

INLINE void cell_blocks(const Layer *layer, const State *s, const int hard) {
  int unit = 0;
  for (; unit + LANES <= layer->units; unit += LANES) cell_block(layer, s, hard, unit, LANES, LANES);
  if (unit < layer->units) cell_block(layer, s, hard, unit, layer->units - unit, padded_units(layer) - unit);
}

// A step that is left out: both states stay, and the output is h.
static void masked_step(const Layer *layer, const State *s) {
  const int padded = padded_units(layer);
  if (s->row != s->row_before) copy(s->row, s->row_before, padded);
  if (!s->before) fill_zero(s->cell, padded);
  else if (s->cell != s->before) copy(s->cell, s->before, padded);
  for (int unit = 0; s->output && unit < layer->units; unit += LANES) {
    const int count = min_of(LANES, layer->units - unit);
    const vf h = load_some(s->hidden + unit, count);
    store_some(s->output + unit, layer->keep_below ? h * dropout_mask(layer, s->index + unit) : h, count);
  }
}

INLINE void cell_step(const Layer *layer, const State *s) {
  if (layer->hard_sigmoid) cell_blocks(layer, s, 1);
  else cell_blocks(layer, s, 0);
}
