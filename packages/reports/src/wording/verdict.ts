import { compareWithNaive } from "./close.ts";
import { fixed } from "./format.ts";
import type { MaybeNumber } from "./numbers.ts";
import type { IntervalScores } from "./plain-words.ts";

const NAIVE = '"tomorrow = today"';

/** One sentence for the terminal and the report: the model's mean error on the test span, compared with naive's. */
export function verdict(mase: MaybeNumber): string {
  const comparison = compareWithNaive({ mase, p: undefined });
  if (!comparison) return "On the test span the price did not move: no forecast of it can be compared.";
  const { which, difference, negligible } = comparison;
  const score = `(MASE ${fixed(mase!, 4)})`;
  if (negligible) return `On the test span the model is as good as ${NAIVE} ${score}.`;
  return `On the test span the model's mean error is ${(100 * difference).toFixed(2)} % ${which} than that of ${NAIVE} ${score}.`;
}

/** One sentence: coverage, width and relative interval score of the 90 % intervals on the test span. */
export function intervalVerdict({ coverage, width, relative }: IntervalScores): string {
  const held = `Its 90 % intervals held ${fixed(100 * coverage, 1)} % of the test days and were ${fixed(width, 2)} % of the price wide`;
  if (!relative) return `${held}.`;
  const than = (ratio: number, what: string) =>
    ratio >= 10
      ? `${fixed(ratio, 0)} times ${what}`
      : `${fixed(Math.abs(100 * (ratio - 1)), 1)} % ${ratio < 1 ? "better" : "worse"} than ${what}`;
  return `${held}: by interval score ${than(relative.winklerToConstant, "constant volatility's")}, ${than(relative.winklerToHar, "HAR's")}.`;
}
