import type { DataSource } from "@lstm-predict/artifacts";
import { compareLosses } from "@lstm-predict/metrics";
import { type Decision, FIRST } from "../challenge.ts";

/** Scores of a model on some days, by which the gate compares. */
export interface GateScores {
  /** Mean absolute error over that of the naive forecast. */
  mase: number;
  /** Mean interval (Winkler) score of the 90 % interval, in percent of the last close. */
  winkler: number;
}

/** Scores of challenger, champion and the forecast without a model on the same days, which neither model has seen. */
export interface Evidence {
  from: string;
  to: string;
  days: number;
  challenger: GateScores;
  champion: GateScores;
  /** Naive with zero-shot HAR's error bar; absent if it could not be calibrated, and in older decisions. */
  free?: GateScores;
}

/** No model with a higher MASE is promoted: naive, which needs no training, has 1. */
const MAX_MASE = 1.005;
/** Fewer days do not suffice for a decision. */
export const MIN_DAYS = 20;

/** The training bars of a model, or undefined for an imported one. */
type Origin = { source: DataSource; to: string } | undefined;

/** A champion whose last bar is as many days old is called by its age: "live" alone would say that it is new. */
const RECENT_DAYS = 14;

/**
 * Decides by the sources of the bars: a model trained on live data, or imported, wins over one trained on the bundled sample.
 * Undefined if scores must decide.
 *
 * @param today YYYY-MM-DD, from which the reason counts the age of old bars
 */
export function judgeSources(
  champion: Origin,
  challenger: Origin,
  today = new Date().toISOString().slice(0, 10),
): Decision | undefined {
  if ((champion?.source === "sample") === (challenger?.source === "sample")) return undefined;
  const reason = `${describe(challenger, today)}, and the champion ${describe(champion, today)}`;
  return { promote: champion?.source === "sample", reason };
}

/** Bars whose source the user brings. */
const OWN_SOURCES: Partial<Record<DataSource, string>> = {
  csv: "bars of a file",
  custom: "bars of a custom source",
};

function describe(origin: Origin, today: string): string {
  if (origin === undefined) return "imported";
  const { source, to } = origin;
  if (source === "sample") return "trained on the bundled sample";
  const days = Math.round((Date.parse(today) - Date.parse(to)) / 86_400_000);
  const own = OWN_SOURCES[source];
  return days <= RECENT_DAYS
    ? `trained on ${own ?? "live data"} to ${to}`
    : `trained on ${own ?? "bars"} to ${to}, ${days} days ago`;
}

/** Promotes a challenger that is better in one score and worse in none, unless it loses to the forecast without a model. */
export function judgeScores(evidence: Evidence): Decision {
  const { days, challenger, champion, free } = evidence;
  if (days < MIN_DAYS) {
    const reason = `there are only ${days} days that neither of the two had seen: at least ${MIN_DAYS} are compared`;
    return { promote: false, reason };
  }
  const outcomes = NAMES.map(({ key }) => compareLosses(challenger[key], champion[key]));
  const worse = NAMES.flatMap(({ text }, k) => (outcomes[k] === "worse" ? [`its ${text} is worse`] : []));
  const unfit = faultsOf(challenger, free);
  const decide = (promote: boolean, why: string): Decision => ({
    promote,
    reason: `${why}: ${describeScores(evidence)}`,
    evidence,
  });
  if (worse.length + unfit.length === 0 && outcomes.includes("better"))
    return decide(true, NAMES.map(({ text }, k) => `its ${text} is ${WORDS[outcomes[k]!]}`).join(" and "));
  const unfitChampion = faultsOf(champion, free);
  if (unfit.length === 0 && unfitChampion.length > 0)
    return decide(true, `of the champion, ${unfitChampion.join(" and ")}`);
  return decide(false, [...worse, ...unfit].join(" and ") || "a tie, and ties keep the champion");
}

/**
 * Promotes the first model of a symbol unless it is worse than the forecast without a model.
 * Where too few days are unseen, or the price did not move on them, nothing speaks against it.
 *
 * @param evidence of the model against itself
 */
export function judgeFirst(evidence: Evidence): Decision {
  const { from, to, days, challenger, free } = evidence;
  const isComparable = days >= MIN_DAYS && !Number.isNaN(challenger.mase);
  const faults = isComparable ? faultsOf(challenger, free) : [];
  if (faults.length === 0) return { promote: true, reason: FIRST };
  const [mase, winkler] = NAMES.map(({ key, digits }) => challenger[key].toFixed(digits));
  const scores = `MASE ${mase}, 90 % interval score ${winkler}${zeroShotOf(free)} on the ${days} days from ${from} to ${to}`;
  const why = `it is worse than the forecast without a model (${faults.join(", and ")})`;
  return { promote: false, reason: `${why}: ${scores}`, evidence };
}

const NAMES = [
  { key: "mase", text: "MASE", digits: 4 },
  { key: "winkler", text: "interval score", digits: 3 },
] as const;

const WORDS = { better: "better", tie: "a tie", worse: "worse" };

/** Why a model may not be served, whatever the champion: it is worse than what needs no training. */
function faultsOf({ mase, winkler }: GateScores, free: GateScores | undefined): string[] {
  const loses = free && compareLosses(winkler, free.winkler) === "worse";
  return [
    ...(loses ? ["its interval score is worse than that of zero-shot HAR, which needs no training"] : []),
    ...(mase <= MAX_MASE ? [] : [`its MASE is above ${MAX_MASE}`]),
  ];
}

function describeScores({ from, to, days, challenger, champion, free }: Evidence): string {
  const [mase, winkler] = NAMES.map(
    ({ key, digits }) => `${challenger[key].toFixed(digits)} against ${champion[key].toFixed(digits)}`,
  );
  return `MASE ${mase}, 90 % interval score ${winkler}${zeroShotOf(free)} on the ${days} days from ${from} to ${to}`;
}

function zeroShotOf(free: GateScores | undefined): string {
  return free ? ` (zero-shot HAR ${free.winkler.toFixed(3)})` : "";
}
