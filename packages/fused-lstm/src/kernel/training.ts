import { Engine } from "./engine.ts";
import { checkInput, finalState, forwardPass, optionFields, outputLength } from "./forward-pass.ts";
import { Region } from "./heap.ts";
import { packLayer } from "./packed.ts";
import { Reserve } from "./reserve.ts";
import {
  checkOptions,
  checkWeights,
  type LstmShape,
  type LstmState,
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
 * @returns `output` [batch, steps, units] or, without `returnSequences`, [batch, units], the final `state`, and the `reserve`
 * to pass to `lstmBackward`
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
): { output: Float32Array; state: LstmState; reserve: Reserve } {
  checkInput(shape, x);
  checkOptions(options, shape);
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
    const pass = { ...forward.pass, ...optionFields(kept, shape, options) };
    engine.threads.run(pass, forward.parts);
    return {
      output: scratch.read(forward.addresses.output, outputLength(shape, options)),
      state: finalState(engine.heap, shape, pass),
      reserve: new Reserve(engine, kept, shape, options, { ...pass, weightsT }),
    };
  } catch (error) {
    kept.release();
    throw error;
  } finally {
    scratch.release();
  }
}
