import { COLUMN_COUNT, type WindowRange, type WindowSet } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";

const INFERENCE_BATCH = 256;

/** Windows and targets by index, as tensors x [batch, window, 6] and y [batch, 1]; the caller disposes. */
export function gatherBatch(windows: WindowSet, indices: Uint32Array): { x: tf.Tensor3D; y: tf.Tensor2D } {
  const x = new Float32Array(indices.length * windows.window * COLUMN_COUNT);
  const y = new Float32Array(indices.length);
  windows.gather(indices, x, y);
  return {
    x: tf.tensor3d(x, [indices.length, windows.window, COLUMN_COUNT]),
    y: tf.tensor2d(y, [indices.length, 1]),
  };
}

/** The network's outputs, in scaled target units, for a range of windows, with the targets beside them. */
export function predictRange(
  model: tf.LayersModel,
  windows: WindowSet,
  range: WindowRange,
): { outputs: Float32Array; targets: Float32Array } {
  const outputs = new Float32Array(range.to - range.from);
  const targets = new Float32Array(range.to - range.from);
  for (let from = range.from; from < range.to; from += INFERENCE_BATCH) {
    const indices = rangeIndices({ from, to: Math.min(from + INFERENCE_BATCH, range.to) });
    tf.tidy(() => {
      const { x, y } = gatherBatch(windows, indices);
      outputs.set((model.predict(x) as tf.Tensor).dataSync(), from - range.from);
      targets.set(y.dataSync(), from - range.from);
    });
  }
  return { outputs, targets };
}

export function rangeIndices({ from, to }: WindowRange): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, k) => from + k);
}

export function meanSquaredError(outputs: Float32Array, targets: Float32Array): number {
  return outputs.reduce((sum, output, k) => sum + (output - targets[k]!) ** 2, 0) / outputs.length;
}
