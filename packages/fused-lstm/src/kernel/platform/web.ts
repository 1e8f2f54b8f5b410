import { FusedLstmError } from "../../errors.ts";
import { compileOnce, KERNEL_FILES, type WasmFile } from "../wasm-module.ts";
import type { Platform, Thread, ThreadData, ThreadEvents } from "./platform.ts";
import { WASM } from "./web-wasm.ts";

const ISOLATION =
  "the page is not cross-origin isolated: serve it with the headers " +
  "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";

let problem = globalThis.crossOriginIsolated ? undefined : ISOLATION;

export const platform: Platform = {
  variables: {},
  canSleep: tryToSleep(),
  native: {
    nativeKernels: () => [],
    nativeProblem: () => NO_NATIVE,
    openNative: refuseNative,
    measurePeak: refuseNative,
  },
  readWasm,
  hardwareThreads: () => navigator.hardwareConcurrency,
  threadsProblem: () => problem,
  startThread(data, events) {
    if (problem) return undefined;
    try {
      return new WebThread(data, events);
    } catch (error) {
      refuseThreads(String(error));
      return undefined;
    }
  },
};

/** What src/kernel/platform/web-thread.ts gets: compiled modules, so that it need not load anything. */
export interface WebThreadData extends Omit<ThreadData, "name"> {
  kernel: WebAssembly.Module;
  threads: WebAssembly.Module;
}

class WebThread implements Thread {
  readonly #worker: Worker;

  constructor({ name, ...data }: ThreadData, { lost, refused }: ThreadEvents) {
    const kernel = compileOnce(KERNEL_FILES[name as keyof typeof KERNEL_FILES], readWasm);
    const threads = compileOnce("threads.wasm", readWasm);
    this.#worker = new Worker(new URL("./web-thread.ts", import.meta.url), {
      name: "fused-lstm",
      type: "module",
    });
    let hasStarted = false;
    this.#worker.onmessage = () => {
      hasStarted = true;
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const reason = event.message || "its script does not load (the console of the browser says why)";
      if (hasStarted) return lost(`failed: ${reason}`);
      refuseThreads(reason);
      refused();
    };
    this.#worker.postMessage({ ...data, kernel, threads } satisfies WebThreadData);
  }

  setWorking(): void {}

  stop(): void {
    this.#worker.onerror = null;
    this.#worker.terminate();
  }
}

function refuseThreads(reason: string): void {
  problem ??= `a thread cannot start: ${reason}`;
}

function readWasm(file: WasmFile): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(WASM[file]), (character) => character.charCodeAt(0));
}

/** In a page's main thread `Atomics.wait` throws; elsewhere it returns at once here, since the value is another. */
function tryToSleep(): boolean {
  try {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    Atomics.wait(new Int32Array(buffer), 0, 1);
    return true;
  } catch {
    return false;
  }
}

const NO_NATIVE = "machine code runs in Node.js alone";

function refuseNative(): never {
  throw new FusedLstmError("bad_kernel", NO_NATIVE);
}
