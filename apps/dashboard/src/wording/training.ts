import type { ModelCard } from "@lstm-predict/api/schemas";
import { fixed } from "./numbers.ts";

type Training = NonNullable<ModelCard["training"]>;

/** What the training curve shows. */
export function describeTraining({ history, bestEpoch, seconds, epochs }: Training): string {
  const best = history.find(({ epoch }) => epoch === bestEpoch);
  const kept = best ? `, with a validation loss of ${fixed(best.valLoss, 4)},` : "";
  const time = `${epochs} ${epochs === 1 ? "epoch" : "epochs"} in ${fixed(seconds, seconds < 10 ? 1 : 0)} s`;
  return `${time}. The weights of epoch ${bestEpoch}${kept} were kept.`;
}
