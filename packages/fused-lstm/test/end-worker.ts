import type { Worker } from "node:worker_threads";
import type { Threads } from "../src/kernel/threads.ts";

/** Ends a worker behind the kernel's back. */
export function endWorker({ workers }: Threads): Promise<number> {
  return (workers[0] as unknown as Worker).terminate();
}
