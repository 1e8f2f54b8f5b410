import { workerData } from "node:worker_threads";
import type { KernelExports } from "./engine.ts";
import { reportFailure, type ThreadData } from "./threads.ts";

// A worker thread: it serves the jobs of the thread that started it until that ends.
const data = workerData as ThreadData;
try {
  const { exports } = new WebAssembly.Instance(data.module, { env: { memory: data.memory } });
  (exports as unknown as KernelExports).serve(data.control);
} catch (error) {
  reportFailure(data);
  throw error;
}
