import { FusedLstmError } from "../errors.ts";
import { outputLength, sequencesPerPart, splitGradients } from "./forward-pass.ts";
import { Region } from "./heap.ts";
import { dropoutFields, KIND, type LayerPass } from "./layer-pass.ts";
import type { Reserve } from "./reserve.ts";
import { checkLength, layoutOf } from "./shape.ts";
import { threadCount } from "./thread-count.ts";

/** The gradient of each input of the layer, in that input's shape. */
export interface LstmGradients {
  /** [batch, steps, inputs]; empty with `inputGradient: false` */
  dx: Float32Array;
  /** [inputs, 4 units] */
  dKernel: Float32Array;
  /** [units, 4 units] */
  dRecurrentKernel: Float32Array;
  /** [4 units] */
  dBias: Float32Array;
}

/**
 * Runs back-propagation through time for the forward pass that returned `reserve`, and releases the reserve.
 *
 * @param dOutput gradient of the output, in the output's shape
 * @param options.inputGradient false: do not compute dx, which the first layer of a model does not need
 * @throws FusedLstmError `bad_shape`, `used_reserve`, `bad_threads`, `thread_failed`
 */
export function lstmBackward(
  reserve: Reserve,
  dOutput: Float32Array,
  { inputGradient = true } = {},
): LstmGradients {
  const { engine, shape, options, addresses } = reserve;
  const { batch, steps, inputs, units } = shape;
  const { padded, width, depth, ldGradient } = layoutOf(shape, engine.kernel);
  checkLength("dOutput", dOutput, outputLength(shape, options));
  if (reserve.released) {
    throw new FusedLstmError(
      "used_reserve",
      "this forward pass has had its backward pass: run the forward pass again",
    );
  }
  const region = new Region(engine.heap);
  try {
    const dxLength = inputGradient ? batch * steps * inputs : 0;
    const dx = inputGradient ? region.floats(dxLength) : 0;
    const dWeights = region.floats(depth * width);
    const dBias = region.floats(width);
    const pass: LayerPass = {
      ...shape,
      ...addresses,
      ...dropoutFields(options.dropout),
      keep: 1,
      returnSequences: Number(options.returnSequences),
      dOutput: region.copy(dOutput),
      dRows: region.floats(batch * ldGradient),
      dCell: region.floats(batch * padded),
      zeros: region.zeros(ldGradient),
      dx,
      dWeights,
      dBias,
    };
    const sequences = sequencesPerPart(batch, threadCount(), engine.kernel);
    engine.threads.run({ ...pass, kind: KIND.backward, perPart: sequences }, Math.ceil(batch / sequences));
    const [split] = splitGradients([{ width, depth }], threadCount(), engine.kernel);
    const { perPart, parts } = split!;
    engine.threads.run({ ...pass, kind: KIND.weightGradients, perPart }, parts);

    const dKernel = region.floats(inputs * 4 * units);
    const dRecurrentKernel = region.floats(units * 4 * units);
    const dBiasOut = region.floats(4 * units);
    engine.kernel.splitWeights(dWeights, inputs, units, dKernel, dRecurrentKernel);
    engine.kernel.splitBias(dBias, units, dBiasOut);
    return {
      dx: region.read(dx, dxLength),
      dKernel: region.read(dKernel, inputs * 4 * units),
      dRecurrentKernel: region.read(dRecurrentKernel, units * 4 * units),
      dBias: region.read(dBiasOut, 4 * units),
    };
  } finally {
    region.release();
    reserve.release();
  }
}
