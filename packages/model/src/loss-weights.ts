import { PRESETS } from "@lstm-predict/preprocessing";
import type { ModelConfig } from "./config.ts";

/** The fields of a configuration that decide the weights of the losses. */
export type LossFields = Pick<ModelConfig, "target"> & Partial<Pick<ModelConfig, "returnWeight">>;

/** Weight of the squared error of each output in the loss `[outputs]`: the target's, or those that the configuration gives. */
export function lossWeightsOf({ target, returnWeight }: LossFields): readonly number[] {
  const { lossWeights } = PRESETS[target];
  if (target !== "distribution" || returnWeight === null || returnWeight === undefined) return lossWeights;
  return [lossWeights[0]!, returnWeight];
}
