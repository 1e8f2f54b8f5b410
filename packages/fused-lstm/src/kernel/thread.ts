import { workerData } from "node:worker_threads";
import { reportFailure } from "./control.ts";
import type { KernelExports } from "./exports.ts";
import type { WorkerData } from "./threads.ts";

// A worker thread of the kernel: it computes parts of passes until the thread that started it terminates it.
const { module, memory, control, slots, spins } = workerData as WorkerData;
try {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  (exports as unknown as KernelExports).serve(control, slots, spins);
} catch (error) {
  reportFailure(memory, control);
  throw error;
}
