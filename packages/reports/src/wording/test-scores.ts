import type { SplitTable } from "@lstm-predict/evaluation";
import type { TestScores } from "./plain-words.ts";

/** Picks the scores of a test span from which sentences are written. */
export function testScoresOf({ model, drift }: SplitTable): TestScores {
  const { coverage, width } = model.intervals["90"]!;
  return {
    days: model.n,
    mase: model.mase,
    p: model.diebold.p,
    accuracy: model.directionalAccuracy,
    interval: model.directionInterval,
    driftAccuracy: drift.directionalAccuracy,
    intervals: { coverage, width, relative: model.relative },
  };
}
