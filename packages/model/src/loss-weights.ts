import { PRESETS } from "@lstm-predict/preprocessing";
import type { ModelConfig } from "./config.ts";

/** The fields of a configuration that decide the weights of the losses. */
export type LossFields = Pick<ModelConfig, "target"> &
  Partial<Pick<ModelConfig, "returnWeight" | "horizons">>;

/**
 * Weight of the squared error of each output in the loss `[outputs]`: the target's, or those that the configuration gives, shared
 * equally by the horizons.
 *
 * So the loss, and with it the L2 penalty beside it and the limit of the gradient's norm, mean the same for any number of horizons.
 */
export function lossWeightsOf({ target, returnWeight, horizons = [1] }: LossFields): readonly number[] {
  const [first, ...others] = PRESETS[target].lossWeights;
  const isGiven = target === "distribution" && returnWeight !== null && returnWeight !== undefined;
  const weights = [first!, ...(isGiven ? [returnWeight] : others)];
  return horizons.flatMap(() => weights.map((weight) => weight / horizons.length));
}
