import type { DataSource } from "@lstm-predict/artifacts";
import type { Verdict } from "../challenge.ts";

/** How a model did on some days. */
export interface Figures {
  mase: number;
  /** Mean interval (Winkler) score of the 90 % interval, in percent of the last close. */
  winkler: number;
}

/** Challenger and champion on the same days, none of which either had seen before it was forecast. */
export interface Evidence {
  from: string;
  to: string;
  days: number;
  challenger: Figures;
  champion: Figures;
}

/** Above this a challenger is too much worse than naive to be served by itself. */
export const MASE_LIMIT = 1.005;
/** Fewer common days say nothing. */
export const LEAST_DAYS = 20;

/**
 * What the sources of the bars decide before any score: live data win over the bundled sample, and so does a model that
 * was imported, which has no source.
 */
export function judgeSources(
  champion: DataSource | undefined,
  challenger: DataSource | undefined,
): Verdict | undefined {
  if ((champion === "sample") === (challenger === "sample")) return undefined;
  const reason = `${origin(challenger)}, and the champion ${origin(champion)}`;
  return { promote: champion === "sample", reason };
}

function origin(source: DataSource | undefined): string {
  if (source === undefined) return "imported";
  return source === "sample" ? "trained on the bundled sample" : "trained on live data";
}

/** Figures count in the digits that people see: what lies beyond is the noise of a few hundred days. */
const DIGITS = { mase: 4, winkler: 3 } as const;
const shown = (figure: keyof Figures, value: number) => value.toFixed(DIGITS[figure]);

/** A challenger must be worse in neither figure, and not much worse than naive. */
export function judgeFigures(evidence: Evidence): Verdict {
  const { days, challenger, champion } = evidence;
  if (days < LEAST_DAYS) {
    const reason = `there are only ${days} days that neither of the two had seen: at least ${LEAST_DAYS} are compared`;
    return { promote: false, reason };
  }
  const isWorse = (figure: keyof Figures) => {
    const [own, other] = [challenger, champion].map((figures) => Number(shown(figure, figures[figure])));
    return !(own! <= other!);
  };
  const faults = [
    ...(isWorse("mase") ? ["its MASE is worse"] : []),
    ...(isWorse("winkler") ? ["its interval score is worse"] : []),
    ...(challenger.mase <= MASE_LIMIT ? [] : [`its MASE is above ${MASE_LIMIT}`]),
  ];
  const reason = `${faults.join(" and ") || "worse in neither score"}: ${describeFigures(evidence)}`;
  return { promote: faults.length === 0, reason, evidence };
}

function describeFigures({ from, to, days, challenger, champion }: Evidence): string {
  const both = (figure: keyof Figures) =>
    `${shown(figure, challenger[figure])} against ${shown(figure, champion[figure])}`;
  return `MASE ${both("mase")}, 90 % interval score ${both("winkler")} on the ${days} days from ${from} to ${to}`;
}
