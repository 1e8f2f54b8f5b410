import { Engine } from "./engine.ts";
import { Region } from "./heap.ts";
import { checkSizes, checkWeights, type LstmWeights, layoutOf } from "./shape.ts";

const abandoned = new FinalizationRegistry<Region>((region) => region.release());

/**
 * A layer's weights in the kernel's memory, in the order in which it reads them: for a model that forecasts again and
 * again with the same weights. The memory is given back by `release`, or when the object is collected.
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
    const joined = joinWeights(this.engine, scratch, inputs, units, weights);
    this.weights = packWeights(this.engine, this.#region, inputs, units, joined);
    this.bias = packBias(this.engine, this.#region, units, weights.bias);
    scratch.release();
    abandoned.register(this, this.#region, this);
  }

  release(): void {
    abandoned.unregister(this);
    this.#region.release();
  }
}

/** Keras' two kernels as one matrix W [D, G]; its address. */
export function joinWeights(
  { exports }: Engine,
  region: Region,
  inputs: number,
  units: number,
  weights: LstmWeights,
): number {
  const { depth, width } = layoutOf({ inputs, units });
  const joined = region.floats(depth * width);
  const [kernel, recurrentKernel] = [region.copy(weights.kernel), region.copy(weights.recurrentKernel)];
  exports.joinWeights(kernel, recurrentKernel, inputs, units, joined);
  return joined;
}

export function packWeights(engine: Engine, region: Region, inputs: number, units: number, joined: number) {
  const { depth, width } = layoutOf({ inputs, units });
  const packed = region.floats(depth * width);
  engine.exports.pack(joined, depth, width, packed);
  return packed;
}

export function packBias(engine: Engine, region: Region, units: number, bias: Float32Array): number {
  const packed = region.floats(layoutOf({ inputs: 1, units }).width);
  engine.exports.joinBias(region.copy(bias), units, packed);
  return packed;
}
