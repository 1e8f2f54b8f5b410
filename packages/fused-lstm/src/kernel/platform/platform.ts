import type { Kernel } from "../kernel.ts";
import type { KernelName, NativeName } from "../names.ts";
import type { WasmFile } from "../wasm-module.ts";

/** What the kernel needs of Node.js or the browser; `#platform` in package.json chooses node.ts or web.ts. */
export interface Platform {
  /** Environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Whether the calling thread may sleep in `Atomics.wait`: the main thread of a page may not. */
  readonly canSleep: boolean;
  /** Builds in machine code. */
  readonly native: NativeBuilds;
  readWasm(file: WasmFile): Uint8Array<ArrayBuffer>;
  hardwareThreads(): number;
  /** Why the calling thread computes alone; undefined if it can have other threads. */
  threadsProblem(): string | undefined;
  /** Starts a thread that computes parts of passes; undefined if `threadsProblem` says why not. */
  startThread(data: ThreadData, events: ThreadEvents): Thread | undefined;
}

export interface NativeBuilds {
  /** The builds that this machine runs, the fastest first. */
  nativeKernels(): readonly NativeName[];
  /** Why none runs; undefined if one does. */
  nativeProblem(): string | undefined;
  /** Opens a build of `nativeKernels`. */
  openNative(name: NativeName, memory: WebAssembly.Memory): Kernel;
  /** Measures the peak of multiply-adds in GFLOP/s, on one thread and on the vectors of a build. */
  measurePeak(name: NativeName): number;
}

export interface ThreadData {
  name: KernelName;
  memory: WebAssembly.Memory;
  /** Address of the slots of `Control`. */
  control: number;
  /** Passes that can be published at the same time. */
  slots: number;
  /** How often a thread looks for a new pass before it sleeps. */
  spins: number;
}

export interface ThreadEvents {
  /** The thread ended after it had started: nothing in its memory can be used any more. */
  lost(how: string): void;
  /** The thread could not start. It has touched nothing, and `threadsProblem` says why. */
  refused(): void;
}

export interface Thread {
  /** While it works, a thread keeps the process alive. */
  setWorking(isWorking: boolean): void;
  /** Ends the thread, without an event. */
  stop(): void;
}
