import type { DataSource } from "@lstm-predict/artifacts";
import type { Decision } from "../challenge.ts";

/** How a model did on some days. */
export interface GateScores {
  mase: number;
  /** Mean interval (Winkler) score of the 90 % interval, in percent of the last close. */
  winkler: number;
}

/** Challenger and champion on the same days, none of which either had seen before it was forecast. */
export interface Evidence {
  from: string;
  to: string;
  days: number;
  challenger: GateScores;
  champion: GateScores;
}

/** Above this a challenger is too much worse than naive to be served by itself. */
export const MAX_MASE = 1.005;
/** Fewer common days say nothing. */
export const MIN_DAYS = 20;

/**
 * What the sources of the bars decide before any score: live data win over the bundled sample, and so does a model that
 * was imported, which has no source.
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

/** Scores count in the digits that people see: what lies beyond is the noise of a few hundred days. */
const DIGITS = { mase: 4, winkler: 3 } as const;
const shown = (name: keyof GateScores, value: number) => value.toFixed(DIGITS[name]);

/** A challenger must be worse in neither score, and not much worse than naive. */
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
