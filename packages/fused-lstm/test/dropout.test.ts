import { beforeAll, describe, expect, test } from "@jest/globals";
import { lstmBackward } from "../src/kernel/backward.ts";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { lstmForwardTraining } from "../src/kernel/training.ts";
import { naiveLstm } from "./naive-lstm.ts";
import { randomCase, relativeError } from "./random-case.ts";

/** The naive twin of the kernel's mask. */
function naiveMask(length: number, rate: number, [key1, key2]: readonly [number, number]): Float64Array {
  return Float64Array.from({ length }, (_, index) => {
    let x = (index + key1) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d) ^ key2;
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    x = (x ^ (x >>> 16)) >>> 0;
    return x < (1 - rate) * 2 ** 32 ? 1 / (1 - rate) : 0;
  });
}

describe.each(availableKernels())("kernel %s", (kernel) => {
  beforeAll(() => selectKernel(kernel));

  test.each([
    { shape: { batch: 5, steps: 7, inputs: 3, units: 10 }, returnSequences: true },
    { shape: { batch: 6, steps: 4, inputs: 2, units: 7 }, returnSequences: false },
  ])(
    "when the output has dropout, then both passes apply the naive twin's mask %#",
    ({ shape, returnSequences }) => {
      const options = { returnSequences };
      const dropout = { rate: 0.25, keys: [0xdeadbeef, 17] as const };
      const { x, weights, dOutput } = randomCase(shape, options);
      const mask = naiveMask(dOutput.length, dropout.rate, dropout.keys);
      const masked = (values: ArrayLike<number>) => mask.map((m, k) => m * values[k]!);
      const expected = naiveLstm(shape, x, weights, options, masked(dOutput));

      const { output, reserve } = lstmForwardTraining(shape, x, weights, { ...options, dropout });
      expect(relativeError(output, masked(expected.output))).toBeLessThan(2e-6);
      const gradients = lstmBackward(reserve, dOutput);
      for (const name of ["dx", "dKernel", "dRecurrentKernel", "dBias"] as const) {
        expect([name, relativeError(gradients[name], expected[name]) < 2e-5]).toEqual([name, true]);
      }
    },
  );

  test("when many values are drawn, then the share of dropped ones equals the rate, for any keys", () => {
    const shape = { batch: 50, steps: 20, inputs: 1, units: 40 };
    const { x, weights } = randomCase(shape, { returnSequences: true });
    for (const rate of [0.1, 0.25, 0.5, 0.9]) {
      for (const keys of [
        [0, 0],
        [1, 0],
        [0, 1],
      ] as [number, number][]) {
        const dropout = { rate, keys };
        const { output } = lstmForwardTraining(shape, x, weights, { returnSequences: true, dropout });
        const dropped = output.filter((value) => value === 0).length / output.length;
        // Five standard errors of 40,000 draws.
        expect(Math.abs(dropped - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / 40_000));
      }
    }
  });
});
