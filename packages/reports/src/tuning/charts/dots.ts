import type { Trial, Tuning } from "@lstm-predict/tuning";
import { median, medianAbsoluteDeviation } from "simple-statistics";
import { valueAxis } from "../../kit/axes.ts";
import { COLOURS } from "../../kit/chart-theme.ts";

/** A trial as a dot. */
export interface Dot {
  trial: Trial;
  number: number;
  state: Trial["state"];
  /** Where it is drawn. */
  score: number;
  /** Whether its score is far above the chart. */
  off: boolean;
  best: boolean;
}

/** Scores further above the median than this many median absolute deviations are drawn at the edge. */
const OUTLYING = 6;

/** The trials that have a score; far outliers are at the edge, so that one bad trial does not flatten all others. */
export function dotsOf({ trials, best }: Tuning): Dot[] {
  const scored = trials.slice(1).filter(({ score }) => Number.isFinite(score));
  if (scored.length === 0) return [];
  const scores = scored.map(({ score }) => score);
  const limit = median(scores) + OUTLYING * medianAbsoluteDeviation(scores);
  const near = scores.filter((score) => score <= limit);
  const [low, high] = [Math.min(...near), Math.max(...near)];
  return scored.map((trial) => {
    const { number, state, score } = trial;
    const off = score > limit;
    return { trial, number, state, score: off ? high + (high - low) / 6 : score, off, best: number === best };
  });
}

/** How dots look: blue on all folds, grey stopped early, large the winner, a triangle off the chart. */
export function dotEncoding(size: number) {
  return {
    y: SCORE_AXIS,
    size: { condition: { test: "datum.best", value: 140 }, value: size },
    color: {
      field: "state",
      type: "nominal" as const,
      legend: null,
      scale: { domain: ["complete", "stopped"], range: [COLOURS.blue, COLOURS.grey] },
    },
    shape: {
      field: "off",
      type: "nominal" as const,
      legend: null,
      scale: { domain: [false, true], range: ["circle", "triangle-up"] },
    },
  };
}

export const SCORE_AXIS = valueAxis("score", "loss / the default's", "~g");
