// The passes of a whole training step, part by part.
#pragma once
#include "backward.h"
#include "forward.h"
#include "head.h"
#include "pack.h"

static void back_through(const Layer *layer, char *base, int first, int last) {
  if (layer->next) back_through(layer_at(base, layer->next), base, first, last);
  backward(layer, base, first, last);
}

static void step_sequences(const Step *s, char *base, int part) {
  const int first = part * s->per_part, last = min_of(first + s->per_part, s->batch);
  for (uint32_t at = s->layers; at; at = layer_at(base, at)->next)
    forward(layer_at(base, at), base, 0, layer_at(base, at)->steps, first, last);
  for (int n = first; n < last; n++) head_sequence(s, base, n);
  back_through(layer_at(base, s->layers), base, first, last);
}

// Σ of squares of `rows` x `columns` floats that are `ld` floats apart.
static double sum_of_squares(const float *values, long ld, int rows, int columns) {
  double sum = 0;
  for (int row = 0; row < rows; row++, values += ld) {
    vf squares = {};
    for (int j = 0; j < columns; j += LANES) {
      const vf v = load_some(values + j, min_of(LANES, columns - j));
      squares += v * v;
    }
    sum += sum_of_lanes(squares);
  }
  return sum;
}

static void step_gradients(const Step *s, char *base, int part) {
  double *squares = (double *)(base + s->squares);
  for (uint32_t at = s->layers; at; at = layer_at(base, at)->next) {
    const Layer *layer = layer_at(base, at);
    const int width = 4 * padded_units(layer), panels = width / LANES;
    const int parts = (panels + layer->per_part - 1) / layer->per_part;
    if (part < parts) {
      const int first = part * layer->per_part, last = min_of(first + layer->per_part, panels);
      weight_gradients(layer, base, first, last);
      for (int panel = first; panel < last; panel++)
        squares[panel] = sum_of_squares(floats_at(base, layer->d_weights) + panel * LANES, width, depth_of(layer), LANES) +
                         sum_of_squares(floats_at(base, layer->d_bias) + panel * LANES, 0, 1, LANES);
      return;
    }
    part -= parts;
    squares += panels;
  }
  head_gradients(s, base);
  // Gaps between the arrays are zero.
  const long head = (s->kernel1 - s->values) / 4;
  *squares = sum_of_squares(floats_at(base, s->gradients) + head, 0, 1, s->total - (int)head);
}

// LANES columns of Wᵀ, from column LANES `block` on, and the rows of W that they are.
static void update_block(const Step *s, char *base, const Layer *layer, int block) {
  const int inputs = layer->inputs, units = layer->units, padded = padded_units(layer), depth = depth_of(layer);
  const long width = 4 * padded;
  float *joined = floats_at(base, layer->joined);
  for (int column = block * LANES; column < min_of((block + 1) * LANES, depth); column++) {
    const long row = column < padded ? inputs + column : column - padded;
    const uint32_t at = layer->joined - s->values + 4 * row * width;
    if (s->kind == UPDATE)
      adam(floats_at(base, s->values + at), floats_at(base, s->gradients + at), floats_at(base, s->mean + at),
           floats_at(base, s->square + at), width, s->adam);
    pack_row(floats_at(base, layer->weights), joined + row * width, row, depth, width);
    if (row < inputs) separate(floats_at(base, layer->kernel) + row * 4 * units, joined + row * width, units);
    else if (column < units) separate(floats_at(base, layer->recurrent_kernel) + (long)column * 4 * units, joined + row * width, units);
  }
  pack_transposed(floats_at(base, layer->weights_t), joined, block, inputs, units);
}

static void step_update(const Step *s, char *base, int part) {
  for (uint32_t at = s->layers; at; at = layer_at(base, at)->next) {
    const Layer *layer = layer_at(base, at);
    const int blocks = (depth_of(layer) + LANES - 1) / LANES;
    if (part < blocks) return update_block(s, base, layer, part);
    part -= blocks;
  }
  const uint32_t at = 4 * s->rest;
  if (s->kind == UPDATE)
    adam(floats_at(base, s->values + at), floats_at(base, s->gradients + at), floats_at(base, s->mean + at),
         floats_at(base, s->square + at), s->total - s->rest, s->adam);
  for (uint32_t next = s->layers; next; next = layer_at(base, next)->next) {
    const Layer *layer = layer_at(base, next);
    separate(floats_at(base, layer->keras_bias), floats_at(base, layer->bias), layer->units);
  }
}
