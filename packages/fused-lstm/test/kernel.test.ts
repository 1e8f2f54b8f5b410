import { beforeAll, describe, expect, test } from "@jest/globals";
import { FusedLstmError } from "../src/errors.ts";
import { lstmBackward } from "../src/kernel/backward.ts";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { lstmForward } from "../src/kernel/inference.ts";
import { nativeKernels } from "../src/kernel/platform/native.ts";
import type { LstmShape } from "../src/kernel/shape.ts";
import { lstmForwardTraining } from "../src/kernel/training.ts";
import { naiveLstm } from "./naive-lstm.ts";
import { randomCase, relativeError } from "./random-case.ts";

const SHAPES: LstmShape[] = [
  { batch: 1, steps: 1, inputs: 1, units: 1 },
  { batch: 1, steps: 7, inputs: 6, units: 5 },
  { batch: 3, steps: 1, inputs: 5, units: 8 },
  { batch: 5, steps: 9, inputs: 13, units: 7 },
  { batch: 4, steps: 60, inputs: 6, units: 10 },
  { batch: 2, steps: 300, inputs: 3, units: 4 },
  { batch: 7, steps: 12, inputs: 20, units: 50 },
];

// Every oracle tests every build that this machine runs, whichever of them it would choose.
describe.each(availableKernels())("kernel %s", (kernel) => {
  beforeAll(() => selectKernel(kernel));

  describe.each(SHAPES)("batch $batch, steps $steps, inputs $inputs, units $units", (shape) => {
    test.each([true, false])(
      "when returnSequences is %p, then the kernel equals its naive twin",
      (returnSequences) => {
        const options = { returnSequences };
        const { x, weights, dOutput } = randomCase(shape, options);
        const expected = naiveLstm(shape, x, weights, options, dOutput);

        const { output, reserve } = lstmForwardTraining(shape, x, weights, options);
        expect(relativeError(output, expected.output)).toBeLessThan(2e-6);
        expect(lstmForward(shape, x, weights, options)).toEqual(output);

        const gradients = lstmBackward(reserve, dOutput);
        for (const name of ["dx", "dKernel", "dRecurrentKernel", "dBias"] as const) {
          expect([name, relativeError(gradients[name], expected[name]) < 2e-5]).toEqual([name, true]);
        }
      },
    );
  });

  test.each([4, 8, 12, 16, 20, 24])(
    "when there are %i units, then the tiles for every number of rows and columns equal the naive twin",
    (units) => {
      const options = { returnSequences: true };
      for (let batch = 1; batch <= 13; batch++) {
        const shape = { batch, steps: 3, inputs: 5, units };
        const { x, weights } = randomCase(shape, options, batch);
        const { output } = naiveLstm(shape, x, weights, options);
        expect(relativeError(lstmForward(shape, x, weights, options), output)).toBeLessThan(2e-6);
      }
    },
  );

  test.each([1, 2, 4])(
    "when a batch of %i has few steps, then a backward pass needs no more memory than it has",
    (batch) => {
      for (const [steps, units] of [
        [1, 37],
        [1, 64],
        [2, 64],
        [7, 9],
      ] as const) {
        const shape = { batch, steps, inputs: 6, units };
        const { x, weights, dOutput } = randomCase(shape, { returnSequences: true });
        for (let again = 0; again < 3; again++) {
          const { reserve } = lstmForwardTraining(shape, x, weights, { returnSequences: true });
          expect(lstmBackward(reserve, dOutput).dx).toHaveLength(x.length);
        }
      }
    },
  );

  test("when the batch has several parts, then each sequence gives the same output as alone", () => {
    const shape = { batch: 150, steps: 4, inputs: 3, units: 6 };
    const options = { returnSequences: false };
    const { x, weights } = randomCase(shape, options);
    const whole = lstmForward(shape, x, weights, options);
    for (const row of [0, 63, 64, 128, 149]) {
      const one = lstmForward({ ...shape, batch: 1 }, x.subarray(row * 12, row * 12 + 12), weights, options);
      expect(one).toEqual(whole.slice(row * 6, row * 6 + 6));
    }
  });

  test("when gradients are compared with central differences, then they agree", () => {
    const shape = { batch: 2, steps: 5, inputs: 3, units: 6 };
    const options = { returnSequences: true };
    const { x, weights, dOutput } = randomCase(shape, options, 11);
    const { reserve } = lstmForwardTraining(shape, x, weights, options);
    const gradients = lstmBackward(reserve, dOutput);
    // The naive twin computes the loss in float64: differences of float32 losses are mostly rounding errors.
    const loss = (changed: { x?: Float64Array; weights?: object }) => {
      const run = naiveLstm(shape, changed.x ?? x, { ...weights, ...changed.weights }, options);
      return run.output.reduce((sum, h, k) => sum + h * dOutput[k]!, 0);
    };
    const difference = (values: Float32Array, k: number, at: (moved: Float64Array) => number) => {
      const moved = (by: number) => Float64Array.from(values, (value, j) => (j === k ? value + by : value));
      return (at(moved(1e-5)) - at(moved(-1e-5))) / 2e-5;
    };
    for (const k of [0, 7, 17, 29]) {
      expect(gradients.dx[k]!).toBeCloseTo(
        difference(x, k, (moved) => loss({ x: moved })),
        4,
      );
    }
    for (const [name, gradient] of [
      ["kernel", gradients.dKernel],
      ["recurrentKernel", gradients.dRecurrentKernel],
      ["bias", gradients.dBias],
    ] as const) {
      for (const k of [0, 5, 11, 19]) {
        const expected = difference(weights[name], k, (moved) => loss({ weights: { [name]: moved } }));
        expect(gradient[k]!).toBeCloseTo(expected, 4);
      }
    }
  });

  test("when an input is huge, infinite or NaN, then the output is the limit of the formula", () => {
    const shape = { batch: 1, steps: 1, inputs: 1, units: 1 };
    // The argument of all four gates is x: h = sigmoid(x) tanh(sigmoid(x) tanh(x)).
    const weights = {
      kernel: Float32Array.of(1, 1, 1, 1),
      recurrentKernel: new Float32Array(4),
      bias: new Float32Array(4),
    };
    const at = (x: number) => lstmForward(shape, Float32Array.of(x), weights, { returnSequences: false })[0]!;
    expect(at(1e30)).toBeCloseTo(Math.tanh(1), 6);
    expect(at(Number.POSITIVE_INFINITY)).toBeCloseTo(Math.tanh(1), 6);
    expect(at(Number.NEGATIVE_INFINITY)).toBeCloseTo(0, 6);
    expect(at(Number.NaN)).toBeNaN();
    for (let x = -12; x <= 12; x += 0.01) {
      const s = 1 / (1 + Math.exp(-x));
      expect(Math.abs(at(x) - s * Math.tanh(s * Math.tanh(x)))).toBeLessThan(1e-6);
    }
  });

  test("when an input is infinite and the units are no multiple of 4, then the other units are right", () => {
    const shape = { batch: 1, steps: 3, inputs: 1, units: 3 };
    const weights = {
      kernel: new Float32Array(12).fill(1),
      recurrentKernel: new Float32Array(36),
      bias: new Float32Array(12),
    };
    const x = Float32Array.of(Number.POSITIVE_INFINITY, 0, 0);
    const output = lstmForward(shape, x, weights, { returnSequences: true });
    // c = 1, 1/2, 1/4; the last two steps have o = 1/2.
    const expected = [Math.tanh(1), Math.tanh(0.5) / 2, Math.tanh(0.25) / 2];
    for (const [t, value] of expected.entries()) {
      for (let unit = 0; unit < 3; unit++) expect(output[3 * t + unit]).toBeCloseTo(value, 6);
    }
  });

  test.each(["kernel", "recurrentKernel", "bias"] as const)(
    "when a weight of the forget gate in the %s is NaN, then the first step of its unit is NaN",
    (name) => {
      const shape = { batch: 2, steps: 2, inputs: 3, units: 6 };
      const { x, weights } = randomCase(shape, { returnSequences: true });
      weights[name][6 + 4] = Number.NaN;
      const output = lstmForward(shape, x, weights, { returnSequences: true });
      const isNan = [...output.subarray(0, 12)].map(Number.isNaN);
      expect(isNan.map(Number)).toEqual([0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1]);
    },
  );

  test.each([1, 2, 3, 4])(
    "when inputs are about 10,000, then gradients are those of float64 (case %i)",
    (seed) => {
      const shape = { batch: 4, steps: 10, inputs: 5, units: 7 };
      const options = { returnSequences: true };
      const { x, weights, dOutput } = randomCase(shape, options, seed);
      const large = x.map((value) => 5000 * value);
      const expected = naiveLstm(shape, large, weights, options, dOutput);
      const { output, reserve } = lstmForwardTraining(shape, large, weights, options);
      expect(relativeError(output, expected.output)).toBeLessThan(1e-6);
      expect(lstmForward(shape, large, weights, options)).toEqual(output);
      const gradients = lstmBackward(reserve, dOutput);
      for (const name of ["dx", "dKernel", "dRecurrentKernel", "dBias"] as const) {
        expect([name, relativeError(gradients[name], expected[name]) < 5e-6]).toEqual([name, true]);
      }
    },
  );

  test("when gradients vanish over many steps, then machine code makes zeros of what has no normal exponent", () => {
    const shape = { batch: 2, steps: 400, inputs: 3, units: 8 };
    const options = { returnSequences: false };
    const { x, weights, dOutput } = randomCase(shape, options);
    const { reserve } = lstmForwardTraining(shape, x, weights, options);
    const { dx } = lstmBackward(reserve, dOutput);
    const isSmall = (value: number) => value !== 0 && Math.abs(value) < 2 ** -126;
    expect(Math.max(...dx.map(Math.abs))).toBeGreaterThan(0);
    expect(dx[0]).toBeCloseTo(0, 30);
    if (nativeKernels().some((name) => name === kernel)) expect(dx.some(isSmall)).toBe(false);
  });

  test("when an array does not fit the shape, then the error names it with both lengths", () => {
    const shape = { batch: 1, steps: 2, inputs: 3, units: 4 };
    const { x, weights } = randomCase(shape, { returnSequences: true });
    const call =
      (over: object, values = x) =>
      () =>
        lstmForward({ ...shape, ...over }, values, weights, { returnSequences: true });
    expect(call({}, x.subarray(1))).toThrow(
      new FusedLstmError("bad_shape", "x [batch, steps, inputs] has 5 values: expected 6"),
    );
    expect(call({ units: 5 })).toThrow("kernel [inputs, 4 units] has 48 values: expected 60");
    expect(call({ steps: 0 })).toThrow("steps is 0: expected a whole number of at least 1");
  });
});
