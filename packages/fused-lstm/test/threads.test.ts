import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "@jest/globals";
import { FusedLstmError } from "../src/errors.ts";
import { lstmBackward } from "../src/kernel/backward.ts";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { Engine } from "../src/kernel/engine.ts";
import { lstmForward } from "../src/kernel/inference.ts";
import { setThreads, threadCount } from "../src/kernel/thread-count.ts";
import { lstmForwardTraining } from "../src/kernel/training.ts";
import { endWorker } from "./end-worker.ts";
import { randomCase } from "./random-case.ts";
import { kernelUrl, runScript } from "./run-script.ts";

const options = { returnSequences: true };

afterEach(() => {
  setThreads(undefined);
  delete process.env.LSTM_THREADS;
});

/** A digest of every bit of both passes; several rounds with pauses, so that all threads have started for the last. */
async function digest(shape: { batch: number; steps: number; inputs: number; units: number }) {
  const { x, weights, dOutput } = randomCase(shape, options);
  const hash = createHash("sha256");
  for (let round = 0; round < 3; round++) {
    const dropout = { rate: 0.3, keys: [round, 5] as const };
    const { output, reserve } = lstmForwardTraining(shape, x, weights, { ...options, dropout });
    const gradients = lstmBackward(reserve, dOutput);
    for (const values of [output, ...Object.values(gradients)]) hash.update(values as Float32Array);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  hash.update(lstmForward(shape, x, weights, options));
  return hash.digest("hex");
}

describe.each(availableKernels())("kernel %s", (kernel) => {
  test.each([
    { batch: 32, steps: 12, inputs: 6, units: 20 },
    { batch: 7, steps: 5, inputs: 9, units: 13 },
    { batch: 37, steps: 3, inputs: 1, units: 50 },
  ])(
    "when 1, 2, 3 and 4 threads run batch $batch, then the results are the same to the last bit",
    async (shape) => {
      selectKernel(kernel);
      const digests: string[] = [];
      for (const threads of [1, 2, 3, 4]) {
        setThreads(threads);
        digests.push(await digest(shape));
      }
      expect(new Set(digests).size).toBe(1);
    },
  );
});

test("when a thread dies, then the next call throws thread_failed and the call after it works", async () => {
  setThreads(3);
  const shape = { batch: 32, steps: 3, inputs: 2, units: 4 };
  const { x, weights } = randomCase(shape, options);
  const before = lstmForward(shape, x, weights, options);
  const engine = Engine.current();
  await endWorker(engine.threads);
  expect(() => engine.threads.run({}, 2)).toThrow(
    new FusedLstmError("thread_failed", "a thread of the LSTM kernel ended with code 1"),
  );
  expect(lstmForward(shape, x, weights, options)).toEqual(before);
});

test("when the number of threads is not legal, then the error quotes it", () => {
  expect(() => setThreads(0)).toThrow("threads is 0: expected a whole number from 1 to 64");
  process.env.LSTM_THREADS = "many";
  expect(threadCount).toThrow('LSTM_THREADS is "many": expected a whole number from 1 to 64');
  process.env.LSTM_THREADS = "3";
  expect(threadCount()).toBe(3);
});

test("when a script has used the threads, then it ends by itself", async () => {
  expect(await runScript("run(); console.log(run() > 0);", { LSTM_THREADS: "4" })).toBe("true");
});

test("when the kernel runs inside a worker thread, then it starts its threads there", async () => {
  const inWorker = `import(${JSON.stringify(kernelUrl.href)}).then((lstm) => {
    lstm.setThreads(3);
    const weights = { kernel: new Float32Array(8).fill(1), recurrentKernel: new Float32Array(16), bias: new Float32Array(8) };
    const shape = { batch: 16, steps: 1, inputs: 1, units: 2 };
    const h = lstm.lstmForward(shape, new Float32Array(16).fill(1), weights, { returnSequences: false });
    process.getBuiltinModule("node:worker_threads").parentPort.postMessage(h[31]);
  });`;
  const printed = await runScript(`
    import { Worker } from "node:worker_threads";
    new Worker(${JSON.stringify(inWorker)}, { eval: true }).on("message", (h) => console.log(h.toFixed(5)));
  `);
  const sigmoid = 1 / (1 + Math.exp(-1));
  expect(printed).toBe((sigmoid * Math.tanh(sigmoid * Math.tanh(1))).toFixed(5));
});

test("when no pass runs, then the threads sleep", async () => {
  const printed = await runScript(
    `run();
    // Of 400 ms each thread spins for half a millisecond; on a busy machine threads may still be starting.
    const asleep = async (spans) => {
      run();
      const before = process.cpuUsage();
      await new Promise((resolve) => setTimeout(resolve, 400));
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000 < 200 || (spans > 1 && asleep(spans - 1));
    };
    console.log(await asleep(10));`,
    { LSTM_THREADS: "4" },
  );
  expect(printed).toBe("true");
});

test("when a thousand passes have run, then the kernel's memory is as large as after the first ones", () => {
  const shape = { batch: 8, steps: 6, inputs: 3, units: 12 };
  const { x, weights, dOutput } = randomCase(shape, options);
  const step = () => lstmBackward(lstmForwardTraining(shape, x, weights, options).reserve, dOutput);
  for (let k = 0; k < 3; k++) step();
  const { heap } = Engine.current();
  const before = heap.size;
  for (let k = 0; k < 1000; k++) step();
  expect(heap.size).toBe(before);
});

test("when lstmBackward is called twice with one reserve, then the second call throws", () => {
  const shape = { batch: 1, steps: 2, inputs: 3, units: 4 };
  const { x, weights, dOutput } = randomCase(shape, options);
  const { reserve } = lstmForwardTraining(shape, x, weights, options);
  lstmBackward(reserve, dOutput);
  expect(() => lstmBackward(reserve, dOutput)).toThrow("this forward pass has had its backward pass");
});
