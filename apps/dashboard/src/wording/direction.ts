import type { ModelCard } from "@lstm-predict/api/schemas";
import { percent } from "./numbers.ts";

type Split = NonNullable<ModelCard["scores"]>["test"];

/** Whether the model knows up from down, by its test span. */
export function direction({ model, drift }: Split): string {
  const share = model.directionalAccuracy;
  const [lower, upper] = model.directionInterval ?? [null, null];
  if (share === null) return "Up or down? Nothing is known of how often it had that right.";
  const right = `it had the direction right on ${percent(share)} of the test days`;
  if (lower === null || upper === null) return `Up or down? Half would be a coin toss: ${right}.`;
  const interval = `the 95 % interval of that, ${percent(lower, 0)} to ${percent(upper, 0)},`;
  if (upper < 0.5) return `Up or down? A coin is better: ${right}, and ${interval} lies below half.`;
  if (lower <= 0.5) return `Up or down? A coin toss: ${right}, and ${interval} includes half.`;
  const beatsDrift = drift.directionalAccuracy === null || share > drift.directionalAccuracy;
  return beatsDrift
    ? `Up or down? A little better than a coin: ${right}, and ${interval} lies above half.`
    : `Up or down? No better than saying the same every day, as drift does: ${right}.`;
}
