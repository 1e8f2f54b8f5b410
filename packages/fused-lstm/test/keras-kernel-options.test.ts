import { beforeAll, describe, test } from "@jest/globals";
import { backThroughTime, weightGradients } from "../src/kernel/backward.ts";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { lstmForwardWithState } from "../src/kernel/inference.ts";
import type { LstmLayerOptions, LstmState } from "../src/kernel/shape.ts";
import { lstmForwardTraining } from "../src/kernel/training.ts";
import { fusedLstm } from "../src/layer.ts";
import { testLayers } from "./keras/layer-checks.ts";
import { expectedOf, expectKeras, fixture, type LayerCase, type State } from "./keras/options.ts";

const stateOf = ({ hidden, cell }: State): LstmState => ({
  hidden: Float32Array.from(hidden),
  cell: Float32Array.from(cell),
});

function argumentsOf(layer: LayerCase) {
  const { shape, x, kernel, recurrentKernel, bias, mask, recurrentDropout, initialState } = layer;
  const { recurrentActivation, goBackwards, returnSequences } = layer;
  const options: LstmLayerOptions = {
    returnSequences,
    recurrentActivation,
    goBackwards,
    ...(mask && { mask: Float32Array.from(mask) }),
    ...(recurrentDropout && { recurrentDropout: Float32Array.from(recurrentDropout) }),
    ...(initialState && { initialState: stateOf(initialState) }),
  };
  const weights = {
    kernel: Float32Array.from(kernel),
    recurrentKernel: Float32Array.from(recurrentKernel),
    bias: Float32Array.from(bias ?? Array(4 * shape.units).fill(0)),
  };
  return [shape, Float32Array.from(x), weights, options] as const;
}

describe.each(availableKernels())("kernel %s", (kernel) => {
  beforeAll(() => selectKernel(kernel));

  describe.each(fixture.layers)("$name", (layer) => {
    const { output, hidden, cell, ...gradients } = expectedOf(layer);

    test("when the kernel runs the layer forward, then output and states equal Keras'", () => {
      const run = lstmForwardWithState(...argumentsOf(layer));
      expectKeras({ output: run.output, ...run.state }, { output, hidden, cell });
    });

    test("when the kernel runs the layer forward and backward, then results and gradients equal Keras'", () => {
      const run = lstmForwardTraining(...argumentsOf(layer));
      expectKeras({ output: run.output, ...run.state }, { output, hidden, cell });
      const dOutput = Float32Array.from(layer.dOutput);
      const dState = layer.dState && { dState: stateOf(layer.dState) };
      const { dx, dInitialState } = backThroughTime(run.reserve, dOutput, { ...dState });
      const { dBias, ...dWeights } = weightGradients(run.reserve);
      const dStates = dInitialState && { dHidden: dInitialState.hidden, dCell: dInitialState.cell };
      expectKeras(
        { dx, ...dWeights, ...(layer.useBias && { dBias }), ...(layer.initialState && dStates) },
        gradients,
      );
    });
  });

  describe("fusedLstm", () => testLayers(fusedLstm));
});
