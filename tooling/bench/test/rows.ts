import type { Named } from "../src/names.ts";
import type { Task } from "../src/sizes.ts";
import type { Row } from "../src/table.ts";

/** A row with its median, and half and twice of it as minimum and maximum. */
export function row(task: Task, named: Named, threads: number, medianMs: number): Row {
  return { ...named, task, threads, medianMs, minMs: medianMs / 2, maxMs: 2 * medianMs };
}

export const OURS = (kernel: string): Named => ({ engine: "lstm-predict", kernel });
export const TORCH: Named = { engine: "PyTorch" };
export const TORCH_AVX2: Named = { engine: "PyTorch", kernel: "AVX2" };
export const KERAS: Named = { engine: "Keras" };
