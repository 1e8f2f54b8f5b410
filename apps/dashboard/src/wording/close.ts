import type { ModelCard } from "@lstm-predict/api/schemas";
import { percent, price } from "./numbers.ts";

type Split = NonNullable<ModelCard["scores"]>["test"];

/** How the model's mean error compares to naive's. */
export function beside({ model, naive }: Split): string {
  const { mase } = model;
  if (mase === null || model.mae === null)
    return "The price did not move in the test span: there is nothing to compare.";
  const difference = Math.abs(mase - 1);
  const errors = `a mean error of ${price(model.mae)} against ${price(naive.mae)}`;
  const { p } = model.diebold ?? { p: null };
  const chance = p === null ? "" : p < 0.05 ? ", more than luck explains" : ", no more than luck explains";
  if (difference < 0.00005) return `As good as "tomorrow = today": ${errors}.`;
  const which = mase < 1 ? "better" : "worse";
  return `${percent(difference, 2)} ${which} than "tomorrow = today"${chance}: ${errors} over ${model.n} test days.`;
}
