import type { Region } from "../heap.ts";
import type { Kernel } from "../kernel.ts";
import type { LayerPass } from "../layer-pass.ts";
import { layoutOf } from "../shape.ts";
import type { NetworkSizes } from "./memory.ts";

/**
 * Allocates in `region` what a step computes for up to `size` sequences, and completes the passes of the layers. Each layer's output is
 * the next layer's x, and the gradient of that x is the gradient of the output.
 *
 * @param passes of the layers, with what does not depend on the batch
 */
export function allocateBatch(
  kernel: Kernel,
  region: Region,
  passes: readonly LayerPass[],
  { steps, inputs, lstm, dense, outputs }: NetworkSizes,
  size: number,
) {
  let x = region.floats(size * steps * inputs);
  let dx = 0;
  const layers = lstm.map((units, k): LayerPass => {
    const { padded, width, ldRows, ldGradient } = layoutOf(
      { inputs: k > 0 ? lstm[k - 1]! : inputs, units },
      kernel,
    );
    const length = size * (k < lstm.length - 1 ? steps : 1) * units;
    const layer = {
      ...passes[k],
      batch: size,
      x,
      dx,
      rows: region.floats(size * (steps + 1) * ldRows),
      gates: region.floats(size * steps * width),
      cell: region.floats(size * steps * padded),
      cellTanh: region.floats(size * steps * padded),
      dRows: region.floats(size * ldGradient),
      dCell: region.floats(size * padded),
      output: region.floats(length),
      dOutput: region.floats(length),
    };
    x = layer.output;
    dx = layer.dOutput;
    return layer;
  });
  return {
    size,
    layers,
    fields: {
      hidden: layers.at(-1)!.output!,
      dHidden: layers.at(-1)!.dOutput!,
      targets: region.floats(size * outputs),
      activations: region.floats(size * dense),
      dActivations: region.floats(size * dense),
      dResults: region.floats(size * outputs),
      losses: region.floats(size + 1),
    },
  };
}
