import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { lstmBackward } from "../src/kernel/backward.ts";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import type { LstmShape } from "../src/kernel/shape.ts";
import { lstmForwardTraining } from "../src/kernel/training.ts";
import { relativeError } from "./random-case.ts";

type Arrays = Record<
  | "x"
  | "kernel"
  | "recurrentKernel"
  | "bias"
  | "output"
  | "dOutput"
  | "dx"
  | "dKernel"
  | "dRecurrentKernel"
  | "dBias",
  number[]
>;
type Case = Arrays & { shape: LstmShape; returnSequences: boolean };

// Made by test/keras/make_fixture.py.
const fixture = JSON.parse(readFileSync(new URL("fixtures/keras.json", import.meta.url), "utf8"));

describe.each(availableKernels())("kernel %s", (kernel) => {
  beforeAll(() => selectKernel(kernel));

  describe.each(fixture.layers as Case[])("Keras, $shape, sequences $returnSequences", (layer) => {
    test("when the layer runs forward and backward, then output and gradients equal Keras'", () => {
      const { shape, returnSequences } = layer;
      const float = (name: keyof Arrays) => Float32Array.from(layer[name]);
      const weights = {
        kernel: float("kernel"),
        recurrentKernel: float("recurrentKernel"),
        bias: float("bias"),
      };
      const run = lstmForwardTraining(shape, float("x"), weights, { returnSequences });
      expect(relativeError(run.output, layer.output)).toBeLessThan(1e-5);
      const gradients = lstmBackward(run.reserve, float("dOutput"));
      for (const name of ["dx", "dKernel", "dRecurrentKernel", "dBias"] as const) {
        expect([name, relativeError(gradients[name], layer[name]) < 1e-4]).toEqual([name, true]);
      }
    });
  });
});
