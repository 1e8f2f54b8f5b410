import { PASS_FIELD, PASS_WORDS } from "../layer-pass.ts";
import {
  chainFrom,
  checkArray,
  checkBackward,
  checkEqual,
  checkForward,
  checkGradients,
  checkLayer,
  checkSize,
  layout,
  refused,
  type Surroundings,
  type Words,
} from "../pass-check.ts";
import { STEP_FIELD as AT, STEP_KIND } from "./step-pass.ts";

/**
 * Checks a pass of a whole training step that is published in `parts` parts, with the passes of its layers.
 *
 * @throws FusedLstmError `bad_pass` if a field is not legal, or an array does not lie in the memory
 */
export function checkStepPass(at: Surroundings, pass: Words, parts: number): void {
  const [kind, perPart, batch] = [pass[AT.kind]!, pass[AT.perPart]!, pass[AT.batch]!];
  if (kind < STEP_KIND.sequences || kind > STEP_KIND.pack) throw refused(`kind is ${kind}: expected 4 to 7`);
  for (const name of ["batch", "units", "dense", "outputs", "total"] as const)
    checkSize(name, pass[AT[name]]!);
  checkArray(at, "layers", pass[AT.layers]!, PASS_WORDS);
  const layers = chainFrom(at, at.heap.words(pass[AT.layers]!, PASS_WORDS));
  const count = { panels: 0, gradients: 1, update: 1 };
  for (const layer of layers) {
    checkLayerOfStep(at, pass, layer);
    const { width, depth } = layout(at, layer);
    count.panels += width / at.kernel.columns;
    count.gradients += Math.ceil(width / at.kernel.columns / layer[PASS_FIELD.perPart]!);
    count.update += Math.ceil(depth / at.kernel.columns);
  }
  checkEqual("units", pass[AT.units]!, layers.at(-1)![PASS_FIELD.units]!);
  checkEqual("returnSequences", layers.at(-1)![PASS_FIELD.returnSequences]!, 0);
  checkHead(at, pass);
  checkArray(at, "squares", pass[AT.squares]!, 2 * (count.panels + 1));
  if (kind === STEP_KIND.sequences) {
    checkSize("perPart", perPart);
    checkEqual("parts", parts, Math.ceil(batch / perPart));
  } else checkEqual("parts", parts, kind === STEP_KIND.gradients ? count.gradients : count.update);
}

function checkLayerOfStep(at: Surroundings, pass: Words, layer: Words): void {
  checkLayer(layer);
  checkSize("perPart", layer[PASS_FIELD.perPart]!);
  checkEqual("batch", layer[PASS_FIELD.batch]!, pass[AT.batch]!);
  checkEqual("keep", layer[PASS_FIELD.keep]!, 1);
  checkForward(at, layer);
  checkBackward(at, layer);
  checkGradients(at, layer);
  const { width, depth } = layout(at, layer);
  const [inputs, units] = [layer[PASS_FIELD.inputs]!, layer[PASS_FIELD.units]!];
  checkArray(at, "kernel", layer[PASS_FIELD.kernel]!, inputs * 4 * units);
  checkArray(at, "recurrentKernel", layer[PASS_FIELD.recurrentKernel]!, units * 4 * units);
  checkArray(at, "kerasBias", layer[PASS_FIELD.kerasBias]!, 4 * units);
  checkWithin(pass, "joined", layer[PASS_FIELD.joined]!, depth * width);
}

function checkHead(at: Surroundings, pass: Words): void {
  const [batch, units, dense] = [pass[AT.batch]!, pass[AT.units]!, pass[AT.dense]!];
  const [outputs, total, rest] = [pass[AT.outputs]!, pass[AT.total]!, pass[AT.rest]!];
  if (rest < 0 || rest > total) throw refused(`rest is ${rest}: expected 0 to ${total}`);
  for (const name of ["values", "gradients", "mean", "square"] as const)
    checkArray(at, name, pass[AT[name]]!, total);
  for (const name of ["hidden", "dHidden"] as const) checkArray(at, name, pass[AT[name]]!, batch * units);
  for (const name of ["activations", "dActivations"] as const)
    checkArray(at, name, pass[AT[name]]!, batch * dense);
  for (const name of ["targets", "dResults"] as const) checkArray(at, name, pass[AT[name]]!, batch * outputs);
  checkArray(at, "lossWeights", pass[AT.lossWeights]!, outputs);
  checkArray(at, "losses", pass[AT.losses]!, batch + 1);
  checkWithin(pass, "kernel1", pass[AT.kernel1]!, units * dense);
  checkWithin(pass, "bias1", pass[AT.bias1]!, dense);
  checkWithin(pass, "kernel2", pass[AT.kernel2]!, dense * outputs);
  checkWithin(pass, "bias2", pass[AT.bias2]!, outputs);
}

/** Gradients and moments lie as the values do, so an array of weights must lie in the values. */
function checkWithin(pass: Words, name: string, address: number, length: number): void {
  const [values, total] = [pass[AT.values]!, pass[AT.total]!];
  if (address % 4 === 0 && address >= values && address + 4 * length <= values + 4 * total) return;
  throw refused(`${name} is the address ${address} of ${length} values: expected one in the values`);
}
