import { afterEach, describe, expect, test } from "@jest/globals";
import { FusedLstmError } from "../src/errors.ts";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { Engine } from "../src/kernel/engine.ts";
import { lstmForward, lstmStack, lstmStackAsync } from "../src/kernel/inference.ts";
import { PackedLstm } from "../src/kernel/packed.ts";
import type { LstmOptions } from "../src/kernel/shape.ts";
import { setThreads } from "../src/kernel/thread-count.ts";
import { endWorker } from "./end-worker.ts";
import { randomCase } from "./random-case.ts";
import { runScript } from "./run-script.ts";

const steps = 7;
const sizes = [
  { inputs: 5, units: 20 },
  { inputs: 20, units: 13 },
  { inputs: 13, units: 6 },
];
const cases = sizes.map((size) => randomCase({ batch: 1, steps, ...size }, { returnSequences: true }));
const pack = () => sizes.map(({ inputs, units }, k) => new PackedLstm(inputs, units, cases[k]!.weights));
const inputOf = (batch: number, seed = 1) =>
  randomCase({ batch, steps, ...sizes[0]! }, { returnSequences: true }, seed).x;

/** The stack as one `lstmForward` per layer. */
function layerByLayer(batch: number, x: Float32Array, options: LstmOptions): Float32Array {
  return sizes.reduce(
    (values, size, k) =>
      lstmForward(
        { batch, steps, ...size },
        values,
        cases[k]!.weights,
        k === 2 ? options : { returnSequences: true },
      ),
    x,
  );
}

afterEach(() => setThreads(undefined));

describe.each(availableKernels())("kernel %s", (kernel) => {
  test.each([1, 2, 3, 4])(
    "when %i threads run a stack, then lstmStack and lstmStackAsync equal layer by layer to the last bit",
    async (threads) => {
      selectKernel(kernel);
      setThreads(threads);
      const layers = pack();
      for (const returnSequences of [true, false]) {
        const options = { returnSequences };
        for (const batch of [1, 2, 5, 12, 67]) {
          const x = inputOf(batch);
          const expected = layerByLayer(batch, x, options);
          expect(lstmStack({ batch, steps }, x, layers, options)).toEqual(expected);
          expect(await lstmStackAsync({ batch, steps }, x, layers, options)).toEqual(expected);
          // The background threads run now, so lstmStack pipelines the layers of a small batch.
          for (let k = 0; k < 10; k++)
            expect(lstmStack({ batch, steps }, x, layers, options)).toEqual(expected);
        }
      }
      for (const layer of layers) layer.release();
    },
  );
});

test("when many asynchronous stacks overlap with synchronous ones, then each call returns its own result", async () => {
  setThreads(2);
  const layers = pack();
  const options = { returnSequences: false };
  const xs = Array.from({ length: 40 }, (_, k) => inputOf(1 + (k % 7), k));
  const sizesOf = (x: Float32Array) => ({ batch: x.length / (5 * steps), steps });
  const expected = xs.map((x) => lstmStack(sizesOf(x), x, layers, options));
  const running = xs.map((x) => lstmStackAsync(sizesOf(x), x, layers, options));
  expect(xs.map((x) => lstmStack(sizesOf(x), x, layers, options))).toEqual(expected);
  expect(await Promise.all(running)).toEqual(expected);
  const { heap } = Engine.current();
  const before = heap.size;
  for (let round = 0; round < 5; round++) {
    await Promise.all(xs.map((x) => lstmStackAsync(sizesOf(x), x, layers, options)));
  }
  expect(heap.size).toBe(before);
});

test("when a background thread dies, then waiting calls reject, and layers that are packed again work", async () => {
  setThreads(2);
  const options = { returnSequences: false };
  const x = inputOf(3);
  const layers = pack();
  const expected = await lstmStackAsync({ batch: 3, steps }, x, layers, options);
  const { background } = Engine.current();
  const ended = endWorker(background);
  const lost = new FusedLstmError("thread_failed", "a thread of the LSTM kernel ended with code 1");
  const waiting = [1, 2, 3].map(() => lstmStackAsync({ batch: 3, steps }, x, layers, options));
  for (const one of waiting) await expect(one).rejects.toEqual(lost);
  await ended;
  await expect(lstmStackAsync({ batch: 3, steps }, x, layers, options)).rejects.toEqual(lost);
  expect(await lstmStackAsync({ batch: 3, steps }, x, pack(), options)).toEqual(expected);
});

test("when a script awaits only lstmStackAsync, then it gets the result and ends by itself", async () => {
  const printed = await runScript(`
    const layer = new lstm.PackedLstm(3, 32, weights);
    const h = await lstm.lstmStackAsync(shape, x, [layer], { returnSequences: false });
    console.log(h[0] === run());
  `);
  expect(printed).toBe("true");
});

test("when layers do not fit, then lstmStack throws and lstmStackAsync rejects with the same message", async () => {
  const [first, second] = pack();
  const call = [{ batch: 1, steps }, inputOf(1), [second!, first!], { returnSequences: false }] as const;
  const message = "layer 1 takes 5 inputs: layer 0 has 13 units";
  expect(() => lstmStack(...call)).toThrow(message);
  await expect(lstmStackAsync(...call)).rejects.toThrow(message);
});

test("when two layers were packed for different builds, then the error says to pack them again", () => {
  selectKernel("wasm");
  const [first] = pack();
  selectKernel("relaxed");
  const [, second] = pack();
  const run = () => lstmStack({ batch: 1, steps }, inputOf(1), [first!, second!], { returnSequences: false });
  expect(run).toThrow(
    new FusedLstmError(
      "bad_shape",
      "layers 0 and 1 were packed in different memories: pack all layers again",
    ),
  );
});

test("when a layer was released, then a stack with it is refused instead of reading memory of others", async () => {
  const layers = pack();
  layers[1]!.release();
  const run = () => lstmStack({ batch: 1, steps }, inputOf(1), layers, { returnSequences: false });
  expect(run).toThrow("the weights of layer 1 were released: pack them again");
  await expect(
    lstmStackAsync({ batch: 1, steps }, inputOf(1), layers, { returnSequences: false }),
  ).rejects.toMatchObject({ code: "released" });
});
