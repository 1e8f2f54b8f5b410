import { readFileSync } from "node:fs";
import { expect } from "@jest/globals";
import type { LstmShape } from "../../src/kernel/shape.ts";
import { relativeError } from "../random-case.ts";

/** Hidden and cell state, both [batch, units]. */
export interface State {
  hidden: number[];
  cell: number[];
}

export interface Shaped {
  shape: number[];
  values: number[];
}

/** One layer with its options: the results, and the gradients of sum(output dOutput) + sum(state dState). */
export interface LayerCase {
  name: string;
  /** "loop": the values of TensorFlow.js' definition, where Keras' is another or Keras would draw a mask. */
  source: "keras" | "loop";
  shape: LstmShape;
  recurrentActivation: "sigmoid" | "hardSigmoid";
  useBias: boolean;
  goBackwards: boolean;
  returnSequences: boolean;
  x: number[];
  kernel: number[];
  recurrentKernel: number[];
  bias?: number[];
  /** [batch, steps] */
  mask?: number[];
  /** [batch, units]: 0 or 2. */
  recurrentDropout?: number[];
  initialState?: State;
  output: number[];
  state: State;
  dOutput: number[];
  dState?: State;
  dx: number[];
  dKernel: number[];
  dRecurrentKernel: number[];
  dBias?: number[];
  dInitialState?: State;
}

interface Outcome {
  output: number[];
  dOutput: number[];
  dWeights: number[][];
}

export interface BidirectionalCase extends Outcome {
  mergeMode: "concat" | "sum";
  returnSequences: boolean;
  units: number;
  x: Shaped;
  mask: Shaped;
  /** Of the forward layer, then of the backward layer. */
  weights: Shaped[];
  dx: number[];
}

export interface EmbeddingCase extends Outcome {
  words: number;
  /** Of an embedding. */
  size: number;
  units: number;
  outputs: number;
  /** [batch, steps]; 0 is masked. */
  tokens: Shaped;
  weights: Shaped[];
}

export interface StatefulCase {
  units: number;
  weights: Shaped[];
  batches: (Outcome & { x: Shaped; dx: number[] })[];
}

interface Fixture {
  layers: LayerCase[];
  bidirectional: BidirectionalCase[];
  embedding: EmbeddingCase;
  stateful: StatefulCase;
}

/** Made by make_options_fixture.py. */
export const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../fixtures/keras-options.json", import.meta.url), "utf8"),
);

/** What `expectKeras` compares of a layer. */
export function expectedOf(layer: LayerCase) {
  const { output, state, dx, dKernel, dRecurrentKernel, dBias, dInitialState } = layer;
  return {
    output,
    hidden: state.hidden,
    cell: state.cell,
    dx,
    dKernel,
    dRecurrentKernel,
    ...(dBias && { dBias }),
    ...(dInitialState && { dHidden: dInitialState.hidden, dCell: dInitialState.cell }),
  };
}

/** Expects results within 1e-5 and gradients, whose names start with d, within 1e-4 of the largest value. */
export function expectKeras(
  actual: Record<string, ArrayLike<number>>,
  expected: Record<string, ArrayLike<number>>,
): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const isClose = relativeError(actual[name]!, values) < (name.startsWith("d") ? 1e-4 : 1e-5);
    expect([name, isClose]).toEqual([name, true]);
  }
}
