import type { LstmDropout } from "./shape.ts";

/** The fields of assembly/layer-pass.ts, which describes them, in the same order. */
const FIELDS = [
  "kind",
  "batch",
  "steps",
  "inputs",
  "units",
  "perPart",
  "returnSequences",
  "keep",
  "x",
  "weights",
  "bias",
  "rows",
  "gates",
  "cell",
  "cellTanh",
  "output",
  "weightsT",
  "dOutput",
  "dRows",
  "dCell",
  "dx",
  "dWeights",
  "dBias",
  "zeros",
  "next",
  "progress",
  "progressBelow",
  "keepBelow",
  "dropKey1",
  "dropKey2",
  "keepScale",
  "joined",
  "kernel",
  "recurrentKernel",
  "kerasBias",
  "hardSigmoid",
  "goBackwards",
  "mask",
  "recurrentMask",
  "initialHidden",
  "initialCell",
  "hidden",
  "stateGradient",
] as const;

/** One pass over one layer, as the kernel's threads read it; a missing field is 0. */
export type LayerPass = Partial<Record<(typeof FIELDS)[number], number>>;

export const KIND = { forward: 0, backward: 1, weightGradients: 2, pipelined: 3 } as const;
export const PASS_WORDS = FIELDS.length;
/** The place of each field among the words of a pass. */
export const PASS_FIELD = Object.fromEntries(FIELDS.map((field, k) => [field, k])) as Record<
  keyof LayerPass,
  number
>;

/** Writes the fields to the first PASS_WORDS of `words`. */
export function writePass(words: Int32Array, pass: LayerPass): void {
  for (let k = 0; k < PASS_WORDS; k++) words[k] = pass[FIELDS[k]!] ?? 0;
  // One field is a float32, all others are whole numbers.
  new Float32Array(words.buffer, words.byteOffset, PASS_WORDS)[PASS_FIELD.keepScale] = pass.keepScale ?? 1;
}

/** The pass's fields for a dropout; empty without dropout. */
export function dropoutFields(dropout: LstmDropout | undefined): LayerPass {
  if (!dropout || dropout.rate === 0) return {};
  const keep = 1 - dropout.rate;
  const [dropKey1, dropKey2] = dropout.keys;
  return {
    keepBelow: Math.min(Math.max(1, Math.round(keep * 2 ** 32)), 2 ** 32 - 1),
    dropKey1,
    dropKey2,
    keepScale: 1 / keep,
  };
}
