import type { ScoreTable } from "@lstm-predict/evaluation";
import { fixed } from "./format.ts";

/** What the test scores mean, in one sentence. */
export function verdict({ test }: ScoreTable): string {
  const { mase } = test.model;
  if (!Number.isFinite(mase))
    return "On the test span the price did not move: no forecast of it can be compared.";
  const percent = Math.abs(100 * (mase - 1)).toFixed(2);
  const naive = '"tomorrow = today"';
  if (percent === "0.00")
    return `On the test span the model is as good as ${naive} (MASE ${fixed(mase, 4)}).`;
  const comparison = mase < 1 ? "better" : "worse";
  return `On the test span the model's mean error is ${percent} % ${comparison} than that of ${naive} (MASE ${fixed(mase, 4)}).`;
}

/** What the 90 % intervals of the test span are worth, in one sentence. */
export function intervalVerdict({ test }: ScoreTable): string {
  const { intervals, relative } = test.model;
  const { coverage, width } = intervals["90"]!;
  const held = `Its 90 % intervals held ${fixed(100 * coverage, 1)} % of the test days and were ${fixed(width, 2)} % of the price wide`;
  if (!relative) return `${held}.`;
  const than = (ratio: number, what: string) =>
    `${fixed(Math.abs(100 * (ratio - 1)), 1)} % ${ratio < 1 ? "better" : "worse"} than ${what}`;
  return `${held}: by interval score ${than(relative.winklerToConstant, "constant volatility's")}, ${than(relative.winklerToHar, "HAR's")}.`;
}
