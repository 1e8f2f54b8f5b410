// The dense layers above the LSTM layers, dense relu and dense, and the loss: the mean over the batch of the squared errors,
// weighted by output, plus l2 Σ kernel1².
#pragma once
#include "simd.h"
#include "step-fields.h"

// One sequence: the dense layers forward, its loss, and the gradient of its hidden state.
static void head_sequence(const Step *s, char *base, long n) {
  const int units = s->units, dense = s->dense, outputs = s->outputs;
  const float *hidden = floats_at(base, s->hidden) + n * units;
  const float *kernel1 = floats_at(base, s->kernel1), *kernel2 = floats_at(base, s->kernel2);
  float *activations = floats_at(base, s->activations) + n * dense, *d_activations = floats_at(base, s->d_activations) + n * dense;
  float *d_results = floats_at(base, s->d_results) + n * outputs;
  for (int j = 0; j < dense; j += LANES) {
    const int count = min_of(LANES, dense - j);
    vf sum = load_some(floats_at(base, s->bias1) + j, count);
    for (int u = 0; u < units; u++) sum = splat(hidden[u]) * load_some(kernel1 + u * dense + j, count) + sum;
    // A NaN stays.
    store_some(activations + j, maximum((vf){}, sum), count);
    store_some(d_activations + j, (vf){}, count);
  }
  float loss = 0;
  for (int o = 0; o < outputs; o++) {
    float result = floats_at(base, s->bias2)[o];
    for (int j = 0; j < dense; j++) result += activations[j] * kernel2[j * outputs + o];
    const float error = result - floats_at(base, s->targets)[n * outputs + o];
    const float weight = floats_at(base, s->loss_weights)[o];
    loss += weight * error * error;
    d_results[o] = 2 * weight / s->batch * error;
    for (int j = 0; j < dense; j++) d_activations[j] += d_results[o] * kernel2[j * outputs + o];
  }
  floats_at(base, s->losses)[n] = loss;
  for (int j = 0; j < dense; j++) d_activations[j] = activations[j] > 0 ? d_activations[j] : 0;
  float *d_hidden = floats_at(base, s->d_hidden) + n * units;
  for (int u = 0; u < units; u++) {
    vf sum = {};
    for (int j = 0; j < dense; j += LANES) {
      const int count = min_of(LANES, dense - j);
      sum = load_some(d_activations + j, count) * load_some(kernel1 + u * dense + j, count) + sum;
    }
    d_hidden[u] = sum_of_lanes(sum);
  }
}

// target [rows, columns] = Σ_n aᵀ b over the batch, for a [N, rows] and b [N, columns].
static void outer_products(float *target, const float *a, const float *b, int batch, int rows, int columns) {
  fill_zero(target, rows * columns);
  for (int n = 0; n < batch; n++, a += rows, b += columns)
    for (int row = 0; row < rows; row++)
      for (int j = 0; j < columns; j += LANES) {
        const int count = min_of(LANES, columns - j);
        float *to = target + row * columns + j;
        store_some(to, splat(a[row]) * load_some(b + j, count) + load_some(to, count), count);
      }
}

static void sum_rows(float *target, const float *rows, int batch, int columns) {
  fill_zero(target, columns);
  for (int n = 0; n < batch; n++)
    for (int j = 0; j < columns; j++) target[j] += rows[n * columns + j];
}

// The gradients of all weights of the head, and the penalty.
static void head_gradients(const Step *s, char *base) {
  const long to_gradient = (long)s->gradients - s->values;
  const float *d_activations = floats_at(base, s->d_activations), *d_results = floats_at(base, s->d_results);
  float *d_kernel1 = floats_at(base, s->kernel1 + to_gradient);
  outer_products(d_kernel1, floats_at(base, s->hidden), d_activations, s->batch, s->units, s->dense);
  sum_rows(floats_at(base, s->bias1 + to_gradient), d_activations, s->batch, s->dense);
  outer_products(floats_at(base, s->kernel2 + to_gradient), floats_at(base, s->activations), d_results, s->batch, s->dense, s->outputs);
  sum_rows(floats_at(base, s->bias2 + to_gradient), d_results, s->batch, s->outputs);
  const float *kernel1 = floats_at(base, s->kernel1);
  double squares = 0;
  for (int k = 0; k < s->units * s->dense; k++) {
    d_kernel1[k] += 2 * s->l2 * kernel1[k];
    squares += (double)kernel1[k] * kernel1[k];
  }
  floats_at(base, s->losses)[s->batch] = s->l2 * (float)squares;
}
