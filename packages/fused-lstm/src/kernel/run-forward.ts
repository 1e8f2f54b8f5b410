import type { Engine } from "./engine.ts";
import type { Region } from "./heap.ts";
import { dropoutFields, KIND } from "./job.ts";
import {
  checkLength,
  checkSizes,
  type LstmDropout,
  type LstmOptions,
  type LstmShape,
  layoutOf,
} from "./shape.ts";
import { threadCount } from "./threads.ts";

/** `keptSteps` is 1, or all steps for a backward pass; `region` holds what that reads, `scratch` the rest. */
export function runForward(
  engine: Engine,
  region: Region,
  shape: LstmShape,
  x: number,
  { weights, bias }: { weights: number; bias: number },
  options: LstmOptions & { dropout?: LstmDropout },
  keptSteps: number,
  scratch = region,
) {
  const { batch, steps } = shape;
  const { padded, width, ldRows } = layoutOf(shape);
  const keep = region !== scratch;
  const addresses = {
    rows: region.floats(batch * (keep ? steps + 1 : 1) * ldRows),
    gates: region.floats(batch * keptSteps * width),
    cell: region.floats(batch * keptSteps * padded),
    cellTanh: region.floats(batch * keptSteps * padded),
    output: scratch.floats(outputLength(shape, options)),
  };
  const perPart = rowsPerPart(batch);
  const flags = {
    sequences: Number(options.returnSequences),
    keep: Number(keep),
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
