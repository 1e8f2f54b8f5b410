import { FusedLstmError } from "../errors.ts";
import { gateSteps } from "./forward-pass.ts";
import type { Heap } from "./heap.ts";
import type { Kernel } from "./kernel.ts";
import { PASS_FIELD as AT, KIND, PASS_WORDS } from "./layer-pass.ts";
import { layoutOf } from "./shape.ts";

// Machine code reads and writes wherever an address leads. So the words of a pass are checked before a kernel gets them, with
// those of all passes that it leads to.

/** What a pass is checked against. */
export interface Surroundings {
  kernel: Pick<Kernel, "base" | "columns">;
  heap: Pick<Heap, "bytes" | "words">;
}

/** The words of a pass, as the kernel reads them: addresses and sizes are below 2^31, others are refused. */
export type Words = Int32Array;

/** No chain of layers is longer. */
const MAX_LAYERS = 64;

/**
 * Checks a pass of one layer, or of the layers of a stack, that is published in `parts` parts.
 *
 * @throws FusedLstmError `bad_pass` if a field is not legal, or an array does not lie in the memory
 */
export function checkPass(at: Surroundings, pass: Words, parts: number): void {
  const kind = pass[AT.kind]!;
  if (kind > KIND.pipelined || kind < 0) throw refused(`kind is ${kind}: expected 0 to ${KIND.pipelined}`);
  checkSize("perPart", pass[AT.perPart]!);
  const isPipelined = kind === KIND.pipelined;
  const isStack = kind === KIND.forward || isPipelined;
  const layers = isStack ? chainFrom(at, pass) : [pass];
  for (const layer of layers) {
    checkLayer(layer);
    if (isStack) checkForward(at, layer);
    else if (kind === KIND.backward) checkBackward(at, layer);
    else checkGradients(at, layer);
    for (const name of ["batch", "steps"] as const) checkEqual(name, layer[AT[name]]!, pass[AT[name]]!);
  }
  if (isPipelined) {
    checkEqual("perPart", pass[AT.perPart]!, layers.length);
    layers.forEach((layer, k) => {
      checkArray(at, "progress", layer[AT.progress]!, 1);
      checkEqual("the counter of finished steps", at.heap.words(layer[AT.progress]!, 1)[0]!, 0);
      checkEqual("progressBelow", layer[AT.progressBelow]!, layers[k - 1]?.[AT.progress] ?? 0);
    });
  }
  const { width } = layout(at, pass);
  const size = kind === KIND.weightGradients ? width / at.kernel.columns : pass[AT.batch]!;
  checkEqual("parts", parts, isPipelined ? layers.length : Math.ceil(size / pass[AT.perPart]!));
}

/** The words of `pass` and of the passes that it leads to by `next`. */
export function chainFrom(at: Surroundings, pass: Words): Words[] {
  const layers = [pass];
  for (let next = pass[AT.next]!; next !== 0; next = layers.at(-1)![AT.next]!) {
    if (layers.length === MAX_LAYERS) throw refused(`more than ${MAX_LAYERS} passes are chained`);
    checkArray(at, "next", next, PASS_WORDS);
    layers.push(at.heap.words(next, PASS_WORDS));
  }
  return layers;
}

/** Checks the sizes of a layer. */
export function checkLayer(layer: Words): void {
  for (const name of ["batch", "steps", "inputs", "units"] as const) checkSize(name, layer[AT[name]]!);
}

/** Checks the arrays of the forward pass. */
export function checkForward(at: Surroundings, layer: Words): void {
  const [batch, steps, keep] = [layer[AT.batch]!, layer[AT.steps]!, layer[AT.keep]!];
  const { depth, padded, width, ldRows } = layout(at, layer);
  const states = batch * (keep ? steps : 1);
  checkArray(at, "x", layer[AT.x]!, batch * steps * layer[AT.inputs]!);
  checkArray(at, "weights", layer[AT.weights]!, depth * width);
  checkArray(at, "bias", layer[AT.bias]!, width);
  checkArray(at, "rows", layer[AT.rows]!, batch * (keep ? steps + 1 : 1) * ldRows);
  checkArray(at, "gates", layer[AT.gates]!, batch * gateSteps(batch, steps, keep !== 0) * width);
  checkArray(at, "cell", layer[AT.cell]!, states * padded);
  checkArray(at, "cellTanh", layer[AT.cellTanh]!, states * padded);
  checkArray(at, "output", layer[AT.output]!, outputLength(layer));
  checkStates(at, layer, ["recurrentMask", "initialHidden", "initialCell", "hidden"]);
  if (layer[AT.hidden] === 0) {
    for (const name of ["mask", "recurrentMask"] as const) checkEqual(name, layer[AT[name]]!, 0);
  }
  if (layer[AT.goBackwards] !== 0) checkEqual("progressBelow", layer[AT.progressBelow]!, 0);
}

/** Checks the arrays of back-propagation through time, which needs what the forward pass kept of every step. */
export function checkBackward(at: Surroundings, layer: Words): void {
  const [batch, steps] = [layer[AT.batch]!, layer[AT.steps]!];
  const { padded, width, ldGradient } = layout(at, layer);
  const states = batch * steps;
  checkArray(at, "gates", layer[AT.gates]!, states * width);
  checkArray(at, "cell", layer[AT.cell]!, states * padded);
  checkArray(at, "cellTanh", layer[AT.cellTanh]!, states * padded);
  checkArray(at, "dOutput", layer[AT.dOutput]!, outputLength(layer));
  checkArray(at, "weightsT", layer[AT.weightsT]!, width * ldGradient);
  checkArray(at, "dRows", layer[AT.dRows]!, batch * ldGradient);
  checkArray(at, "dCell", layer[AT.dCell]!, batch * padded);
  checkArray(at, "zeros", layer[AT.zeros]!, ldGradient);
  if (layer[AT.dx] !== 0) checkArray(at, "dx", layer[AT.dx]!, states * layer[AT.inputs]!);
  checkStates(at, layer, ["recurrentMask", "initialCell"]);
}

/** Checks the mask and arrays [N, P]; 0 is legal for each. */
function checkStates(at: Surroundings, layer: Words, names: readonly (keyof typeof AT)[]): void {
  const [batch, steps] = [layer[AT.batch]!, layer[AT.steps]!];
  if (layer[AT.mask] !== 0) checkArray(at, "mask", layer[AT.mask]!, batch * steps);
  for (const name of names) {
    if (layer[AT[name]] !== 0) checkArray(at, name, layer[AT[name]]!, batch * layout(at, layer).padded);
  }
}

/** Checks the arrays of the weight gradients. */
export function checkGradients(at: Surroundings, layer: Words): void {
  const [batch, steps] = [layer[AT.batch]!, layer[AT.steps]!];
  const { depth, width, ldRows } = layout(at, layer);
  checkArray(at, "rows", layer[AT.rows]!, batch * (steps + 1) * ldRows);
  checkArray(at, "gates", layer[AT.gates]!, batch * steps * width);
  checkArray(at, "dWeights", layer[AT.dWeights]!, depth * width);
  checkArray(at, "dBias", layer[AT.dBias]!, width);
}

/** @throws FusedLstmError `bad_pass` unless `length` floats at `address` lie in the memory */
export function checkArray(
  { kernel, heap }: Surroundings,
  name: string,
  address: number,
  length: number,
): void {
  if (address % 4 === 0 && address >= kernel.base && address + 4 * length <= heap.bytes) return;
  const legal = `a multiple of 4 from ${kernel.base} on, whose values end at most at ${heap.bytes}`;
  throw refused(`${name} is the address ${address} of ${length} values: expected ${legal}`);
}

export function checkSize(name: string, size: number): void {
  if (size < 1) throw refused(`${name} is ${size}: expected a whole number of at least 1`);
}

export function checkEqual(name: string, value: number, expected: number): void {
  if (value !== expected) throw refused(`${name} is ${value}: expected ${expected}`);
}

export function refused(message: string): FusedLstmError {
  return new FusedLstmError("bad_pass", message);
}

export function layout({ kernel }: Surroundings, layer: Words) {
  return layoutOf({ inputs: layer[AT.inputs]!, units: layer[AT.units]! }, kernel);
}

function outputLength(layer: Words): number {
  return layer[AT.batch]! * (layer[AT.returnSequences] ? layer[AT.steps]! : 1) * layer[AT.units]!;
}
