import type { Region } from "../heap.ts";
import type { Kernel } from "../kernel.ts";
import type { LayerPass } from "../layer-pass.ts";
import { checkLength, checkSizes, layoutOf, roundUp } from "../shape.ts";

/** Sizes of a network of LSTM layers, a dense layer with relu and a dense layer, and of its loss. */
export interface NetworkSizes {
  /** Time steps of each sequence. */
  steps: number;
  /** Features of a time step. */
  inputs: number;
  /** Units of the LSTM layers, first to last. */
  lstm: readonly number[];
  /** Units of the dense layer with relu. */
  dense: number;
  outputs: number;
  /** Penalty on the kernel of the dense layer with relu. */
  l2: number;
  /** Weight of each output in the loss [outputs]. */
  lossWeights: readonly number[];
}

/** A weight in Keras' layout. */
export interface KerasWeight {
  address: number;
  length: number;
}

/**
 * Allocates what a training keeps from step to step: all weights, their gradients and moments, one after the other with gaps
 * of zeros (assembly/step-pass.ts), and the weights in the layouts of Keras and of the matrix products.
 *
 * @throws FusedLstmError `bad_shape` if a size is not legal
 */
export function allocateNetwork(kernel: Kernel, region: Region, sizes: NetworkSizes) {
  const { lstm, dense, outputs } = sizes;
  for (const units of lstm) checkSizes({ units });
  checkLength("lossWeights [outputs]", sizes.lossWeights, outputs);
  checkSizes({ steps: sizes.steps, inputs: sizes.inputs, dense, outputs });
  let total = 0;
  /** Returns the offset of the next `length` floats. */
  const place = (length: number) => {
    const offset = total;
    total += roundUp(length, 16);
    return offset;
  };
  const shapes = lstm.map((units, k) => {
    const shape = { inputs: k > 0 ? lstm[k - 1]! : sizes.inputs, units };
    return { ...shape, ...layoutOf(shape, kernel) };
  });
  const joined = shapes.map(({ depth, width }) => place(depth * width));
  const rest = total;
  const biases = shapes.map(({ width }) => place(width));
  const units = lstm.at(-1)!;
  const head = [units * dense, dense, dense * outputs, outputs].map((length) => ({
    length,
    offset: place(length),
  }));

  const arrays = { values: region.zeros(total), gradients: region.zeros(total) };
  const at = (offset: number) => arrays.values + 4 * offset;
  const gradientAt = (offset: number) => arrays.gradients + 4 * offset;
  const layers = shapes.map(
    ({ inputs, units, depth, width, ldGradient }, k): LayerPass => ({
      steps: sizes.steps,
      inputs,
      units,
      keep: 1,
      returnSequences: Number(k < shapes.length - 1),
      joined: at(joined[k]!),
      bias: at(biases[k]!),
      dWeights: gradientAt(joined[k]!),
      dBias: gradientAt(biases[k]!),
      weights: region.floats(depth * width),
      weightsT: region.floats(width * ldGradient),
      zeros: region.zeros(ldGradient),
      kernel: region.floats(inputs * 4 * units),
      recurrentKernel: region.floats(units * 4 * units),
      kerasBias: region.floats(4 * units),
    }),
  );
  const [kernel1, bias1, kernel2, bias2] = head.map(({ offset }) => at(offset)) as [
    number,
    number,
    number,
    number,
  ];
  return {
    layers,
    fields: {
      ...arrays,
      mean: region.zeros(total),
      square: region.zeros(total),
      units,
      dense,
      outputs,
      rest,
      total,
      kernel1,
      bias1,
      kernel2,
      bias2,
      lossWeights: region.copy(Float32Array.from(sizes.lossWeights)),
      l2: sizes.l2,
    },
    shapes,
    updateParts: sum(shapes.map(({ depth }) => Math.ceil(depth / kernel.columns))) + 1,
    /** Of all weights, in the order of a Keras model. */
    keras: [
      ...layers.flatMap(({ inputs, units, kernel, recurrentKernel, kerasBias }): KerasWeight[] => [
        { address: kernel!, length: inputs! * 4 * units! },
        { address: recurrentKernel!, length: units! * 4 * units! },
        { address: kerasBias!, length: 4 * units! },
      ]),
      ...head.map(({ offset, length }): KerasWeight => ({ address: at(offset), length })),
    ],
  };
}

/** The sum of `values`. */
export function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
