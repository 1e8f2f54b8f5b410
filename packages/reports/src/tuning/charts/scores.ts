import type { Tuning } from "@lstm-predict/tuning";
import type { TopLevelSpec } from "vega-lite";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import { type Dot, dotEncoding, SCORE_AXIS } from "./dots.ts";

/** Draws the score of each trial in order, the best so far, and the best that luck is expected to give. */
export function scoresChart({ trials, luck }: Tuning, dots: readonly Dot[], width: number): TopLevelSpec {
  const x = {
    field: "number",
    type: "quantitative" as const,
    title: "trial",
    scale: { domain: [1, Math.max(2, trials.length - 1)], nice: false, padding: 8 },
    axis: { grid: false, tickMinStep: 1, tickCount: width < 400 ? 5 : 10, format: "d" },
  };
  const line = (scores: readonly number[], mark: object) => ({
    data: { values: scores.map((score, k) => ({ number: k + 1, score })) },
    mark: { type: "line" as const, strokeWidth: 2, ...mark },
    encoding: { x, y: SCORE_AXIS },
  });
  return {
    config: CONFIG,
    width,
    height: 260,
    layer: [
      {
        data: { values: [{ score: 1 }] },
        mark: { type: "rule" as const, color: COLOURS.ink, strokeDash: [3, 3] },
        encoding: { y: SCORE_AXIS },
      },
      ...(luck ? [line(luck.byTrials, { color: COLOURS.orange, strokeDash: [6, 4] })] : []),
      line(bestSoFar(trials), { color: COLOURS.blue, interpolate: "step-after" }),
      {
        data: { values: dots.map(({ trial: _, ...dot }) => dot) },
        mark: { type: "point" as const, filled: true, opacity: 1 },
        encoding: { x, ...dotEncoding(50) },
      },
    ],
  };
}

/** The lowest score so far of the trials that were computed on all folds; the default's is 1. */
function bestSoFar(trials: Tuning["trials"]): number[] {
  let lowest = 1;
  return trials.slice(1).map(({ state, score }) => {
    if (state === "complete") lowest = Math.min(lowest, score);
    return lowest;
  });
}
