/** Whether the 90 % interval of a forecast contained the close of its session. */
export interface Hit {
  /** Date of the session, YYYY-MM-DD. */
  date: string;
  held: boolean;
}

/** What a detector looks for: intervals that miss too often, or too seldom. */
export type Suspicion = "tooNarrow" | "tooWide";

/** By what an outcome multiplies the evidence: 1 in the mean if one of ten intervals is missed. */
const FACTORS = {
  tooNarrow: { missed: 2, held: 8 / 9 },
  tooWide: { missed: 1 / 2, held: 19 / 18 },
} as const;

/** Evidence that raises an alarm: about as many sessions as ten years have. */
export const ALARM = 2520;
/** Evidence that is worth a look. */
export const AMBER = 252;

/** An alarm; the evidence begins anew after it. */
export interface Alarm {
  /** Session whose outcome raised it, YYYY-MM-DD. */
  date: string;
  /** The evidence, at least 2520. */
  evidence: number;
}

/** A detector after the last outcome. */
export interface Detection {
  /** Outcomes seen. */
  outcomes: number;
  evidence: number;
  /** Whether `evidence` is at least 252. */
  isAmber: boolean;
  /** Oldest first. */
  alarms: Alarm[];
}

/** Outcomes of one session: one of a symbol, or those of all symbols. */
export interface SessionOutcomes {
  /** Date of the session, YYYY-MM-DD. */
  date: string;
  /** At least 1. */
  outcomes: number;
  /** How many of them the interval missed. */
  missed: number;
}

/** The evidence M after one more outcome: (1 + M) times the factor of a miss, or of a hit. */
export function addEvidence(evidence: number, isHeld: boolean, suspicion: Suspicion): number {
  return (1 + evidence) * FACTORS[suspicion][isHeld ? "held" : "missed"];
}

/**
 * Runs the Shiryaev-Roberts e-detector over outcomes in the order of their dates.
 *
 * While the intervals hold on 90 % of the days, given the days before, the mean number of outcomes up to an alarm is at least
 * 2,520, whatever their dependence (Shin, Ramdas and Rinaldo 2023, "E-detectors"). Outcomes must not overlap: of forecasts of
 * several sessions see `withoutOverlap`.
 *
 * @example
 * detect([{ date: "2026-11-27", held: false }], "tooNarrow").evidence; // 2
 */
export function detect(hits: Iterable<Hit>, suspicion: Suspicion): Detection {
  const sessions = Array.from(hits, ({ date, held }) => ({ date, outcomes: 1, missed: held ? 0 : 1 }));
  return detectFleet(sessions, suspicion);
}

/**
 * Runs one detector over the outcomes of all symbols: a session multiplies 1 + M by the mean of its outcomes' factors.
 *
 * Whatever the dependence between symbols, the mean of their factors is 1 on average, as each factor is. So the bound is that of
 * one symbol, counted in sessions. Outcomes of different sessions must not overlap: see `fleetSessions`.
 */
export function detectFleet(sessions: Iterable<SessionOutcomes>, suspicion: Suspicion): Detection {
  const alarms: Alarm[] = [];
  let [outcomes, evidence] = [0, 0];
  for (const step of followEvidence(sessions, suspicion)) {
    outcomes += step.outcomes;
    evidence = step.evidence;
    if (evidence < ALARM) continue;
    alarms.push({ date: step.date, evidence });
    evidence = 0;
  }
  return { outcomes, evidence, isAmber: evidence >= AMBER, alarms };
}

/** The evidence after each session; at least 2520 raises an alarm, after which it begins anew. */
export function* followEvidence(
  sessions: Iterable<SessionOutcomes>,
  suspicion: Suspicion,
): Generator<SessionOutcomes & { evidence: number }> {
  let evidence = 0;
  for (const session of sessions) {
    evidence = (1 + evidence) * meanFactor(session, suspicion);
    yield { ...session, evidence };
    if (evidence >= ALARM) evidence = 0;
  }
}

function meanFactor({ outcomes, missed }: SessionOutcomes, suspicion: Suspicion): number {
  const factors = FACTORS[suspicion];
  return (missed * factors.missed + (outcomes - missed) * factors.held) / outcomes;
}
