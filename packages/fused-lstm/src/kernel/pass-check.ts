import { FusedLstmError } from "../errors.ts";
import { FEW_SEQUENCES, TIME_BLOCK } from "./forward-pass.ts";
import type { Kernel } from "./kernel.ts";
import { KIND, type LayerPass, PASS_WORDS } from "./layer-pass.ts";
import type { StepPass } from "./network/step-pass.ts";
import { layoutOf, roundUp } from "./shape.ts";

/** Floats of each array that a pass of one layer reads or writes. */
function lengthsOf(kernel: Kernel, kind: number, pass: LayerPass): Partial<Record<keyof LayerPass, number>> {
  const { batch = 0, steps = 0, inputs = 0, units = 0, keep, returnSequences } = pass;
  const { depth, padded, width, ldRows, ldGradient } = layoutOf({ inputs, units }, kernel);
  const states = batch * (keep ? steps : 1);
  const gates = keep ? states : batch * (batch <= FEW_SEQUENCES ? TIME_BLOCK : 1);
  const output = batch * (returnSequences ? steps : 1) * units;
  const kept = {
    rows: batch * (keep ? steps + 1 : 1) * ldRows,
    gates: gates * width,
    cell: states * padded,
    cellTanh: states * padded,
  };
  const forward = { x: batch * steps * inputs, weights: depth * width, bias: width, ...kept, output };
  const backward = {
    ...kept,
    dOutput: output,
    weightsT: width * ldGradient,
    dRows: batch * ldGradient,
    dCell: batch * padded,
    zeros: ldGradient,
    ...(pass.dx && { dx: batch * steps * inputs }),
  };
  if (kind === KIND.backward) return backward;
  if (kind === KIND.weightGradients) return { ...kept, dWeights: depth * width, dBias: width };
  return forward;
}

/** Floats of each array of a whole training step; those of its layers are in their passes. */
function lengthsOfStep({
  batch,
  units,
  dense,
  outputs,
  total,
}: StepPass): Partial<Record<keyof StepPass, number>> {
  return {
    layers: PASS_WORDS,
    values: total,
    gradients: total,
    mean: total,
    square: total,
    kernel1: units * dense,
    bias1: dense,
    kernel2: dense * outputs,
    bias2: outputs,
    hidden: batch * units,
    dHidden: batch * units,
    targets: batch * outputs,
    lossWeights: outputs,
    activations: batch * dense,
    dActivations: batch * dense,
    dResults: batch * outputs,
    losses: batch + 1,
  };
}

/**
 * Checks a pass before a kernel gets it: machine code would read and write wherever an address leads.
 *
 * @param memory bytes of the kernel's memory
 * @param kinds what the pass is used for; default: its `kind`
 * @throws FusedLstmError `bad_pass` if a size is not legal, or an array does not lie in the memory
 */
export function checkPass(
  kernel: Kernel,
  memory: number,
  pass: LayerPass,
  kinds = [pass.kind ?? KIND.forward],
): void {
  for (const name of ["batch", "steps", "inputs", "units"] as const) checkSize(name, pass[name] ?? 0);
  for (const kind of kinds) checkAddresses(kernel, memory, pass, lengthsOf(kernel, kind, pass));
}

/** `checkPass` for a pass of a whole training step; the passes of its layers are checked when they are written. */
export function checkStepPass(kernel: Kernel, memory: number, pass: StepPass): void {
  for (const name of ["batch", "units", "dense", "outputs", "total"] as const) checkSize(name, pass[name]);
  checkAddresses(kernel, memory, pass, lengthsOfStep(pass));
}

/** @throws FusedLstmError `bad_pass` unless `parts` parts cover the pass, and no more */
export function checkParts(pass: LayerPass, parts: number, { columns }: Pick<Kernel, "columns">): void {
  const { kind = KIND.forward, batch = 0, units = 0, perPart = 0 } = pass;
  checkSize("perPart", perPart);
  const size = kind === KIND.weightGradients ? (4 * roundUp(units, 4)) / columns : batch;
  const expected = kind === KIND.pipelined ? perPart : Math.ceil(size / perPart);
  if (parts !== expected) throw refused(`the pass has ${parts} parts: expected ${expected}`);
}

function checkSize(name: string, size: number): void {
  if (Number.isInteger(size) && size >= 1) return;
  throw refused(`${name} is ${size}: expected a whole number of at least 1`);
}

function checkAddresses<T extends object>(
  kernel: Kernel,
  memory: number,
  pass: T,
  lengths: Partial<Record<keyof T, number>>,
): void {
  for (const name in lengths) {
    const address = (pass[name] as number | undefined) ?? 0;
    const isAligned = Number.isInteger(address) && address % 4 === 0;
    if (isAligned && address >= kernel.base && address + 4 * lengths[name]! <= memory) continue;
    const legal = `a multiple of 4 from ${kernel.base} on, whose values end at most at ${memory}`;
    throw refused(`${name} is the address ${address} of ${lengths[name]} values: expected ${legal}`);
  }
}

function refused(message: string): FusedLstmError {
  return new FusedLstmError("bad_pass", message);
}
