import type { Role } from "../ledger/forecast.ts";
import { firstOfDay, held, type Outcome, outcomesOf } from "../scores/outcome.ts";
import { readHistory } from "../settle/history.ts";
import type { Store } from "../store/store.ts";
import { type Detection, detect, type Hit, type Suspicion } from "./detector.ts";

/** Both detectors over the same outcomes. */
export type Monitor = Record<Suspicion, Detection>;

/** Outcomes for which an alarm is shown: the evidence begins anew when it is raised. */
export const SHOWN_SESSIONS = 20;

/** What a reader is shown of a monitor: an alarm of the last 20 outcomes, evidence worth a look, or neither. */
export type MonitorState = "none" | "amber" | "alarm";

/** Which forecasts a monitor watches. */
export interface MonitorFilter {
  /** Default champion. */
  role?: Role | undefined;
  /** Default 1. */
  horizon?: number | undefined;
}

/** Runs both detectors over the outcomes of one symbol, role and horizon, in the order of as-of dates. */
export function monitorOutcomes(outcomes: readonly Outcome[]): Monitor {
  const hits = hitsOf(outcomes);
  return { tooNarrow: detect(hits, "tooNarrow"), tooWide: detect(hits, "tooWide") };
}

/**
 * Computes a symbol's alarms from its record. The same record gives the same alarms; restated bars may change past ones.
 *
 * @throws what the store throws
 */
export async function readMonitor(
  store: Store,
  symbol: string,
  { role = "champion", horizon = 1 }: MonitorFilter = {},
): Promise<Monitor> {
  return monitorOutcomes(outcomesOf(await readHistory(store, symbol, { role, horizon })));
}

function hitsOf(outcomes: readonly Outcome[]): Hit[] {
  const wide = firstOfDay(outcomes.filter(({ intervals }) => intervals !== undefined));
  return withoutOverlap(
    wide.map((outcome) => ({ asOf: outcome.forecast.asOf, date: outcome.session, held: held(outcome) })),
  );
}

/**
 * Leaves out forecasts that were made before the one kept last was settled: of a horizon of h sessions, every h-th stays.
 *
 * @param hits in the order of their as-of dates
 */
export function withoutOverlap<T extends Hit & { asOf: string }>(hits: readonly T[]): T[] {
  let settled = "";
  return hits.filter(({ asOf, date }) => {
    if (asOf < settled) return false;
    settled = date;
    return true;
  });
}
