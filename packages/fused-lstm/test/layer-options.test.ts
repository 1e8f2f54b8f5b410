import { beforeAll, describe, expect, test } from "@jest/globals";
import { lstmBackward } from "../src/kernel/backward.ts";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { lstmForwardWithState } from "../src/kernel/inference.ts";
import type { LstmShape } from "../src/kernel/shape.ts";
import { lstmForwardTraining } from "../src/kernel/training.ts";
import { naiveLstm } from "./naive-lstm.ts";
import { randomCase, randomOptions, relativeError } from "./random-case.ts";

const OPTIONS: Parameters<typeof randomOptions>[0][] = [
  { recurrentActivation: "hardSigmoid" },
  { goBackwards: true },
  { mask: true },
  { recurrentDropout: true },
  { initialState: true },
  { mask: true, goBackwards: true, initialState: true },
  { mask: true, recurrentDropout: true, initialState: true, recurrentActivation: "hardSigmoid" },
];
const SHAPES: LstmShape[] = [
  { batch: 1, steps: 1, inputs: 1, units: 1 },
  { batch: 1, steps: 19, inputs: 40, units: 5 },
  { batch: 3, steps: 9, inputs: 40, units: 18 },
  { batch: 5, steps: 6, inputs: 3, units: 7 },
  { batch: 9, steps: 12, inputs: 20, units: 37 },
];

describe.each(availableKernels())("kernel %s", (kernel) => {
  beforeAll(() => selectKernel(kernel));

  describe.each(SHAPES)("batch $batch, steps $steps, inputs $inputs, units $units", (shape) => {
    test.each(OPTIONS)(
      "when the options are %p, then outputs, states and gradients equal the naive twin's",
      (some) => {
        for (const returnSequences of [true, false]) {
          const options = randomOptions({ ...some, returnSequences }, shape, 7);
          const { x, weights, dOutput } = randomCase(shape, options, 3);
          const dState = randomOptions({ initialState: true }, shape, 21).initialState!;
          const expected = naiveLstm(shape, x, weights, options, dOutput, dState);

          const { output, state, reserve } = lstmForwardTraining(shape, x, weights, options);
          expect(relativeError(output, expected.output)).toBeLessThan(2e-6);
          expect(relativeError(state.hidden, expected.state.hidden)).toBeLessThan(2e-6);
          expect(relativeError(state.cell, expected.state.cell)).toBeLessThan(2e-6);
          expect(lstmForwardWithState(shape, x, weights, options)).toEqual({ output, state });

          const { dInitialState, ...gradients } = lstmBackward(reserve, dOutput, { dState });
          for (const name of ["dx", "dKernel", "dRecurrentKernel", "dBias"] as const) {
            expect([name, relativeError(gradients[name], expected[name]) < 1e-5]).toEqual([name, true]);
          }
          expect(relativeError(dInitialState!.hidden, expected.dInitialState.hidden)).toBeLessThan(1e-5);
          expect(relativeError(dInitialState!.cell, expected.dInitialState.cell)).toBeLessThan(1e-5);
        }
      },
    );
  });

  test("when a mask leaves all or the last steps out, then the states are those of the steps before", () => {
    const shape = { batch: 2, steps: 5, inputs: 3, units: 6 };
    const { x, weights } = randomCase(shape, { returnSequences: false });
    // NaN in steps that are left out reaches nothing.
    x.fill(Number.NaN, 9);
    const mask = Float32Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0, 0);
    const options = { returnSequences: false, mask };
    const { output, state, reserve } = lstmForwardTraining(shape, x, weights, options);
    const short = { batch: 1, steps: 3, inputs: 3, units: 6 };
    const three = lstmForwardWithState(short, x.subarray(0, 9), weights, { returnSequences: false });
    expect(output).toEqual(Float32Array.of(...three.output, 0, 0, 0, 0, 0, 0));
    expect(state.cell).toEqual(Float32Array.of(...three.state.cell, 0, 0, 0, 0, 0, 0));
    const gradients = lstmBackward(reserve, new Float32Array(12).fill(1));
    expect(
      Object.values(gradients)
        .flatMap((values) => [...values])
        .every(Number.isFinite),
    ).toBe(true);
    expect([...gradients.dx.subarray(9)].every((value) => value === 0)).toBe(true);
  });

  test.each([
    [{ mask: new Float32Array(9) }, "mask [batch, steps] has 9 values: expected 10"],
    [{ recurrentDropout: new Float32Array(1) }, "recurrentDropout [batch, units] has 1 values: expected 12"],
    [
      { initialState: { hidden: new Float32Array(12), cell: new Float32Array(6) } },
      "initialState.cell [batch, units] has 6 values: expected 12",
    ],
  ])("when an option's array is not of its shape, then the error says so", (options, message) => {
    const shape = { batch: 2, steps: 5, inputs: 3, units: 6 };
    const { x, weights } = randomCase(shape, { returnSequences: false });
    for (const run of [lstmForwardTraining, lstmForwardWithState]) {
      expect(() => run(shape, x, weights, { returnSequences: false, ...options })).toThrow(message);
    }
  });
});
