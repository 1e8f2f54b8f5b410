// The forward pass of one layer:
//
//   z_t = [x_t | h_{t-1}] W + b;  i, f, o = sigmoid(z);  g = tanh(z)
//   c_t = f c_{t-1} + i g;        h_t = o tanh(c_t)
#pragma once
#include "activations.h"
#include "dropout.h"
#include "gemm.h"

typedef struct State {
  float *gates;
  // Cell state one step before, or 0 at the first step, where it is zero.
  const float *before;
  float *cell, *cell_tanh, *hidden, *output;
  // Of the output's first value, for the dropout; `output` is 0 if this step has none.
  uint32_t index;
} State;

// One block of LANES units, of which `count` exist and `padded` are stored. z of padded units is not read: 0 x infinity
// in their sums would be NaN.
INLINE void cell_block(const Layer *layer, const State *s, int unit, int count, int padded) {
  float *gates = s->gates + 4 * unit;
  const vf i = sigmoid_of(load_some(gates, count));
  const vf f = sigmoid_of(load_some(gates + padded, count));
  const vf g = tanh_of(load_some(gates + 2 * padded, count));
  const vf o = sigmoid_of(load_some(gates + 3 * padded, count));
  vf c = i * g;
  if (s->before) c = f * load_some(s->before + unit, count) + c;
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
  store_some(s->hidden + unit, h, padded);
  if (!s->output) return;
  store_some(s->output + unit, layer->keep_below ? h * dropout_mask(layer, s->index + unit) : h, count);
}

INLINE void cell_step(const Layer *layer, const State *s) {
  int unit = 0;
  for (; unit + LANES <= layer->units; unit += LANES) cell_block(layer, s, unit, LANES, LANES);
  if (unit < layer->units) cell_block(layer, s, unit, layer->units - unit, padded_units(layer) - unit);
}

// Where the arrays of one sequence begin, and the floats from one step to the next. Without `keep` the steps share one.
typedef struct Strides {
  long rows, row_step, gates, gate_step, cell, cell_step;
} Strides;

INLINE Strides strides_of(const Layer *layer) {
  const long ld = ld_rows(layer), padded = padded_units(layer), width = 4 * padded, steps = layer->steps;
  if (layer->keep) return (Strides){(steps + 1) * ld, ld, steps * width, width, steps * padded, padded};
  return (Strides){ld, 0, layer->batch <= FEW_SEQUENCES ? TIME_BLOCK * width : width, 0, padded, 0};
}

INLINE void forward_cells(const Layer *layer, char *base, Strides d, int t, long gate_offset, int first, int last) {
  const int units = layer->units, steps = layer->steps, sequences = layer->return_sequences;
  for (long n = first; n < last; n++) {
    const long index = sequences ? (n * steps + t) * units : n * units;
    float *cell = floats_at(base, layer->cell) + n * d.cell + t * d.cell_step;
    const State s = {
        .gates = floats_at(base, layer->gates) + n * d.gates + gate_offset,
        .before = t ? cell - d.cell_step : 0,
        .cell = cell,
        .cell_tanh = floats_at(base, layer->cell_tanh) + n * d.cell + t * d.cell_step,
        .hidden = floats_at(base, layer->rows) + n * d.rows + (t + 1) * d.row_step + layer->inputs,
        .output = sequences || t == steps - 1 ? floats_at(base, layer->output) + index : 0,
        .index = index,
    };
    cell_step(layer, &s);
  }
}

// One step of the sequences [first, last): x and h in one product.
static void forward_step(const Layer *layer, char *base, Strides d, int t, int first, int last) {
  const int inputs = layer->inputs, padded = padded_units(layer);
  float *rows = floats_at(base, layer->rows) + t * d.row_step;
  const float *x = floats_at(base, layer->x) + (long)t * inputs;
  for (long n = first; n < last; n++) {
    copy(rows + n * d.rows, x + n * layer->steps * inputs, inputs);
    if (t == 0) fill_zero(rows + n * d.rows + inputs, padded);
  }
  const Product product = {
      .a = rows + first * d.rows, .lda = d.rows,
      .b = floats_at(base, layer->weights), .depth_of_b = depth_of(layer),
      // h before the first step is zero: leave out the rows of W that multiply it.
      .depth = t ? inputs + padded : inputs,
      .init = floats_at(base, layer->bias),
      .c = floats_at(base, layer->gates) + first * d.gates + t * d.gate_step, .ldc = d.gates,
  };
  gemm(product, last - first, panels_of(4 * padded / LANES));
  forward_cells(layer, base, d, t, t * d.gate_step, first, last);
}

// Few sequences read W from the second-level cache at every step. So x W is computed for TIME_BLOCK steps of a sequence at
// once, and a step reads the recurrent kernel's rows only.
static void forward_block(const Layer *layer, char *base, Strides d, int from, int to, int first, int last) {
  const int inputs = layer->inputs, padded = padded_units(layer), width = 4 * padded;
  Product product = {
      .b = floats_at(base, layer->weights), .depth_of_b = depth_of(layer), .depth = inputs,
      .lda = inputs, .init = floats_at(base, layer->bias), .ldc = width,
  };
  for (long n = first; n < last; n++) {
    product.a = floats_at(base, layer->x) + (n * layer->steps + from) * inputs;
    product.c = floats_at(base, layer->gates) + n * d.gates;
    gemm(product, to - from, panels_of(width / LANES));
  }
  for (int t = from; t < to; t++) {
    float *gates = floats_at(base, layer->gates) + first * d.gates + (long)(t - from) * width;
    const Product recurrent = {
        .a = floats_at(base, layer->rows) + first * d.rows + inputs, .lda = d.rows,
        .b = product.b, .depth_of_b = product.depth_of_b, .first = inputs, .depth = padded,
        .init = gates, .ldi = d.gates, .c = gates, .ldc = d.gates,
    };
    if (t) gemm(recurrent, last - first, panels_of(width / LANES));
    forward_cells(layer, base, d, t, (long)(t - from) * width, first, last);
  }
}

// Runs the steps [from, to) of the sequences [first, last).
static void forward(const Layer *layer, char *base, int from, int to, int first, int last) {
  const Strides d = strides_of(layer);
  // An input kernel of few rows is not worth a product of its own.
  const int blocks = !layer->keep && layer->batch <= FEW_SEQUENCES && layer->inputs >= 2 * LANES;
  for (int t = from; t < to; t += blocks ? TIME_BLOCK : 1) {
    if (blocks) forward_block(layer, base, d, t, min_of(t + TIME_BLOCK, to), first, last);
    else forward_step(layer, base, d, t, first, last);
  }
}
