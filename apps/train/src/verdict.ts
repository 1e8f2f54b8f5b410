import { fixed } from "./format.ts";
import type { ScoreTable } from "./scoring.ts";

/** What the test scores mean, in one sentence. */
export function verdict({ test }: ScoreTable): string {
  const { mase } = test.model;
  const percent = Math.abs(100 * (mase - 1)).toFixed(2);
  const naive = '"tomorrow = today"';
  if (percent === "0.00")
    return `On the test span the model is as good as ${naive} (MASE ${fixed(mase, 4)}).`;
  const comparison = mase < 1 ? "better" : "worse";
  return `On the test span the model's mean error is ${percent} % ${comparison} than that of ${naive} (MASE ${fixed(mase, 4)}).`;
}
