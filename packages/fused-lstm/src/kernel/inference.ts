import { FusedLstmError } from "../errors.ts";
import { Engine } from "./engine.ts";
import { checkInput, finalState, forwardPass, optionFields, outputLength } from "./forward-pass.ts";
import { Region } from "./heap.ts";
import { KIND, type LayerPass, PASS_WORDS, writePass } from "./layer-pass.ts";
import { type PackedLstm, packLayer } from "./packed.ts";
import {
  checkOptions,
  checkWeights,
  type LstmLayerOptions,
  type LstmOptions,
  type LstmShape,
  type LstmState,
  type LstmWeights,
} from "./shape.ts";
import { backgroundThreadCount, threadCount } from "./thread-count.ts";

/**
 * Computes the hidden states of one LSTM layer, for inference. If you call it many times with the same weights, pack
 * them once (`PackedLstm`) and call `lstmStack`.
 *
 * @param x [batch, steps, inputs]
 * @returns [batch, steps, units] or, without `returnSequences`, [batch, units]
 * @throws FusedLstmError `bad_shape`, `bad_threads`, `thread_failed`
 *
 * @example
 * const shape = { batch: 32, steps: 60, inputs: 6, units: 100 };
 * const hidden = lstmForward(shape, x, { kernel, recurrentKernel, bias }, { returnSequences: false }); // [32, 100]
 */
export function lstmForward(
  shape: LstmShape,
  x: Float32Array,
  weights: LstmWeights,
  options: LstmLayerOptions,
): Float32Array {
  return lstmForwardWithState(shape, x, weights, options).output;
}

/** `lstmForward` that also returns the states after the last step. */
export function lstmForwardWithState(
  shape: LstmShape,
  x: Float32Array,
  weights: LstmWeights,
  options: LstmLayerOptions,
): { output: Float32Array; state: LstmState } {
  checkInput(shape, x);
  checkWeights(weights, shape.inputs, shape.units);
  checkOptions(options, shape);
  const engine = Engine.current();
  const region = new Region(engine.heap);
  try {
    const packed = packLayer(engine, region, region, shape, weights);
    const input = region.copy(x);
    const forward = forwardPass(engine.kernel, region, shape, input, packed, options, threadCount());
    const pass = { ...forward.pass, ...optionFields(region, shape, options) };
    engine.threads.run(pass, forward.parts);
    return {
      output: region.read(forward.addresses.output, outputLength(shape, options)),
      state: finalState(engine.heap, shape, pass),
    };
  } finally {
    region.release();
  }
}

/**
 * Runs a stack of layers, for inference: each layer reads all hidden states of the one before, which stay in the kernel's
 * memory.
 *
 * @param x [batch, steps, inputs of the first layer]
 * @returns the last layer's hidden states: [batch, steps, units] or, without `returnSequences`, [batch, units]
 * @throws FusedLstmError `bad_shape`, `bad_threads`, `released`, `thread_failed`
 */
export function lstmStack(
  sizes: Pick<LstmShape, "batch" | "steps">,
  x: Float32Array,
  layers: readonly PackedLstm[],
  options: LstmOptions,
): Float32Array {
  const { engine, region, passes, parts, read } = stackPasses(sizes, x, layers, options, threadCount());
  try {
    // A batch of one part cannot be split by sequence: split it by layer if background threads are idle.
    if (parts === 1 && layers.length > 1 && threadCount() > 1 && engine.background.idle) {
      engine.background.run(chain(region, pipelined(region, passes)), layers.length);
    } else engine.threads.run(chain(region, passes), parts);
    return read();
  } finally {
    region.release();
  }
}

/**
 * `lstmStack` in background threads, with the same result to the last bit, while the calling thread is free. There are
 * `threadCount() - 1` background threads, and at least one. Two calls run at a time, further calls wait. Do not release
 * the layers before the promise settles.
 *
 * @throws FusedLstmError as `lstmStack` does, as a rejection
 */
export async function lstmStackAsync(
  sizes: Pick<LstmShape, "batch" | "steps">,
  x: Float32Array,
  layers: readonly PackedLstm[],
  options: LstmOptions,
): Promise<Float32Array> {
  const threads = backgroundThreadCount();
  const { engine, region, passes, parts, read } = stackPasses(sizes, x, layers, options, threads);
  try {
    await engine.background.runInBackground(chain(region, passes), parts);
    return read();
  } finally {
    region.release();
  }
}

/** One pass per layer, which reads the output of the one before. `region` holds all their arrays; `read` the output. */
function stackPasses(
  { batch, steps }: Pick<LstmShape, "batch" | "steps">,
  x: Float32Array,
  layers: readonly PackedLstm[],
  options: LstmOptions,
  threads: number,
) {
  const { engine, units } = checkStack(layers);
  checkInput({ batch, steps, inputs: layers[0]!.inputs, units }, x);
  const region = new Region(engine.heap);
  try {
    let output = region.copy(x);
    const forwards = layers.map((layer) => {
      const shape = { batch, steps, inputs: layer.inputs, units: layer.units };
      const layerOptions = layer === layers.at(-1) ? options : { returnSequences: true };
      const forward = forwardPass(engine.kernel, region, shape, output, layer, layerOptions, threads);
      output = forward.addresses.output;
      return forward;
    });
    const passes = forwards.map(({ pass }) => pass);
    const read = () => region.read(output, outputLength({ batch, steps, units }, options));
    return { engine, region, passes, parts: forwards[0]!.parts, read };
  } catch (error) {
    region.release();
    throw error;
  }
}

/** The passes as one part per layer: each layer follows the one below step by step. */
function pipelined(region: Region, passes: readonly LayerPass[]): LayerPass[] {
  const progress = passes.map(() => region.zeros(1));
  return passes.map((pass, k) => ({
    ...pass,
    kind: KIND.pipelined,
    perPart: passes.length,
    progress: progress[k]!,
    progressBelow: progress[k - 1] ?? 0,
  }));
}

/** Links the passes: writes all but the first to `region` and returns the first, whose `next` leads to the others. */
function chain(region: Region, passes: readonly LayerPass[]): LayerPass {
  let next = 0;
  for (const pass of passes.slice(1).reverse()) {
    const address = region.floats(PASS_WORDS);
    writePass(region.heap.words(address, PASS_WORDS), { ...pass, next });
    next = address;
  }
  return { ...passes[0]!, next };
}

/**
 * Returns the last layer.
 *
 * @throws FusedLstmError `bad_shape` if there is no layer, or if two neighbours do not fit each other, `released`
 */
function checkStack(layers: readonly PackedLstm[]): PackedLstm {
  layers.forEach((layer, at) => {
    if (layer.isReleased) {
      throw new FusedLstmError("released", `the weights of layer ${at} were released: pack them again`);
    }
    const before = layers[at - 1];
    if (!before) return;
    if (before.units !== layer.inputs) {
      const units = `layer ${at - 1} has ${before.units} units`;
      throw new FusedLstmError("bad_shape", `layer ${at} takes ${layer.inputs} inputs: ${units}`);
    }
    if (before.engine !== layer.engine) {
      const memory = `layers ${at - 1} and ${at} were packed in different memories`;
      throw new FusedLstmError("bad_shape", `${memory}: pack all layers again`);
    }
  });
  const last = layers.at(-1);
  if (!last) throw new FusedLstmError("bad_shape", "there are 0 layers: expected at least one");
  return last;
}
