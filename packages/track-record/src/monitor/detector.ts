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
  return run(groupOf(hits), suspicion);
}

/**
 * Runs one detector over several symbols: the mean of their evidence has the same bound.
 *
 * An alarm resets all of them. Symbols count from their first outcome on.
 */
export function detectFleet(hits: ReadonlyMap<string, readonly Hit[]>, suspicion: Suspicion): Detection {
  const days = new Map<string, [symbol: string, held: boolean][]>();
  for (const [symbol, ofSymbol] of hits) {
    for (const { date, held } of ofSymbol) {
      const day = days.get(date) ?? [];
      day.push([symbol, held]);
      days.set(date, day);
    }
  }
  return run(
    [...days].sort(([a], [b]) => (a < b ? -1 : 1)),
    suspicion,
  );
}

function* groupOf(hits: Iterable<Hit>): Generator<[string, [string, boolean][]]> {
  for (const { date, held } of hits) yield [date, [["", held]]];
}

function run(days: Iterable<[string, [symbol: string, held: boolean][]]>, suspicion: Suspicion): Detection {
  const bySymbol = new Map<string, number>();
  const alarms: Alarm[] = [];
  let [outcomes, evidence] = [0, 0];
  for (const [date, hits] of days) {
    for (const [symbol, held] of hits) {
      outcomes++;
      bySymbol.set(symbol, addEvidence(bySymbol.get(symbol) ?? 0, held, suspicion));
    }
    let sum = 0;
    for (const value of bySymbol.values()) sum += value;
    evidence = sum / bySymbol.size;
    if (evidence < ALARM) continue;
    alarms.push({ date, evidence });
    for (const symbol of bySymbol.keys()) bySymbol.set(symbol, 0);
    evidence = 0;
  }
  return { outcomes, evidence, isAmber: evidence >= AMBER, alarms };
}
