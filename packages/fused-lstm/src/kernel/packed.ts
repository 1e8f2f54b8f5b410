import { Engine } from "./engine.ts";
import { Region } from "./heap.ts";
import { checkSizes, checkWeights, type LstmShape, type LstmWeights, layoutOf } from "./shape.ts";

const abandoned = new FinalizationRegistry<Region>((region) => region.release());

/**
 * A layer's weights in the kernel's memory, in the order in which it reads them: for a model that forecasts again and
 * again with the same weights. The memory is given back by `release`, or when the object is collected. It belongs to one
 * engine: after a `thread_failed` the weights must be packed anew.
 */
export class PackedLstm {
  readonly inputs: number;
  readonly units: number;
  readonly engine: Engine;
  /** Address of W [D, G] in panels. */
  readonly weights: number;
  /** Address of [G]. */
  readonly bias: number;
  readonly #region: Region;

  /** @throws FusedLstmError `bad_shape` */
  constructor(inputs: number, units: number, weights: LstmWeights) {
    checkSizes({ inputs, units });
    checkWeights(weights, inputs, units);
    this.inputs = inputs;
    this.units = units;
    this.engine = Engine.current();
    this.#region = new Region(this.engine.heap);
    const scratch = new Region(this.engine.heap);
    ({ weights: this.weights, bias: this.bias } = packLayer(
      this.engine,
      this.#region,
      scratch,
      this,
      weights,
    ));
    scratch.release();
    abandoned.register(this, this.#region, this);
  }

  release(): void {
    abandoned.unregister(this);
    this.#region.release();
  }
}

/**
 * Keras' weights in the kernel's order; their addresses. `weights`, W in panels, and `bias` are in `region`; `joined`, the
 * same W row by row, is in `scratch`.
 */
export function packLayer(
  { exports }: Engine,
  region: Region,
  scratch: Region,
  { inputs, units }: Pick<LstmShape, "inputs" | "units">,
  { kernel, recurrentKernel, bias }: LstmWeights,
) {
  const { depth, width } = layoutOf({ inputs, units });
  const addresses = {
    weights: region.floats(depth * width),
    bias: region.floats(width),
    joined: scratch.floats(depth * width),
  };
  exports.joinWeights(scratch.copy(kernel), scratch.copy(recurrentKernel), inputs, units, addresses.joined);
  exports.pack(addresses.joined, depth, width, addresses.weights);
  exports.joinBias(scratch.copy(bias), units, addresses.bias);
  return addresses;
}
