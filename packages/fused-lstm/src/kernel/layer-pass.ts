import type { LstmDropout } from "./shape.ts";

/** One pass over one layer, in the order of assembly/job.ts, where the fields are described. */
const FIELDS = [
  ...["kind", "batch", "steps", "inputs", "units", "perPart", "sequences", "keep"],
  ...["x", "weights", "bias", "rows", "gates", "cell", "cellTanh", "output"],
  ...["weightsT", "dOutput", "dRows", "dCell", "dx", "dWeights", "dBias", "zeros"],
  ...["next", "progress", "progressBelow"],
  ...["keepBelow", "dropKey1", "dropKey2", "keepScale"],
] as const;

export type Job = Partial<Record<(typeof FIELDS)[number], number>>;

export const KIND = { forward: 0, backward: 1, weightGradients: 2, layers: 3 } as const;
export const JOB_WORDS = FIELDS.length;

export function writeJob(words: Int32Array, job: Job): void {
  for (let k = 0; k < JOB_WORDS; k++) words[k] = job[FIELDS[k]!] ?? 0;
  // The one field that is not a whole number, and the last.
  new Float32Array(words.buffer, words.byteOffset, JOB_WORDS)[JOB_WORDS - 1] = job.keepScale ?? 1;
}

/** The fields of a dropout; none without one. */
export function dropoutFields(dropout: LstmDropout | undefined): Job {
  if (!dropout || dropout.rate === 0) return {};
  const keep = 1 - dropout.rate;
  const [dropKey1, dropKey2] = dropout.keys;
  return { keepBelow: Math.max(1, Math.round(keep * 2 ** 32)), dropKey1, dropKey2, keepScale: 1 / keep };
}
