import type { Batch } from "../sample.ts";

export interface NetworkConfig {
  window: number;
  inputs: number;
  units: readonly number[];
  dropout: number;
  denseUnits: number;
  outputs: number;
  l2: number;
  learningRate: number;
  lossWeights: readonly number[];
}

/** Who trains: fused-lstm, or TensorFlow.js with a backend. */
export type Engine =
  | { library: "fused-lstm"; threads: number }
  | { library: "TensorFlow.js"; backend: "wasm" | "webgl" | "cpu" };

/** From the page to a worker: first `open`, then how many steps to take. */
export type Request = { open: Engine; config: NetworkConfig; batches: Batch[] } | { steps: number };

/** From a worker to the page. `about` says what computes, and may change when a thread cannot start. */
export type Answer = { about: string; losses: number[]; milliseconds: number[] } | { error: string };

/** A training that is open in a worker. */
export interface Training {
  about(): string;
  /** Takes one step. Returns the loss before it. */
  step(batch: Batch): number | Promise<number>;
}
