import type { DataSource } from "@lstm-predict/artifacts";
import type { Decision } from "../challenge.ts";

/** Scores of a model on some days, by which the gate compares. */
export interface GateScores {
  /** Mean absolute error over that of the naive forecast. */
  mase: number;
  /** Mean interval (Winkler) score of the 90 % interval, in percent of the last close. */
  winkler: number;
}

/** Scores of challenger and champion on the same days, which neither model has seen. */
export interface Evidence {
  from: string;
  to: string;
  days: number;
  challenger: GateScores;
  champion: GateScores;
}

/** A challenger with a higher MASE is not promoted. */
const MAX_MASE = 1.005;
/** Fewer days do not suffice for a decision. */
export const MIN_DAYS = 20;

/**
 * Decides by the sources of the bars: a model trained on live data, or imported (no source), wins over one trained on the
 * bundled sample. Undefined if scores must decide.
 */
export function judgeSources(
  champion: DataSource | undefined,
  challenger: DataSource | undefined,
): Decision | undefined {
  if ((champion === "sample") === (challenger === "sample")) return undefined;
  const reason = `${origin(challenger)}, and the champion ${origin(champion)}`;
  return { promote: champion === "sample", reason };
}

function origin(source: DataSource | undefined): string {
  if (source === undefined) return "imported";
  return source === "sample" ? "trained on the bundled sample" : "trained on live data";
}

/** Digits by which scores are shown and compared: further digits are noise on a few hundred days. */
const DIGITS = { mase: 4, winkler: 3 } as const;
const shown = (name: keyof GateScores, value: number) => value.toFixed(DIGITS[name]);

/** Promotes a challenger that is worse in neither score and has a MASE of at most MAX_MASE. */
export function judgeScores(evidence: Evidence): Decision {
  const { days, challenger, champion } = evidence;
  if (days < MIN_DAYS) {
    const reason = `there are only ${days} days that neither of the two had seen: at least ${MIN_DAYS} are compared`;
    return { promote: false, reason };
  }
  const isWorse = (name: keyof GateScores) => {
    const [challenging, served] = [challenger, champion].map((scores) => Number(shown(name, scores[name])));
    return !(challenging! <= served!);
  };
  const faults = [
    ...(isWorse("mase") ? ["its MASE is worse"] : []),
    ...(isWorse("winkler") ? ["its interval score is worse"] : []),
    ...(challenger.mase <= MAX_MASE ? [] : [`its MASE is above ${MAX_MASE}`]),
  ];
  const reason = `${faults.join(" and ") || "worse in neither score"}: ${describeScores(evidence)}`;
  return { promote: faults.length === 0, reason, evidence };
}

function describeScores({ from, to, days, challenger, champion }: Evidence): string {
  const both = (name: keyof GateScores) =>
    `${shown(name, challenger[name])} against ${shown(name, champion[name])}`;
  return `MASE ${both("mase")}, 90 % interval score ${both("winkler")} on the ${days} days from ${from} to ${to}`;
}
