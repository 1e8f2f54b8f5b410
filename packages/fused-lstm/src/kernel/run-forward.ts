import type { Engine } from "./engine.ts";
import type { Region } from "./heap.ts";
import { dropoutFields, KIND } from "./job.ts";
import {
  checkLength,
  checkSizes,
  type LstmOptions,
  type LstmShape,
  type LstmTrainingOptions,
  layoutOf,
} from "./shape.ts";
import { threadCount } from "./threads.ts";

/**
 * One layer's forward pass. With `kept`, what the backward pass reads is of all steps and in that region; without it, of
 * one step, in `scratch` like the rest.
 */
export function runForward(
  engine: Engine,
  scratch: Region,
  shape: LstmShape,
  x: number,
  { weights, bias }: { weights: number; bias: number },
  options: LstmTrainingOptions,
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
  const perPart = rowsPerPart(batch);
  const flags = {
    sequences: Number(options.returnSequences),
    keep: Number(kept !== undefined),
    ...dropoutFields(options.dropout),
  };
  engine.threads.run(
    { kind: KIND.forward, ...shape, perPart, ...flags, x, weights, bias, ...addresses },
    Math.ceil(batch / perPart),
  );
  return addresses;
}

/** Two parts for each thread, so that one that is held up leaves work to the others; no fewer rows than a tile has. */
export function rowsPerPart(batch: number): number {
  return Math.max(4, Math.min(32, Math.ceil(batch / (2 * threadCount()))));
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
