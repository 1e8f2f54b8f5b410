import { reportFailure } from "../slots.ts";
import type { WebThreadData } from "./web.ts";

// A web worker of the kernel: it computes parts of passes until the thread that started it terminates it.
addEventListener(
  "message",
  ({ data }: MessageEvent<WebThreadData>) => {
    const { memory, control, slots, spins } = data;
    const { runPart } = new WebAssembly.Instance(data.kernel, { env: { memory } }).exports;
    const { serve } = new WebAssembly.Instance(data.threads, { env: { memory, runPart: runPart! } }).exports;
    postMessage("started");
    try {
      (serve as (...args: number[]) => void)(control, slots, spins);
    } catch (error) {
      reportFailure(memory, control);
      throw error;
    }
  },
  { once: true },
);
