import { describe, expect, test } from "@jest/globals";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { lstmForwardTraining } from "../src/kernel/training.ts";

/** Of the relative error. */
const BOUND = 5e-7;
/** Below, float32 values are not normal: they have fewer digits, or are 0. */
const LEAST = 2 ** -126;
/** Fewer where each takes long: under an emulator or AddressSanitizer. */
const VALUES_PER_EXPONENT = Number(process.env.VALUES_PER_EXPONENT ?? 400);

/** The kernel's sigmoid(x) and tanh(x): gates i and g of one step whose only input is x, read from the reserve. */
function activations(x: Float32Array): { sigmoid: Float32Array; tanh: Float32Array } {
  const shape = { batch: x.length, steps: 1, inputs: 1, units: 1 };
  const weights = {
    kernel: Float32Array.of(1, 1, 1, 1),
    recurrentKernel: new Float32Array(4),
    bias: new Float32Array(4),
  };
  const { reserve } = lstmForwardTraining(shape, x, weights, { returnSequences: false });
  // A row of gates is [i i i i f f f f g g g g o o o o]; with one unit the first of each four is used.
  const gates = reserve.engine.heap.floats(reserve.pass.gates!, 16 * x.length);
  const gate = (at: number) => x.map((_, n) => gates[16 * n + at]!);
  const result = { sigmoid: gate(0), tanh: gate(8) };
  reserve.release();
  return result;
}

/** Float32 values of both signs, `perBinade` of them for each exponent. */
function wholeRange(perBinade: number): Float32Array {
  const bits = new Uint32Array(2 * 255 * perBinade);
  let k = 0;
  for (let exponent = 0; exponent < 255; exponent++) {
    for (let step = 0; step < perBinade; step++) {
      const value = (exponent << 23) | Math.floor((step * 2 ** 23) / perBinade);
      bits[k++] = value;
      bits[k++] = value | 0x80000000;
    }
  }
  return new Float32Array(bits.buffer);
}

describe.each(availableKernels())("kernel %s", (kernel) => {
  test("when x takes every exponent of float32, then sigmoid and tanh are within their error bound", () => {
    selectKernel(kernel);
    const x = wholeRange(VALUES_PER_EXPONENT);
    const { sigmoid, tanh } = activations(x);
    const worst = { tanh: 0, sigmoid: 0 };
    for (let k = 0; k < x.length; k++) {
      const exact = { tanh: Math.tanh(x[k]!), sigmoid: 1 / (1 + Math.exp(-x[k]!)) };
      const actual = { tanh: tanh[k]!, sigmoid: sigmoid[k]! };
      for (const name of ["tanh", "sigmoid"] as const) {
        const difference = Math.abs(actual[name] - exact[name]);
        if (Math.abs(exact[name]) < 2 * LEAST) expect(difference).toBeLessThan(2 * LEAST);
        else worst[name] = Math.max(worst[name], difference / Math.abs(exact[name]));
      }
    }
    expect(worst.tanh).toBeLessThan(BOUND);
    expect(worst.sigmoid).toBeLessThan(BOUND);
    expect([sigmoid, tanh].map((values) => values.reduce((a, b) => Math.max(a, b)))).toEqual([1, 1]);
  });

  test("when x is infinite, then the functions saturate; when it is NaN, then they return NaN", () => {
    selectKernel(kernel);
    const { sigmoid, tanh } = activations(Float32Array.of(Infinity, -Infinity, NaN, 0));
    expect([sigmoid[0], sigmoid[1], tanh[0], tanh[1]]).toEqual([1, 0, 1, -1]);
    expect([sigmoid[2], tanh[2], sigmoid[3], tanh[3]]).toEqual([NaN, NaN, 0.5, 0]);
  });
});
