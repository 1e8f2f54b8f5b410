import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Entry } from "./contender.ts";
import { type EngineName, OURS, type PythonPeer, vectorBits } from "./names.ts";
import { PYTHON } from "./peers.ts";

const path = (name: string) => fileURLToPath(new URL(`contenders/${name}`, import.meta.url));

const node = (engine: EngineName, threads: number, file: string, ...args: string[]): Entry => ({
  engine,
  threads,
  command: [process.execPath, "--no-warnings", path(file), ...args],
  env: { LSTM_THREADS: `${threads}`, TF_CPP_MIN_LOG_LEVEL: "3", TF_NUM_INTRAOP_THREADS: `${threads}` },
});

const python = (engine: PythonPeer, threads: number, file: string): Entry => ({
  engine,
  threads,
  command: [PYTHON, path(file)],
  env: { OMP_NUM_THREADS: `${threads}`, TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "" },
});

function ours(kernel: string, threads: number): Entry {
  const entry = node(OURS, threads, "ours.ts");
  return { ...entry, kernel, bits: vectorBits(kernel), env: { ...entry.env, LSTM_KERNEL: kernel } };
}

/** PyTorch as a machine without AVX-512 runs it: the peer of our build avx2. */
function torchAvx2(threads: number): Entry {
  const entry = python("PyTorch", threads, "torch_peer.py");
  const limits = { ATEN_CPU_CAPABILITY: "avx2", ONEDNN_MAX_CPU_ISA: "AVX2" };
  return { ...entry, kernel: "AVX2", bits: 256, env: { ...entry.env, ...limits } };
}

/**
 * All engines to measure, ours first, because the others are compared with it.
 *
 * @param kernels our builds, the default first
 * @param hasAvx512 whether PyTorch uses AVX-512 unless it is told not to
 */
export function listEntries(kernels: readonly string[], hasAvx512: boolean): Entry[] {
  const most = Math.min(2, availableParallelism());
  const threads = most > 1 ? [most, 1] : [1];
  return [
    ...kernels.flatMap((kernel) => threads.map((n) => ours(kernel, n))),
    ...threads.map((n) => node("engine tensorflow", n, "engine.ts", "tensorflow")),
    node("engine tfjs", 1, "engine.ts", "tfjs"),
    node("tfjs wasm", most, "tfjs.ts", "wasm"),
    node("tfjs cpu", 1, "tfjs.ts", "cpu"),
    node("tfjs-node", most, "tfjs-node.ts"),
    ...threads.map((n) => python("PyTorch", n, "torch_peer.py")),
    ...(hasAvx512 ? threads.map(torchAvx2) : []),
    ...threads.map((n) => python("Keras", n, "keras_peer.py")),
    ...threads.map((n) => python("ONNX Runtime", n, "onnx_peer.py")),
  ];
}
