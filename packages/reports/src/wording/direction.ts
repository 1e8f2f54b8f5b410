import { formatPercent, isKnown, type MaybeNumber } from "./numbers.ts";

export interface DirectionScores {
  /** Share of the test days on which the model had the direction right. */
  accuracy: MaybeNumber;
  /** 95 % interval of `accuracy`. */
  interval?: readonly [lower: MaybeNumber, upper: MaybeNumber] | undefined;
  /** Accuracy of drift, which forecasts the same direction every day. */
  driftAccuracy: MaybeNumber;
}

/**
 * `unknown`: no accuracy. `untested`: no interval of it. `worse`: the interval lies below one half. `coin`: it contains
 * one half. `drift`: it lies above, but drift is as accurate. `better`: it lies above, and drift is less accurate.
 */
export type DirectionJudgement = "unknown" | "untested" | "worse" | "coin" | "drift" | "better";

/** Judges how well a model tells up from down. */
export function judgeDirection({ accuracy, interval, driftAccuracy }: DirectionScores): DirectionJudgement {
  if (!isKnown(accuracy)) return "unknown";
  const [lower, upper] = interval ?? [];
  if (!isKnown(lower) || !isKnown(upper)) return "untested";
  if (upper < 0.5) return "worse";
  if (lower <= 0.5) return "coin";
  return isKnown(driftAccuracy) && accuracy <= driftAccuracy ? "drift" : "better";
}

/** One sentence: can the model tell whether the price goes up or down? */
export function directionVerdict(scores: DirectionScores): string {
  const [lower, upper] = scores.interval ?? [];
  const right = `the model had the direction right on ${formatPercent(scores.accuracy)} of the test days`;
  const interval = `the 95 % interval of that share, ${formatPercent(lower, 0)} to ${formatPercent(upper, 0)},`;
  const verdicts: Record<DirectionJudgement, string> = {
    unknown: "How often the model had the direction right is not known.",
    untested: `Half would be a coin toss: ${right}.`,
    worse: `A coin is better: ${right}, and ${interval} lies below half.`,
    coin: `A coin toss: ${right}, and ${interval} includes half.`,
    drift: `No better than saying the same every day, as drift does: ${right}.`,
    better: `A little better than a coin: ${right}, and ${interval} lies above half.`,
  };
  return `Up or down? ${verdicts[judgeDirection(scores)]}`;
}
