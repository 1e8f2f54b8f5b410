import { workerData } from "node:worker_threads";
import { reportFailure } from "./control.ts";
import type { KernelExports } from "./exports.ts";
import type { ThreadData } from "./threads.ts";

// A worker thread: it serves the jobs of the thread that started it until that ends.
const { module, memory, control, slots, spins } = workerData as ThreadData;
try {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  (exports as unknown as KernelExports).serve(control, slots, spins);
} catch (error) {
  reportFailure(memory, control);
  throw error;
}
