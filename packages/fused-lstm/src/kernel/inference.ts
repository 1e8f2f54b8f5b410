import { FusedLstmError } from "../errors.ts";
import { checkInput, forwardJob, outputLength } from "./forward-job.ts";
import { Region } from "./heap.ts";
import { JOB_WORDS, type Job, KIND, writeJob } from "./job.ts";
import { PackedLstm } from "./packed.ts";
import type { LstmOptions, LstmShape, LstmWeights } from "./shape.ts";
import { backgroundThreadCount, threadCount } from "./thread-count.ts";

/**
 * The hidden states of an LSTM over whole sequences, for inference.
 *
 * @param x [batch, steps, inputs]
 * @returns [batch, steps, units], or [batch, units] without `returnSequences`
 * @throws FusedLstmError `bad_shape`, `bad_threads`, `thread_failed`
 */
export function lstmForward(
  shape: LstmShape,
  x: Float32Array,
  weights: LstmWeights,
  options: LstmOptions,
): Float32Array {
  const packed = new PackedLstm(shape.inputs, shape.units, weights);
  try {
    return lstmStack(shape, x, [packed], options);
  } finally {
    packed.release();
  }
}

/**
 * Layers one after the other, for inference: the sequences between them stay in the kernel's memory.
 *
 * @param x [batch, steps, inputs of the first layer]
 * @returns the last layer's hidden states, [batch, steps, units], or [batch, units] without `returnSequences`
 * @throws FusedLstmError `bad_shape`, `bad_threads`, `thread_failed`
 */
export function lstmStack(
  sizes: Pick<LstmShape, "batch" | "steps">,
  x: Float32Array,
  layers: readonly PackedLstm[],
  options: LstmOptions,
): Float32Array {
  const { engine, region, jobs, parts, read } = stackJobs(sizes, x, layers, options, threadCount());
  try {
    // Rows too few to be shared out: layers are, where a thread is awake and has nothing else to do.
    if (parts === 1 && layers.length > 1 && threadCount() > 1 && engine.background.idle) {
      engine.background.run(chain(region, layered(region, jobs)), layers.length);
    } else engine.threads.run(chain(region, jobs), parts);
    return read();
  } finally {
    region.release();
  }
}

/**
 * `lstmStack`, to the last bit, in threads besides the calling one, which is free meanwhile: `threadCount() - 1` of them, and one
 * at least. Calls have their turns one after the other. The layers must not be released before the promise is settled.
 */
export async function lstmStackAsync(
  sizes: Pick<LstmShape, "batch" | "steps">,
  x: Float32Array,
  layers: readonly PackedLstm[],
  options: LstmOptions,
): Promise<Float32Array> {
  const { engine, region, jobs, parts, read } = stackJobs(sizes, x, layers, options, backgroundThreadCount());
  try {
    await engine.background.runAside(chain(region, jobs), parts);
    return read();
  } finally {
    region.release();
  }
}

/** A job for each layer, whose x is the output of the one before; what they use is in `region`. */
function stackJobs(
  { batch, steps }: Pick<LstmShape, "batch" | "steps">,
  x: Float32Array,
  layers: readonly PackedLstm[],
  options: LstmOptions,
  threads: number,
) {
  const { engine, units } = checkStack(layers);
  checkInput({ batch, steps, inputs: layers[0]!.inputs, units }, x);
  const region = new Region(engine.heap);
  let output = region.copy(x);
  const passes = layers.map((layer) => {
    const shape = { batch, steps, inputs: layer.inputs, units: layer.units };
    const layerOptions = layer === layers.at(-1) ? options : { returnSequences: true };
    const pass = forwardJob(region, shape, output, layer, layerOptions, threads);
    output = pass.addresses.output;
    return pass;
  });
  const jobs = passes.map(({ job }) => job);
  const read = () => region.read(output, outputLength({ batch, steps, units }, options));
  return { engine, region, jobs, parts: passes[0]!.parts, read };
}

/** The jobs with a part for each of them, which follow one another step by step. */
function layered(region: Region, jobs: readonly Job[]): Job[] {
  const progress = jobs.map(() => region.zeros(1));
  return jobs.map((job, k) => ({
    ...job,
    ...{
      kind: KIND.layers,
      perPart: jobs.length,
      progress: progress[k]!,
      progressBelow: progress[k - 1] ?? 0,
    },
  }));
}

/** The first of the jobs, which leads to the others. */
function chain(region: Region, jobs: readonly Job[]): Job {
  let next = 0;
  for (const job of jobs.slice(1).reverse()) {
    const address = region.floats(JOB_WORDS);
    writeJob(region.heap.words(address, JOB_WORDS), { ...job, next });
    next = address;
  }
  return { ...jobs[0]!, next };
}

/** The last of the layers, each of which takes what the one before gives. */
function checkStack(layers: readonly PackedLstm[]): PackedLstm {
  layers.forEach((layer, at) => {
    const before = layers[at - 1];
    if (!before || (before.units === layer.inputs && before.engine === layer.engine)) return;
    throw new FusedLstmError(
      "bad_shape",
      `layer ${at} takes ${layer.inputs} inputs: layer ${at - 1} has ${before.units} units`,
    );
  });
  const last = layers.at(-1);
  if (!last) throw new FusedLstmError("bad_shape", "there are 0 layers: expected at least one");
  return last;
}
