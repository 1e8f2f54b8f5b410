import type { PointScores, ScaleScores } from "@lstm-predict/artifacts";
import { compareWithNaive } from "./close.ts";
import { percent } from "./format.ts";
import { pValue } from "./plain-words.ts";

/** A model's scores of each horizon on its test span, by horizon, "5". */
export type ScoresByHorizon = Record<string, { test: { model: PointScores & ScaleScores } }>;

/** One sentence for each horizon: the close beside the last one, and what its 90 % intervals held and are worth. */
export function horizonVerdicts(scores: ScoresByHorizon): string[] {
  return Object.entries(scores).map(([horizon, { test }]) => horizonVerdict(Number(horizon), test.model));
}

function horizonVerdict(
  horizon: number,
  { mase, diebold: { p }, intervals, relative }: PointScores & ScaleScores,
) {
  const ahead = horizon === 1 ? "One session ahead" : `${horizon} sessions ahead`;
  const held = `the 90 % intervals held ${percent(intervals["90"]!.coverage)} of the test days`;
  const worth = relative
    ? `; by interval score they were ${than(relative.winklerToConstant, `constant volatility's`)} and ${than(relative.winklerToHar, "HAR's")}`
    : "";
  return `${ahead} ${closeOf(mase, p)}, and ${held}${worth}.`;
}

function closeOf(mase: number, p: number): string {
  const comparison = compareWithNaive({ mase, p });
  if (!comparison) return "the price did not move";
  const { which, difference, negligible, significant } = comparison;
  const size = negligible
    ? "as large as"
    : `${percent(difference, 2)} ${which === "better" ? "smaller" : "larger"} than`;
  const chance =
    significant === undefined
      ? ""
      : ` (${significant ? "" : "no "}more than chance explains, p ${pValue(p)})`;
  return `the mean error was ${size} that of the last close${chance}`;
}

function than(ratio: number, what: string): string {
  if (!Number.isFinite(ratio)) return `not comparable with ${what}`;
  const difference = percent(Math.abs(ratio - 1));
  return difference === "0.0 %"
    ? `as good as ${what}`
    : `${difference} ${ratio < 1 ? "better" : "worse"} than ${what}`;
}
