import type { Region } from "./heap.ts";
import { dropoutFields, type Job, KIND } from "./job.ts";
import {
  checkLength,
  checkSizes,
  type LstmOptions,
  type LstmShape,
  type LstmTrainingOptions,
  layoutOf,
} from "./shape.ts";

/**
 * One layer's forward pass as a job of `parts`. With `kept`, what the backward pass reads is of all steps and in that region;
 * without it, of one step, in `scratch` like the rest.
 */
export function forwardJob(
  scratch: Region,
  shape: LstmShape,
  x: number,
  { weights, bias }: { weights: number; bias: number },
  options: LstmTrainingOptions,
  threads: number,
  kept?: Region,
) {
  const { batch, steps } = shape;
  const { padded, width, ldRows } = layoutOf(shape);
  const region = kept ?? scratch;
  const keptSteps = kept ? steps : 1;
  const addresses = {
    rows: region.floats(batch * (kept ? steps + 1 : 1) * ldRows),
    gates: region.floats(batch * keptSteps * width),
    cell: region.floats(batch * keptSteps * padded),
    cellTanh: region.floats(batch * keptSteps * padded),
    output: scratch.floats(outputLength(shape, options)),
  };
  const perPart = rowsPerPart(batch, threads);
  const flags = {
    sequences: Number(options.returnSequences),
    keep: Number(kept !== undefined),
    ...dropoutFields(options.dropout),
  };
  const job: Job = { kind: KIND.forward, ...shape, perPart, ...flags, x, weights, bias, ...addresses };
  return { job, parts: Math.ceil(batch / perPart), addresses };
}

/**
 * Two parts for each thread, so that one that is held up leaves work to the others; no fewer rows than a tile has, and no more
 * than stay in the cache.
 */
export function rowsPerPart(batch: number, threads: number): number {
  const parts = threads === 1 ? 1 : 2 * threads;
  return Math.max(4, Math.min(30, Math.ceil(batch / parts)));
}

export function outputLength(
  { batch, steps, units }: Omit<LstmShape, "inputs">,
  { returnSequences }: LstmOptions,
): number {
  return batch * (returnSequences ? steps : 1) * units;
}

export function checkInput(shape: LstmShape, x: Float32Array): void {
  checkSizes(shape);
  checkLength("x [batch, steps, inputs]", x, shape.batch * shape.steps * shape.inputs);
}
