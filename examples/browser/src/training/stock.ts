import * as tf from "@tensorflow/tfjs";
import type { NetworkConfig, Training } from "./messages.ts";
import { buildNetwork } from "./network.ts";
import { rendererName } from "./renderer.ts";

/** Opens a training with TensorFlow.js alone: its LSTM layers, its Adam, `trainOnBatch`. */
export async function openStock(config: NetworkConfig, backend: "wasm" | "webgl" | "cpu"): Promise<Training> {
  const about = await BACKENDS[backend]();
  const isReady = await tf.setBackend(backend).catch(() => false);
  if (!isReady) throw new Error(`this browser has no ${backend} backend`);
  const { dropout, lossWeights, learningRate } = config;
  const model = buildNetwork(config, (args) => [
    tf.layers.lstm({ ...args, recurrentActivation: "sigmoid", unitForgetBias: true }),
    tf.layers.dropout({ rate: dropout }),
  ]);
  const loss = (y: tf.Tensor, outputs: tf.Tensor) =>
    tf.sum(tf.mul(tf.mean(tf.squaredDifference(y, outputs), 0), lossWeights as number[]));
  model.compile({ optimizer: tf.train.adam(learningRate, 0.9, 0.999, 1e-7), loss });
  return {
    about,
    async step(batch) {
      const size = batch.y.length / config.outputs;
      const x = tf.tensor3d(batch.x, [size, config.window, config.inputs]);
      const y = tf.tensor2d(batch.y, [size, config.outputs]);
      const value = await model.trainOnBatch(x, y);
      tf.dispose([x, y]);
      return value as number;
    },
  };
}

/** Each loads a backend and returns a function that says what computes. */
const BACKENDS = {
  async wasm() {
    const [{ getThreadsCount, setThreadsCount, setWasmPaths }, plain, simd, threaded] = await Promise.all([
      import("@tensorflow/tfjs-backend-wasm"),
      import("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url"),
      import("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url"),
      import("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url"),
    ]);
    setWasmPaths({
      "tfjs-backend-wasm.wasm": plain.default,
      "tfjs-backend-wasm-simd.wasm": simd.default,
      "tfjs-backend-wasm-threaded-simd.wasm": threaded.default,
    });
    if (crossOriginIsolated) setThreadsCount(navigator.hardwareConcurrency);
    return () => {
      const used = getThreadsCount();
      return `WebAssembly, SIMD, ${used === 1 ? "1 thread" : `${used} threads`}`;
    };
  },
  async webgl() {
    await import("@tensorflow/tfjs-backend-webgl");
    const name = rendererName() ?? "the graphics processor";
    return () => name;
  },
  async cpu() {
    return () => "JavaScript, 1 thread";
  },
};
