import { Engine } from "./engine.ts";
import { checkInput, forwardPass, outputLength } from "./forward-pass.ts";
import { Region } from "./heap.ts";
import { packLayer } from "./packed.ts";
import { Reserve } from "./reserve.ts";
import {
  checkWeights,
  type LstmShape,
  type LstmTrainingOptions,
  type LstmWeights,
  layoutOf,
} from "./shape.ts";
import { threadCount } from "./thread-count.ts";

/**
 * `lstmForward` for training: it also keeps what `lstmBackward` reads (x, hidden states, activated gates, cell states and
 * their tanh) in the kernel's memory. Dropout applies to the output here and to its gradient in `lstmBackward`.
 *
 * @param x [batch, steps, inputs]
 * @returns `output` [batch, steps, units] or, without `returnSequences`, [batch, units], and the `reserve` to pass to
 * `lstmBackward`
 * @throws FusedLstmError `bad_shape`, `bad_threads`, `thread_failed`
 *
 * @example
 * const { output, reserve } = lstmForwardTraining(shape, x, weights, { returnSequences: true });
 * const { dx, dKernel, dRecurrentKernel, dBias } = lstmBackward(reserve, dOutput);
 */
export function lstmForwardTraining(
  shape: LstmShape,
  x: Float32Array,
  weights: LstmWeights,
  options: LstmTrainingOptions,
): { output: Float32Array; reserve: Reserve } {
  checkInput(shape, x);
  checkWeights(weights, shape.inputs, shape.units);
  const engine = Engine.current();
  const { width, ldGradient } = layoutOf(shape, engine.kernel);
  const scratch = new Region(engine.heap);
  const kept = new Region(engine.heap);
  try {
    const packed = packLayer(engine, scratch, scratch, shape, weights);
    const weightsT = kept.floats(width * ldGradient);
    engine.kernel.packTransposed(packed.joined, shape.inputs, shape.units, weightsT);
    const input = scratch.copy(x);
    const forward = forwardPass(engine.kernel, scratch, shape, input, packed, options, threadCount(), kept);
    engine.threads.run(forward.pass, forward.parts);
    const { output, ...addresses } = forward.addresses;
    return {
      output: scratch.read(output, outputLength(shape, options)),
      reserve: new Reserve(engine, kept, shape, options, { ...addresses, weightsT }),
    };
  } catch (error) {
    kept.release();
    throw error;
  } finally {
    scratch.release();
  }
}
