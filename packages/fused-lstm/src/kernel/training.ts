import { Engine } from "./engine.ts";
import { Region } from "./heap.ts";
import { joinWeights, packBias, packWeights } from "./packed.ts";
import { Reserve } from "./reserve.ts";
import { checkInput, outputLength, runForward } from "./run-forward.ts";
import {
  checkWeights,
  type LstmDropout,
  type LstmOptions,
  type LstmShape,
  type LstmWeights,
  layoutOf,
} from "./shape.ts";

/**
 * `lstmForward` that also keeps, in the kernel's memory, what `lstmBackward` needs: x and hidden states, activated
 * gates, cell states and their tanh. Dropout, if any, is applied to the output and, in `lstmBackward`, to its gradient.
 */
export function lstmForwardTraining(
  shape: LstmShape,
  x: Float32Array,
  weights: LstmWeights,
  options: LstmOptions & { dropout?: LstmDropout },
): { output: Float32Array; reserve: Reserve } {
  checkInput(shape, x);
  const { inputs, units } = shape;
  checkWeights(weights, inputs, units);
  const engine = Engine.current();
  const { depth, width, ldGradient } = layoutOf(shape);
  const scratch = new Region(engine.heap);
  const kept = new Region(engine.heap);
  try {
    const joined = joinWeights(engine, scratch, inputs, units, weights);
    const packed = {
      weights: packWeights(engine, scratch, inputs, units, joined),
      bias: packBias(engine, scratch, units, weights.bias),
    };
    const weightsT = kept.floats(width * ldGradient);
    engine.exports.packTransposed(joined, depth, width, weightsT);
    const { output, ...addresses } = runForward(
      engine,
      kept,
      shape,
      scratch.copy(x),
      packed,
      options,
      shape.steps,
      scratch,
    );
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
