import type { Trial } from "@lstm-predict/artifacts";

/** One line about an imported model's trial. */
export function describeTrial({ mase, scale, days, from, to, source }: Trial): string {
  return `MASE ${mase.toFixed(2)}, forecasts ${scale.toFixed(3)} times the last close in the median, on ${days} days from ${from} to ${to} (${source})`;
}
