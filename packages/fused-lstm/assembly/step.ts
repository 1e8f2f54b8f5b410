// The passes of a whole training step, part by part.

import { adam } from "./adam";
import { backward, weightGradients } from "./backward";
import { forward } from "./forward";
import { headGradients, headSequence } from "./head";
import { LayerPass } from "./layer-pass";
import { PANEL, packRow, separate, transposePanel } from "./pack";
import { StepPass } from "./step-pass";

/** All layers forward and backward, for the sequences of a part. */
export function stepSequences(pass: StepPass, part: i32): void {
  const first = part * pass.perPart, last = min(first + pass.perPart, pass.batch);
  for (let layer = pass.layers; layer; layer = changetype<LayerPass>(layer).next) {
    forward(changetype<LayerPass>(layer), first, last);
  }
  for (let n = first; n < last; n++) headSequence(pass, n);
  backThrough(changetype<LayerPass>(pass.layers), first, last);
}

function backThrough(layer: LayerPass, first: i32, last: i32): void {
  if (layer.next) backThrough(changetype<LayerPass>(layer.next), first, last);
  backward(layer, first, last);
}

/** The weight gradients of a part and the sums of their squares. */
export function stepGradients(pass: StepPass, part: i32): void {
  let squares = pass.squares;
  for (let next = pass.layers; next; ) {
    const layer = changetype<LayerPass>(next);
    const width = 4 * layer.padded, panels = width / PANEL;
    const parts = (panels + layer.perPart - 1) / layer.perPart;
    if (part < parts) {
      const first = part * layer.perPart, last = min(first + layer.perPart, panels);
      weightGradients(layer, first, last);
      for (let panel = first; panel < last; panel++) {
        const offset = <usize>(panel * PANEL) << 2;
        const sum = sumOfSquares(layer.dWeights + offset, width, layer.depth, PANEL);
        store<f64>(squares + (<usize>panel << 3), sum + sumOfSquares(layer.dBias + offset, 0, 1, PANEL));
      }
      return;
    }
    part -= parts;
    squares += <usize>panels << 3;
    next = layer.next;
  }
  headGradients(pass);
  // Gaps between the arrays are zero.
  const head = pass.kernel1 - pass.values;
  store<f64>(squares, sumOfSquares(pass.gradients + head, 0, 1, pass.total - <i32>(head >> 2)));
}

/** Σ of squares of `rows` x `columns` floats that are `ld` floats apart; columns is a multiple of 4. */
function sumOfSquares(values: usize, ld: i32, rows: i32, columns: i32): f64 {
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    let squares = f32x4.splat(0);
    for (let at: usize = 0, end = <usize>columns << 2; at < end; at += 16) {
      const v = v128.load(values + at);
      squares = f32x4.add(squares, f32x4.mul(v, v));
    }
    sum += f32x4.extract_lane(squares, 0) + f32x4.extract_lane(squares, 1);
    sum += f32x4.extract_lane(squares, 2) + f32x4.extract_lane(squares, 3);
    values += <usize>ld << 2;
  }
  return sum;
}

/** Adam (kind 6) and packing for the weights of a part. */
export function stepUpdate(pass: StepPass, part: i32): void {
  for (let next = pass.layers; next; ) {
    const layer = changetype<LayerPass>(next);
    const blocks = (layer.depth + PANEL - 1) / PANEL;
    if (part < blocks) return updateRows(pass, layer, part);
    part -= blocks;
    next = layer.next;
  }
  const rest = <usize>pass.rest << 2;
  if (pass.kind == 6) adamAt(pass, rest, pass.total - pass.rest);
  for (let next = pass.layers; next; next = changetype<LayerPass>(next).next) {
    const layer = changetype<LayerPass>(next);
    separate(layer.bias, 0, layer.units, layer.kerasBias);
  }
}

/** The rows of W in one panel of Wᵀ. */
function updateRows(pass: StepPass, layer: LayerPass, block: i32): void {
  const depth = layer.depth, padded = layer.padded, units = layer.units, width = 4 * padded;
  const first = block * PANEL, last = min(first + PANEL, depth);
  for (let row = first; row < last; row++) {
    const weights = layer.joined + (<usize>(row * width) << 2);
    if (pass.kind == 6) adamAt(pass, weights - pass.values, width);
    packRow(weights, row, depth, width, layer.weights);
    if (row >= padded) separate(weights, row - padded, units, layer.kernel);
    else if (row < units) separate(weights, row, units, layer.recurrentKernel);
  }
  const offset = <usize>(first * width) << 2;
  transposePanel(layer.joined + offset, <usize>width << 2, last - first, layer.weightsT + offset);
}

// @ts-ignore: decorator
@inline
function adamAt(pass: StepPass, offset: usize, count: i32): void {
  adam(
    pass.values + offset, pass.gradients + offset, pass.mean + offset, pass.square + offset, count,
    pass.rate, pass.beta1, pass.beta2, pass.epsilon, pass.scale,
  );
}
