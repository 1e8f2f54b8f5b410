import type { Heap, Region } from "./heap.ts";
import type { Kernel } from "./kernel.ts";
import { dropoutFields, KIND, type LayerPass } from "./layer-pass.ts";
import {
  checkLength,
  checkSizes,
  type LstmLayerOptions,
  type LstmOptions,
  type LstmShape,
  type LstmState,
  type LstmTrainingOptions,
  layoutOf,
  roundUp,
} from "./shape.ts";
import { copyStates, readStates } from "./states.ts";

/** Of the weight gradients. */
const PARTS_PER_THREAD = 1.5;
/** The builds in machine code compute x W for TIME_BLOCK steps at once if the batch is small: native/layer.h has both. */
const FEW_SEQUENCES = 4;
const TIME_BLOCK = 8;

/** Steps of a sequence whose gates a forward pass holds. */
export function gateSteps(batch: number, steps: number, keep: boolean): number {
  if (keep) return steps;
  return batch <= FEW_SEQUENCES ? TIME_BLOCK : 1;
}

/**
 * The forward pass of one layer, in `parts` parts, with the addresses of what it writes.
 *
 * @param scratch region of the output, and of everything else without `kept`
 * @param x address of [batch, steps, inputs]
 * @param weights addresses of the packed weights
 * @param kept region of what the backward pass reads, for all steps; without it the pass holds one step at a time
 */
export function forwardPass(
  kernel: Kernel,
  scratch: Region,
  shape: LstmShape,
  x: number,
  { weights, bias }: { weights: number; bias: number },
  options: LstmTrainingOptions,
  threads: number,
  kept?: Region,
) {
  const { batch, steps } = shape;
  const { padded, width, ldRows } = layoutOf(shape, kernel);
  const region = kept ?? scratch;
  const keptSteps = kept ? steps : 1;
  const addresses = {
    rows: region.floats(batch * (kept ? steps + 1 : 1) * ldRows),
    gates: region.floats(batch * gateSteps(batch, steps, kept !== undefined) * width),
    cell: region.floats(batch * keptSteps * padded),
    cellTanh: region.floats(batch * keptSteps * padded),
    output: scratch.floats(outputLength(shape, options)),
  };
  const perPart = sequencesPerPart(batch, threads, kernel);
  const pass: LayerPass = {
    kind: KIND.forward,
    ...shape,
    perPart,
    returnSequences: Number(options.returnSequences),
    keep: Number(kept !== undefined),
    ...dropoutFields(options.dropout),
    x,
    weights,
    bias,
    ...addresses,
  };
  return { pass, parts: Math.ceil(batch / perPart), addresses };
}

/** The pass's fields for a layer's options and its final state. The options' arrays are copied to `region`. */
export function optionFields(
  region: Region,
  { batch, units }: LstmShape,
  { recurrentActivation, goBackwards, mask, recurrentDropout, initialState }: LstmLayerOptions,
): LayerPass {
  const padded = roundUp(units, 4);
  const states = (values: Float32Array | undefined) =>
    values ? copyStates(region, values, units, padded) : 0;
  return {
    hardSigmoid: Number(recurrentActivation === "hardSigmoid"),
    goBackwards: Number(goBackwards ?? false),
    mask: mask ? region.copy(mask) : 0,
    recurrentMask: states(recurrentDropout),
    initialHidden: states(initialState?.hidden),
    initialCell: states(initialState?.cell),
    hidden: region.floats(batch * padded),
  };
}

/** Reads the states after the last step of a pass that has run. */
export function finalState(heap: Heap, { batch, units }: LstmShape, pass: LayerPass): LstmState {
  const padded = roundUp(units, 4);
  const steps = pass.keep ? pass.steps! : 1;
  const rows = { rows: batch, units };
  return {
    hidden: readStates(heap, { ...rows, address: pass.hidden!, stride: padded }),
    cell: readStates(heap, {
      ...rows,
      address: pass.cell! + 4 * (steps - 1) * padded,
      stride: steps * padded,
    }),
  };
}

/**
 * Sequences of the batch in one part: about two parts per thread, so that other threads take over from a slow one. At
 * least 4, for full tiles of the matrix product; at most about 30, in whole tiles, which fit in the cache.
 */
export function sequencesPerPart(batch: number, threads: number, { tile }: Pick<Kernel, "tile">): number {
  const parts = threads === 1 ? 1 : 2 * threads;
  return Math.max(4, Math.min(tile.rows * Math.round(30 / tile.rows), Math.ceil(batch / parts)));
}

/**
 * Splits the columns of the weight gradients of some layers, in all about three parts for two threads: more would read the
 * hidden states of the whole batch more often.
 *
 * @returns for each layer, the panels of columns in a part, a tile's at least, and the parts
 */
export function splitGradients(
  layers: readonly { width: number; depth: number }[],
  threads: number,
  { columns, tile }: Pick<Kernel, "columns" | "tile">,
): { perPart: number; parts: number }[] {
  const work = layers.reduce((all, { width, depth }) => all + width * depth, 0);
  return layers.map(({ width, depth }) => {
    const wanted = Math.max(1, Math.round((PARTS_PER_THREAD * threads * width * depth) / work));
    const perPart = Math.max(tile.columns, roundUp(Math.ceil(width / wanted), columns)) / columns;
    return { perPart, parts: Math.ceil(width / columns / perPart) };
  });
}

/** Values of the output: [batch, steps, units] or, without `returnSequences`, [batch, units]. */
export function outputLength(
  { batch, steps, units }: Omit<LstmShape, "inputs">,
  { returnSequences }: LstmOptions,
): number {
  return batch * (returnSequences ? steps : 1) * units;
}

/** @throws FusedLstmError `bad_shape` if a size is not legal or `x` is not [batch, steps, inputs] */
export function checkInput(shape: LstmShape, x: Float32Array): void {
  checkSizes({ ...shape });
  checkLength("x [batch, steps, inputs]", x, shape.batch * shape.steps * shape.inputs);
}
