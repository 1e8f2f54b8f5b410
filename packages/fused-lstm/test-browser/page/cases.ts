import * as tf from "@tensorflow/tfjs";
import {
  FusedTraining,
  fusedLstm,
  fusedLstmDropout,
  loadFusedModel,
  selectKernel,
  setThreads,
  threadCount,
  threadsProblem,
} from "../../src/index.ts";
import { Engine } from "../../src/kernel/engine.ts";
import {
  availableKernels,
  type KernelName,
  lstmStack,
  lstmStackAsync,
  nativeProblem,
  PackedLstm,
  startBackgroundThreads,
} from "../../src/kernel/index.ts";

// What the tests run in Chromium and, for the values to expect, in Node.js. All results are JSON.

tf.enableProdMode();

const STEPS = 20;
const INPUTS = 6;
const BATCH = 32;

function facts() {
  return {
    threads: threadCount(),
    problem: threadsProblem() ?? null,
    native: nativeProblem() ?? null,
    kernels: availableKernels(),
  };
}

/** A digest of the losses and weights of a few training steps. */
async function train({ kernel, threads }: { kernel: KernelName; threads?: number }): Promise<string> {
  const { training, model } = begin(kernel, threads);
  const results: Float32Array[] = [];
  for (let step = 0; step < 8; step++) {
    results.push(Float32Array.of(takeStep(training, step)));
    // Threads start while the main thread is idle.
    await pause();
  }
  results.push(...model.getWeights().map((weight) => weight.dataSync<"float32">()));
  training.dispose();
  return digest(results);
}

/** Tensors and bytes of the kernel's memory that are in use after 5 and after `steps` steps. */
async function grow({ steps }: { steps: number }) {
  const { training } = begin("wasm", 3);
  const used = () => [tf.memory().numTensors, Engine.current().heap.size, Engine.current().heap.bytes];
  let before: number[] = [];
  for (let step = 0; step < steps; step++) {
    takeStep(training, step);
    if (step === 5) before = used();
    if (step % 50 === 0) await pause();
  }
  const after = used();
  training.dispose();
  return { before, after };
}

/** Digests of forecasts of many windows and of one, on the calling thread and in the background. */
async function forecast({ kernel, threads }: { kernel: KernelName; threads?: number }): Promise<string[]> {
  selectKernel(kernel);
  setThreads(threads);
  const layers = [packed(INPUTS, 20, 1), packed(20, 12, 2)];
  const x = numbers(3, BATCH * STEPS * INPUTS);
  const options = { returnSequences: false };
  const sizes = { batch: BATCH, steps: STEPS };
  const results = [lstmStack(sizes, x, layers, options)];
  startBackgroundThreads();
  results.push(...(await Promise.all([1, 2, 3].map(() => lstmStackAsync(sizes, x, layers, options)))));
  const one = x.subarray(0, STEPS * INPUTS);
  for (let turn = 0; turn < 50; turn++)
    results.push(lstmStack({ batch: 1, steps: STEPS }, one, layers, options));
  for (const layer of layers) layer.release();
  return [...new Set(await Promise.all(results.map((values) => digest([values]))))];
}

/** The errors for models and input that the kernel does not compute. */
async function refusals(): Promise<string[]> {
  const { training } = begin("wasm");
  const relu = tf.sequential({
    layers: [tf.layers.lstm({ units: 2, activation: "relu", inputShape: [3, 1], name: "relu_lstm" })],
  });
  const errors = [
    () => fusedLstm({ units: 2, activation: "relu" }),
    () => loadFusedModel(relu),
    () => training.step(new Float32Array(7), new Float32Array(2)),
    () => setThreads(0),
    () => selectKernel("sse2" as KernelName),
  ].map(async (call) => {
    try {
      await call();
      return "no error";
    } catch (error) {
      const { name, code, message } = error as Error & { code: string };
      return `${name} ${code}: ${message}`;
    }
  });
  return Promise.all(errors);
}

/** Lets a thread of the kernel fail: what the next call throws, and whether training goes on afterwards. */
async function loseThread() {
  const expected = await train({ kernel: "wasm", threads: 2 });
  await threadsThatStarted({ atLeast: 1 });
  const { threads } = Engine.current();
  started[0]!.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
  let error = "no error";
  try {
    threads.run({}, 2);
  } catch (thrown) {
    error = String(thrown);
  }
  return { error, isSame: (await train({ kernel: "wasm", threads: 2 })) === expected };
}

/** The workers of the kernel that have started. */
const started: Worker[] = [];
if (globalThis.Worker) {
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener("message", () => started.push(this), { once: true });
    }
  };
}

async function threadsThatStarted({ atLeast }: { atLeast: number }): Promise<number> {
  while (started.length < atLeast) await pause();
  return started.length;
}

export const cases = { facts, train, grow, forecast, refusals, loseThread, threadsThatStarted };
export type Cases = typeof cases;

function begin(kernel: KernelName, threads?: number) {
  selectKernel(kernel);
  setThreads(threads);
  let seed = 0;
  const dropout = { rate: 0.25, uint32: () => ++seed };
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [STEPS, INPUTS] }));
  for (const layer of fusedLstmDropout({ units: 20, returnSequences: true }, dropout)) model.add(layer);
  for (const layer of fusedLstmDropout({ units: 12 }, dropout)) model.add(layer);
  const kernelRegularizer = tf.regularizers.l2({ l2: 0.003 });
  model.add(tf.layers.dense({ units: 8, activation: "relu", kernelRegularizer }));
  model.add(tf.layers.dense({ units: 2 }));
  model.setWeights(
    model.getWeights().map(({ shape, size }, k) =>
      tf.tensor(
        numbers(k, size).map((value) => value / 4),
        shape,
      ),
    ),
  );
  const training = FusedTraining.of(model, { learningRate: 1e-2, gradientNorm: 1, lossWeights: [1, 0.3] })!;
  return { training, model };
}

function takeStep(training: FusedTraining, step: number): number {
  return training.step(numbers(step + 100, BATCH * STEPS * INPUTS), numbers(step + 200, BATCH * 2));
}

function packed(inputs: number, units: number, seed: number): PackedLstm {
  return new PackedLstm(inputs, units, {
    kernel: numbers(seed, inputs * 4 * units),
    recurrentKernel: numbers(seed + 10, units * 4 * units),
    bias: numbers(seed + 20, 4 * units),
  });
}

/** Numbers between -1 and 1 that are the same everywhere. */
function numbers(seed: number, length: number): Float32Array {
  let state = seed + 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

async function digest(arrays: readonly Float32Array[]): Promise<string> {
  const bytes = new Uint8Array(await new Blob(arrays as Float32Array<ArrayBuffer>[]).arrayBuffer());
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
