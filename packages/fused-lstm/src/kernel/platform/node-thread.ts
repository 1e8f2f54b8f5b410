import { workerData } from "node:worker_threads";
import { openKernel } from "../build.ts";
import { reportFailure } from "../slots.ts";
import { openThreads } from "../wasm.ts";
import type { ThreadData } from "./platform.ts";

// A worker thread of the kernel: it computes parts of passes until the thread that started it terminates it.
const { name, memory, control, slots, spins } = workerData as ThreadData;
try {
  openThreads(memory, openKernel(name, memory).runPart).serve(control, slots, spins);
} catch (error) {
  reportFailure(memory, control);
  throw error;
}
