import { FusedLstmError } from "../errors.ts";
import { Region } from "./heap.ts";
import { PackedLstm } from "./packed.ts";
import { checkInput, outputLength, runForward } from "./run-forward.ts";
import type { LstmOptions, LstmShape, LstmWeights } from "./shape.ts";

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
  { batch, steps }: Pick<LstmShape, "batch" | "steps">,
  x: Float32Array,
  layers: readonly PackedLstm[],
  options: LstmOptions,
): Float32Array {
  const { engine, units } = checkStack(layers);
  checkInput({ batch, steps, inputs: layers[0]!.inputs, units }, x);
  const region = new Region(engine.heap);
  try {
    let sequences = region.copy(x);
    for (const layer of layers) {
      const shape = { batch, steps, inputs: layer.inputs, units: layer.units };
      const layerOptions = layer === layers.at(-1) ? options : { returnSequences: true };
      sequences = runForward(engine, region, shape, sequences, layer, layerOptions).output;
    }
    return region.read(sequences, outputLength({ batch, steps, units }, options));
  } finally {
    region.release();
  }
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
