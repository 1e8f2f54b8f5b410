import { lstmBackward } from "./kernel/backward.ts";
import { lstmForward } from "./kernel/inference.ts";
import type { Reserve } from "./kernel/reserve.ts";
import type { LstmShape, LstmWeights } from "./kernel/shape.ts";
import { lstmForwardTraining as forwardTraining } from "./kernel/training.ts";
import type { LstmCallOptions } from "./options.ts";

// The kernel's passes in the shape that they will have when it computes states and all options. Until then
// `kernelComputes` sends the others to composedLstm, and this file goes.

export interface LstmState {
  /** [batch, units] */
  hidden: Float32Array;
  /** [batch, units] */
  cell: Float32Array;
}
type Options = LstmCallOptions & { initialState?: LstmState };

const NO_STATE: LstmState = { hidden: new Float32Array(), cell: new Float32Array() };
const gradients = new WeakMap<Reserve, ReturnType<typeof lstmBackward>>();

export function kernelComputes(options: LstmCallOptions, hasInitialState: boolean): boolean {
  const { recurrentActivation = "sigmoid", goBackwards, mask, recurrentDropout, returnState } = options;
  const isPlain = recurrentActivation === "sigmoid" && !goBackwards && !mask && !recurrentDropout;
  return isPlain && !returnState && !hasInitialState;
}

export function lstmForwardWithState(
  shape: LstmShape,
  x: Float32Array,
  weights: LstmWeights,
  options: Options,
): { output: Float32Array; state: LstmState } {
  return { output: lstmForward(shape, x, weights, options), state: NO_STATE };
}

export function lstmForwardTraining(
  shape: LstmShape,
  x: Float32Array,
  weights: LstmWeights,
  options: Options,
): { output: Float32Array; state: LstmState; reserve: Reserve } {
  return { ...forwardTraining(shape, x, weights, options), state: NO_STATE };
}

export function backThroughTime(
  reserve: Reserve,
  dOutput: Float32Array,
  { inputGradient = true }: { inputGradient?: boolean; dState?: LstmState },
): { dx: Float32Array; dInitialState: LstmState } {
  const all = lstmBackward(reserve, dOutput, { inputGradient });
  gradients.set(reserve, all);
  return { dx: all.dx, dInitialState: NO_STATE };
}

export function weightGradients(reserve: Reserve): Omit<ReturnType<typeof lstmBackward>, "dx"> {
  return gradients.get(reserve)!;
}
