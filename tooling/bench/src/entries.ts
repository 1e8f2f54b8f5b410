import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Entry } from "./contender.ts";

/** The name of our default engine. */
export const OURS = "lstm-predict";
/** Our other engines, then other software. */
export const PEERS = [
  "engine tensorflow",
  "engine tfjs",
  "tfjs wasm",
  "tfjs cpu",
  "tfjs-node",
  "PyTorch",
  "Keras",
  "ONNX Runtime",
] as const;

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const PYTHON = path(process.platform === "win32" ? "../.venv/Scripts/python.exe" : "../.venv/bin/python");

type Engine = typeof OURS | (typeof PEERS)[number];

const node = (engine: Engine, threads: number, ...args: string[]): Entry => ({
  engine,
  threads,
  command: [process.execPath, "--no-warnings", path(`contenders/${args[0]}`), ...args.slice(1)],
  env: { LSTM_THREADS: `${threads}`, TF_CPP_MIN_LOG_LEVEL: "3", TF_NUM_INTRAOP_THREADS: `${threads}` },
});

const python = (engine: Engine, threads: number, file: string): Entry => ({
  engine,
  threads,
  command: [PYTHON, path(`contenders/${file}`)],
  env: { OMP_NUM_THREADS: `${threads}`, TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "" },
});

/** All engines to measure, ours first, because the others are compared with it; and those that are not installed. */
export function entries(): { entries: Entry[]; absent: string[] } {
  const two = Math.min(2, availableParallelism());
  const ours = [node(OURS, two, "ours.ts"), node(OURS, 1, "ours.ts")];
  const engines = [
    node("engine tensorflow", two, "engine.ts", "tensorflow"),
    node("engine tensorflow", 1, "engine.ts", "tensorflow"),
    node("engine tfjs", 1, "engine.ts", "tfjs"),
  ];
  const stock = [
    node("tfjs wasm", two, "tfjs.ts", "wasm"),
    node("tfjs cpu", 1, "tfjs.ts", "cpu"),
    node("tfjs-node", two, "tfjs-node.ts"),
  ];
  const peers = [
    python("PyTorch", two, "torch_peer.py"),
    python("PyTorch", 1, "torch_peer.py"),
    python("Keras", two, "keras_peer.py"),
    python("ONNX Runtime", two, "onnx_peer.py"),
    python("ONNX Runtime", 1, "onnx_peer.py"),
  ];
  if (existsSync(PYTHON)) return { entries: [...ours, ...engines, ...stock, ...peers], absent: [] };
  return {
    entries: [...ours, ...engines, ...stock],
    absent: ["PyTorch, Keras and ONNX Runtime: `pnpm bench:setup` installs them"],
  };
}
