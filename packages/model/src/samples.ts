import type { WindowRange, WindowSet } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";
import { FusedPrediction } from "fused-lstm";

const INFERENCE_BATCH = 256;

/** The windows and targets at `indices`, as tensors x [batch, window, features] and y [batch, outputs]. Dispose them. */
export function gatherBatch(windows: WindowSet, indices: Uint32Array): { x: tf.Tensor3D; y: tf.Tensor2D } {
  const x = new Float32Array(indices.length * windows.window * windows.features);
  const y = new Float32Array(indices.length * windows.outputs);
  windows.gather(indices, x, y);
  return {
    x: tf.tensor3d(x, [indices.length, windows.window, windows.features]),
    y: tf.tensor2d(y, [indices.length, windows.outputs]),
  };
}

/** Forecasts a range of windows: the network's outputs and the targets, both [windows, outputs] in scaled units. */
export function predictRange(
  model: tf.LayersModel,
  windows: WindowSet,
  range: WindowRange,
): { outputs: Float32Array; targets: Float32Array } {
  const size = (range.to - range.from) * windows.outputs;
  const outputs = new Float32Array(size);
  const targets = new Float32Array(size);
  const fused = FusedPrediction.of(model);
  try {
    for (let from = range.from; from < range.to; from += INFERENCE_BATCH) {
      const indices = rangeIndices({ from, to: Math.min(from + INFERENCE_BATCH, range.to) });
      tf.tidy(() => {
        const { x, y } = gatherBatch(windows, indices);
        const at = (from - range.from) * windows.outputs;
        outputs.set(
          fused ? fused.run(x.dataSync<"float32">()) : (model.predict(x) as tf.Tensor).dataSync(),
          at,
        );
        targets.set(y.dataSync(), at);
      });
    }
  } finally {
    fused?.dispose();
  }
  return { outputs, targets };
}

/** [from, from + 1, ..., to - 1] */
export function rangeIndices({ from, to }: WindowRange): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, k) => from + k);
}

/** The weighted sum of the mean squared error of each output; outputs and targets are [n, weights.length]. */
export function weightedSquaredError(
  outputs: Float32Array,
  targets: Float32Array,
  weights: readonly number[],
): number {
  const sum = outputs.reduce(
    (all, output, k) => all + weights[k % weights.length]! * (output - targets[k]!) ** 2,
    0,
  );
  return (sum * weights.length) / outputs.length;
}
