import { Engine } from "./engine.ts";
import { checkInput, forwardJob, outputLength } from "./forward-job.ts";
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
 * `lstmForward` that also keeps, in the kernel's memory, what `lstmBackward` needs: x and hidden states, activated
 * gates, cell states and their tanh. Dropout, if any, is applied to the output and, in `lstmBackward`, to its gradient.
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
  const { depth, width, ldGradient } = layoutOf(shape);
  const scratch = new Region(engine.heap);
  const kept = new Region(engine.heap);
  try {
    const packed = packLayer(engine, scratch, scratch, shape, weights);
    const weightsT = kept.floats(width * ldGradient);
    engine.exports.packTransposed(packed.joined, depth, width, weightsT);
    const input = scratch.copy(x);
    const pass = forwardJob(scratch, shape, input, packed, options, threadCount(), kept);
    engine.threads.run(pass.job, pass.parts);
    const { output, ...addresses } = pass.addresses;
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
