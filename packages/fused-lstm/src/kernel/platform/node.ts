import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import * as native from "./native.ts";
import type { Platform, Thread, ThreadData, ThreadEvents } from "./platform.ts";

export const platform: Platform = {
  variables: process.env,
  canSleep: true,
  native,
  readWasm: (file) => readFileSync(new URL(`../../../wasm/${file}`, import.meta.url)),
  hardwareThreads: availableParallelism,
  threadsProblem: () => undefined,
  startThread: (data, events) => new NodeThread(data, events),
};

class NodeThread extends Worker implements Thread {
  constructor(workerData: ThreadData, { lost }: ThreadEvents) {
    super(new URL("./node-thread.ts", import.meta.url), { name: "fused-lstm", workerData, execArgv: [] });
    this.on("error", (error) => lost(`failed: ${error}`));
    this.on("exit", (code) => lost(`ended with code ${code}`));
    this.unref();
  }

  setWorking(isWorking: boolean): void {
    if (isWorking) this.ref();
    else this.unref();
  }

  stop(): void {
    void this.removeAllListeners().terminate();
  }
}
