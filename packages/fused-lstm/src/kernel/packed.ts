import { Engine } from "./engine.ts";
import { abandoned, Region } from "./heap.ts";
import { checkSizes, checkWeights, type LstmShape, type LstmWeights, layoutOf } from "./shape.ts";

/**
 * The weights of one layer in the kernel's memory and layout. Pack them once for a model that forecasts many times with
 * the same weights. `release` frees the memory, as does garbage collection of the object; the object cannot be used afterwards. After an error
 * `thread_failed` the object cannot be used: pack the weights again.
 *
 * @example
 * const layer = new PackedLstm(6, 100, { kernel, recurrentKernel, bias }); // [6, 400], [100, 400], [400]
 * const hidden = lstmStack({ batch: 1, steps: 60 }, x, [layer], { returnSequences: false }); // [1, 100]
 */
export class PackedLstm {
  readonly inputs: number;
  readonly units: number;
  readonly engine: Engine;
  /** Address of W [D, G] in panels (assembly/pack.ts). */
  readonly weights: number;
  /** Address of the bias [G]. */
  readonly bias: number;
  readonly #region: Region;
  #isReleased = false;

  /** @throws FusedLstmError `bad_shape` if a size is not legal or an array does not have its length */
  constructor(inputs: number, units: number, weights: LstmWeights) {
    checkSizes({ inputs, units });
    checkWeights(weights, inputs, units);
    this.inputs = inputs;
    this.units = units;
    this.engine = Engine.current();
    this.#region = new Region(this.engine.heap);
    const scratch = new Region(this.engine.heap);
    try {
      const packed = packLayer(this.engine, this.#region, scratch, this, weights);
      this.weights = packed.weights;
      this.bias = packed.bias;
    } catch (error) {
      this.#region.release();
      throw error;
    } finally {
      scratch.release();
    }
    abandoned.register(this, this.#region, this);
  }

  /** Whether `release` has freed the weights: their memory may hold other data now. */
  get isReleased(): boolean {
    return this.#isReleased;
  }

  release(): void {
    this.#isReleased = true;
    abandoned.unregister(this);
    this.#region.release();
  }
}

/**
 * Converts Keras' weights to the kernel's layout and returns addresses: `weights` (W [D, G] in panels) and `bias` [G] in
 * `region`, `joined` (W [D, G] row-major) in `scratch`.
 */
export function packLayer(
  { kernel: build }: Engine,
  region: Region,
  scratch: Region,
  { inputs, units }: Pick<LstmShape, "inputs" | "units">,
  { kernel, recurrentKernel, bias }: LstmWeights,
) {
  const { depth, width } = layoutOf({ inputs, units }, build);
  const addresses = {
    weights: region.floats(depth * width),
    bias: region.floats(width),
    joined: scratch.floats(depth * width),
  };
  build.joinWeights(scratch.copy(kernel), scratch.copy(recurrentKernel), inputs, units, addresses.joined);
  build.pack(addresses.joined, inputs, units, addresses.weights);
  build.joinBias(scratch.copy(bias), units, addresses.bias);
  return addresses;
}
