// A whole training step of a network LSTM, ..., LSTM, dense relu, dense, in three passes. The host computes the gradient's
// norm between the second and the third. It writes the fields in this order (src/kernel/network/step-pass.ts).
#pragma once
#include "adam.h"
#include "layer.h"

enum {
  FORWARD = 0,
  BACKWARD = 1,
  WEIGHT_GRADIENTS = 2,
  PIPELINED = 3,
  // All layers forward and backward, for some sequences of the batch.
  SEQUENCES = 4,
  // The gradients of some columns of one layer's weights; the last part is the head's.
  GRADIENTS = 5,
  // Adam and packing, for some rows of one layer's weights; the last part is the biases' and the head's.
  UPDATE = 6,
  // Packing alone, before the first step.
  PACK = 7,
};

// N = batch, U = units of the last LSTM layer, H = dense units, O = outputs.
typedef struct Step {
  int32_t kind, batch;
  // Sequences in a part of SEQUENCES. A layer's `per_part` is the vectors of columns in a part of GRADIENTS.
  int32_t per_part;
  // The first LSTM layer's pass; `next` leads to the others.
  uint32_t layers;
  int32_t units, dense, outputs;
  // All weights are adjacent: W of each LSTM layer, then from float `rest` on the biases of the LSTM layers and the head.
  int32_t rest, total;
  // [total] each; moments of Adam
  uint32_t values, gradients, mean, square;
  // In `values`: [U, H], [H], [H, O], [O]
  uint32_t kernel1, bias1, kernel2, bias2;
  // [N, U]: the output of the last LSTM layer, and its gradient
  uint32_t hidden, d_hidden;
  // [N, O], [O]
  uint32_t targets, loss_weights;
  // [N, H], [N, H], [N, O]
  uint32_t activations, d_activations, d_results;
  // [N + 1]: the weighted squared error of each sequence, then the penalty
  uint32_t losses;
  // Float64: the sum of squares of the gradients in each vector of columns of each layer, then of the head's. Their order
  // does not depend on the parts.
  uint32_t squares;
  float l2;
  Adam adam;
} Step;
