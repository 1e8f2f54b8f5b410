// The forward pass of one layer:
//
//   z_t = [x_t | m h_{t-1}] W + b;  i, f, o = sigmoid(z) or hard sigmoid(z);  g = tanh(z)
//   c_t = f c_{t-1} + i g;          h_t = o tanh(c_t)
//
// m is the recurrent mask, if there is one.
#pragma once
#include "cell.h"
#include "precise.h"

// Where the arrays of one sequence begin, and the floats from one step to the next. Without `keep` the steps share one.
typedef struct Strides {
  long rows, row_step, gates, gate_step, cell, cell_step;
} Strides;

INLINE Strides strides_of(const Layer *layer) {
  const long ld = ld_rows(layer), padded = padded_units(layer), width = 4 * padded, steps = layer->steps;
  if (layer->keep) return (Strides){(steps + 1) * ld, ld, steps * width, width, steps * padded, padded};
  return (Strides){ld, 0, layer->batch <= FEW_SEQUENCES ? TIME_BLOCK * width : width, 0, padded, 0};
}

// The states before the first step.
static void begin(const Layer *layer, char *base, Strides d, int first, int last) {
  const int padded = padded_units(layer);
  for (long n = first; n < last; n++) {
    float *row = floats_at(base, layer->rows) + n * d.rows + layer->inputs;
    const float *initial = state_at(layer, base, layer->initial_hidden, n);
    const float *mask = state_at(layer, base, layer->recurrent_mask, n);
    float *hidden = state_at(layer, base, layer->hidden, n);
    if (!initial) fill_zero(row, padded);
    else if (!mask) copy(row, initial, padded);
    else for (int unit = 0; unit < padded; unit++) row[unit] = initial[unit] * mask[unit];
    if (hidden && initial) copy(hidden, initial, padded);
    else if (hidden) fill_zero(hidden, padded);
  }
}

INLINE void copy_inputs(const Layer *layer, char *base, Strides d, int t, int first, int last) {
  const int inputs = layer->inputs;
  float *rows = floats_at(base, layer->rows) + t * d.row_step;
  const float *x = floats_at(base, layer->x) + source_step(layer, t) * inputs;
  for (long n = first; n < last; n++) {
    // x of a step that is left out may be anything, even NaN: the weight gradients multiply it by zero.
    if (is_masked(layer, base, n, t)) fill_zero(rows + n * d.rows, inputs);
    else copy(rows + n * d.rows, x + n * layer->steps * inputs, inputs);
  }
}

INLINE void forward_cells(const Layer *layer, char *base, Strides d, int t, long gate_offset, int first, int last) {
  const int units = layer->units, steps = layer->steps, sequences = layer->return_sequences;
  for (long n = first; n < last; n++) {
    const long index = sequences ? (n * steps + t) * units : n * units;
    float *cell = floats_at(base, layer->cell) + n * d.cell + t * d.cell_step;
    float *row = floats_at(base, layer->rows) + n * d.rows + t * d.row_step + layer->inputs;
    const State s = {
        .gates = floats_at(base, layer->gates) + n * d.gates + gate_offset,
        .before = t ? cell - d.cell_step : state_at(layer, base, layer->initial_cell, n),
        .cell = cell,
        .cell_tanh = floats_at(base, layer->cell_tanh) + n * d.cell + t * d.cell_step,
        .row = row + d.row_step,
        .row_before = row,
        .recurrent_mask = state_at(layer, base, layer->recurrent_mask, n),
        .hidden = state_at(layer, base, layer->hidden, n),
        .output = sequences || t == steps - 1 ? floats_at(base, layer->output) + index : 0,
        .index = index,
    };
    if (is_masked(layer, base, n, t)) {
      masked_step(layer, &s);
      continue;
    }
    precise_row(layer, base, row - layer->inputs, s.gates);
    cell_step(layer, &s);
  }
}

// One step of the sequences [first, last): x and h in one product.
static void forward_step(const Layer *layer, char *base, Strides d, int t, int first, int last) {
  const int inputs = layer->inputs, padded = padded_units(layer);
  copy_inputs(layer, base, d, t, first, last);
  const Product product = {
      .a = floats_at(base, layer->rows) + t * d.row_step + first * d.rows, .lda = d.rows,
      .b = floats_at(base, layer->weights), .depth_of_b = depth_of(layer), .depth = inputs + padded,
      .init = floats_at(base, layer->bias),
      .c = floats_at(base, layer->gates) + first * d.gates + t * d.gate_step, .ldc = d.gates,
  };
  if (!all_masked(layer, base, t, first, last)) gemm(product, last - first, panels_of(4 * padded / LANES));
  forward_cells(layer, base, d, t, t * d.gate_step, first, last);
}

// Few sequences read W from the second-level cache at every step. So x W is computed for TIME_BLOCK steps of a sequence at
// once, and a step reads the recurrent kernel's rows only.
static void forward_block(const Layer *layer, char *base, Strides d, int from, int to, int first, int last) {
  const int inputs = layer->inputs, padded = padded_units(layer), width = 4 * padded;
  Product product = {
      .b = floats_at(base, layer->weights), .depth_of_b = depth_of(layer), .depth = inputs,
      .lda = layer->go_backwards ? -inputs : inputs, .init = floats_at(base, layer->bias), .ldc = width,
  };
  for (long n = first; n < last; n++) {
    product.a = floats_at(base, layer->x) + (n * layer->steps + source_step(layer, from)) * inputs;
    product.c = floats_at(base, layer->gates) + n * d.gates;
    gemm(product, to - from, panels_of(width / LANES));
  }
  for (int t = from; t < to; t++) {
    copy_inputs(layer, base, d, t, first, last);
    float *gates = floats_at(base, layer->gates) + first * d.gates + (long)(t - from) * width;
    const Product recurrent = {
        .a = floats_at(base, layer->rows) + first * d.rows + inputs, .lda = d.rows,
        .b = product.b, .depth_of_b = product.depth_of_b, .first = inputs, .depth = padded,
        .init = gates, .ldi = d.gates, .c = gates, .ldc = d.gates,
    };
    if (!all_masked(layer, base, t, first, last)) gemm(recurrent, last - first, panels_of(width / LANES));
    forward_cells(layer, base, d, t, (long)(t - from) * width, first, last);
  }
}

// Runs the steps [from, to) of the sequences [first, last).
static void forward(const Layer *layer, char *base, int from, int to, int first, int last) {
  const Strides d = strides_of(layer);
  if (from == 0) begin(layer, base, d, first, last);
  // An input kernel of few rows is not worth a product of its own.
  const int blocks = !layer->keep && layer->batch <= FEW_SEQUENCES && layer->inputs >= 2 * LANES;
  for (int t = from; t < to; t += blocks ? TIME_BLOCK : 1) {
    if (blocks) forward_block(layer, base, d, t, min_of(t + TIME_BLOCK, to), first, last);
    else forward_step(layer, base, d, t, first, last);
  }
}
