/** The fields of assembly/step-pass.ts, which describes them, in the same order. */
const FIELDS = [
  "kind",
  "batch",
  "perPart",
  "layers",
  "units",
  "dense",
  "outputs",
  "rest",
  "total",
  "values",
  "gradients",
  "mean",
  "square",
  "kernel1",
  "bias1",
  "kernel2",
  "bias2",
  "hidden",
  "dHidden",
  "targets",
  "lossWeights",
  "activations",
  "dActivations",
  "dResults",
  "losses",
  "squares",
  "l2",
  "rate",
  "beta1",
  "beta2",
  "epsilon",
  "scale",
] as const;
/** The place of each field among the words of a pass. */
export const STEP_FIELD = Object.fromEntries(FIELDS.map((field, k) => [field, k])) as Record<
  keyof StepPass,
  number
>;
/** This field and those after it are float32, the others whole numbers. */
const FIRST_FLOAT = STEP_FIELD.l2;

/** A pass of a whole training step, as the kernel's threads read it. */
export type StepPass = Record<(typeof FIELDS)[number], number>;

export const STEP_KIND = { sequences: 4, gradients: 5, update: 6, pack: 7 } as const;

/** Writes the fields to `words`. */
export function writeStepPass(words: Int32Array, pass: StepPass): void {
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  FIELDS.forEach((field, k) => {
    if (k < FIRST_FLOAT) words[k] = pass[field];
    else floats[k] = pass[field];
  });
}
