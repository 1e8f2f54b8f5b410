/** The name of our default engine. */
export const OURS = "lstm-predict";
/** Other software, in Python. */
export const PYTHON_PEERS = ["PyTorch", "Keras", "ONNX Runtime"] as const;
/** Our other engines, then other software. */
export const PEERS = [
  "engine tensorflow",
  "engine tfjs",
  "tfjs wasm",
  "tfjs cpu",
  "tfjs-node",
  ...PYTHON_PEERS,
] as const;

export type PythonPeer = (typeof PYTHON_PEERS)[number];
export type EngineName = typeof OURS | (typeof PEERS)[number];

/** An engine, and the build of it if one is chosen: of ours a `KernelName`, of PyTorch its name for a set of instructions. */
export interface Named {
  engine: EngineName;
  kernel?: string;
}

/** What tables say, such as "lstm-predict relaxed". */
export function labelOf({ engine, kernel }: Named): string {
  return kernel === undefined ? engine : `${engine} ${kernel}`;
}

/** Bits of a vector in one of our builds. */
export function vectorBits(kernel: string): number {
  const wide: Record<string, number> = { avx512: 512, avx2: 256 };
  return wide[kernel] ?? 128;
}
