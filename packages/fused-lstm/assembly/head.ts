// The dense layers above the LSTM layers, dense relu and dense, and the loss: the mean over the batch of the squared errors,
// weighted by output, plus l2 Σ kernel1². They have few operations, so plain loops do.

import { StepPass } from "./step-pass";

// @ts-ignore: decorator
@inline
function at(array: usize, index: i32): f32 {
  return load<f32>(array + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function set(array: usize, index: i32, value: f32): void {
  store<f32>(array + (<usize>index << 2), value);
}

// @ts-ignore: decorator
@inline
function row(array: usize, index: i32, columns: i32): usize {
  return array + (<usize>(index * columns) << 2);
}

/** One sequence: the dense layers forward, its loss, and the gradient of its hidden state. */
export function headSequence(pass: StepPass, n: i32): void {
  const units = pass.units, dense = pass.dense, outputs = pass.outputs;
  const hidden = row(pass.hidden, n, units), dHidden = row(pass.dHidden, n, units);
  const activations = row(pass.activations, n, dense), dActivations = row(pass.dActivations, n, dense);
  const dResults = row(pass.dResults, n, outputs);
  memory.copy(activations, pass.bias1, <usize>dense << 2);
  for (let u = 0; u < units; u++) addScaled(activations, row(pass.kernel1, u, dense), at(hidden, u), dense);
  for (let j = 0; j < dense; j++) {
    const z = at(activations, j);
    // A NaN stays.
    if (z < 0) set(activations, j, 0);
  }
  memory.fill(dActivations, 0, <usize>dense << 2);
  let loss: f32 = 0;
  for (let o = 0; o < outputs; o++) {
    let result = at(pass.bias2, o);
    for (let j = 0; j < dense; j++) result += at(activations, j) * at(pass.kernel2, j * outputs + o);
    const error = result - at(pass.targets, n * outputs + o);
    const weight = at(pass.lossWeights, o);
    loss += weight * error * error;
    const dResult = <f32>2 * weight / <f32>pass.batch * error;
    set(dResults, o, dResult);
    for (let j = 0; j < dense; j++) {
      set(dActivations, j, at(dActivations, j) + dResult * at(pass.kernel2, j * outputs + o));
    }
  }
  set(pass.losses, n, loss);
  for (let j = 0; j < dense; j++) if (!(at(activations, j) > 0)) set(dActivations, j, 0);
  for (let u = 0; u < units; u++) {
    const weights = row(pass.kernel1, u, dense);
    let sum: f32 = 0;
    for (let j = 0; j < dense; j++) sum += at(dActivations, j) * at(weights, j);
    set(dHidden, u, sum);
  }
}

/** The gradients of all weights of the head, and the penalty. */
export function headGradients(pass: StepPass): void {
  const batch = pass.batch, units = pass.units, dense = pass.dense, outputs = pass.outputs;
  const toGradient = pass.gradients - pass.values;
  const dKernel1 = pass.kernel1 + toGradient;
  outerProducts(dKernel1, pass.hidden, pass.dActivations, batch, units, dense);
  sumRows(pass.bias1 + toGradient, pass.dActivations, batch, dense);
  outerProducts(pass.kernel2 + toGradient, pass.activations, pass.dResults, batch, dense, outputs);
  sumRows(pass.bias2 + toGradient, pass.dResults, batch, outputs);
  let squares: f64 = 0;
  for (let k = 0, count = units * dense; k < count; k++) {
    const weight = at(pass.kernel1, k);
    set(dKernel1, k, at(dKernel1, k) + <f32>2 * pass.l2 * weight);
    squares += <f64>weight * <f64>weight;
  }
  set(pass.losses, batch, pass.l2 * <f32>squares);
}

/** target [rows, columns] = Σ aᵀ b over the batch, for a [N, rows] and b [N, columns]. */
function outerProducts(target: usize, a: usize, b: usize, batch: i32, rows: i32, columns: i32): void {
  memory.fill(target, 0, <usize>(rows * columns) << 2);
  for (let n = 0; n < batch; n++) {
    for (let k = 0; k < rows; k++) {
      addScaled(row(target, k, columns), row(b, n, columns), at(a, n * rows + k), columns);
    }
  }
}

function sumRows(target: usize, rows: usize, batch: i32, columns: i32): void {
  memory.fill(target, 0, <usize>columns << 2);
  for (let n = 0; n < batch; n++) addScaled(target, row(rows, n, columns), 1, columns);
}

/** target [count] += factor x source [count] */
// @ts-ignore: decorator
@inline
function addScaled(target: usize, source: usize, factor: f32, count: i32): void {
  const factors = f32x4.splat(factor);
  let k: usize = 0;
  const bytes = <usize>count << 2;
  for (; k + 16 <= bytes; k += 16) {
    v128.store(target + k, f32x4.add(v128.load(target + k), f32x4.mul(factors, v128.load(source + k))));
  }
  for (; k < bytes; k += 4) store<f32>(target + k, load<f32>(target + k) + factor * load<f32>(source + k));
}
