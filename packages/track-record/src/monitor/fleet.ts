import type { Role } from "../ledger/forecast.ts";
import type { Store } from "../store/store.ts";
import { ALARM, AMBER, detectFleet, followEvidence, type SessionOutcomes } from "./detector.ts";
import { type Monitor, type MonitorFilter, type MonitorState, SHOWN_SESSIONS } from "./monitor.ts";
import type { OutcomeCount } from "./session-outcomes.ts";

/** Both detectors over the outcomes of all symbols, and what they see now. */
export interface FleetMonitor extends Monitor {
  state: MonitorState;
  /** First session of this state, YYYY-MM-DD; null before the first. */
  since: string | null;
  /** Sessions seen. */
  sessions: number;
}

/** Sessions among whose counts the largest tells how many symbols there are. */
const RECENT_SESSIONS = 20;

/**
 * Reads what the monitor sees in all symbols together, from the counts of each session: what moves each of them too little to
 * be seen.
 *
 * @throws what the store throws
 */
export async function readFleetMonitor(
  store: Store,
  { role = "champion", horizon = 1 }: MonitorFilter = {},
): Promise<FleetMonitor> {
  return monitorFleet(fleetSessions(await readOutcomeCounts(store, role, horizon)));
}

/** Runs both detectors over sessions in the order of their dates. */
export function monitorFleet(sessions: readonly SessionOutcomes[]): FleetMonitor {
  const evidence = (["tooNarrow", "tooWide"] as const).map((suspicion) =>
    Array.from(followEvidence(sessions, suspicion), ({ evidence }) => evidence),
  );
  let [state, since, alarmed]: [MonitorState, string | null, number] = ["none", null, -SHOWN_SESSIONS];
  for (const [index, { date }] of sessions.entries()) {
    const most = Math.max(...evidence.map((ofSuspicion) => ofSuspicion[index]!));
    if (most >= ALARM) alarmed = index;
    const now = index - alarmed < SHOWN_SESSIONS ? "alarm" : most >= AMBER ? "amber" : "none";
    if (now !== state || since === null) [state, since] = [now, date];
  }
  return {
    state,
    since,
    sessions: sessions.length,
    tooNarrow: detectFleet(sessions, "tooNarrow"),
    tooWide: detectFleet(sessions, "tooWide"),
  };
}

/**
 * The sessions that a fleet's detector may see, of counts in the order of their sessions.
 *
 * A forecast that was made before the session that counted last does not count: it overlaps that one. So of forecasts over h
 * sessions, every h-th session stays, the same for all symbols. A session counts if it has outcomes of half the symbols: a
 * weekend's, of a currency beside shares, leaves Monday's to the shares.
 */
export function fleetSessions(
  counts: readonly Pick<OutcomeCount, "session" | "as_of" | "outcomes" | "missed">[],
): SessionOutcomes[] {
  const sessions: SessionOutcomes[] = [];
  const sizes: number[] = [];
  for (const [date, all] of Map.groupBy(counts, ({ session }) => session)) {
    const last = sessions.at(-1)?.date ?? "";
    const fresh = all.filter(({ as_of }) => as_of >= last);
    const outcomes = sum(fresh.map((count) => count.outcomes));
    sizes.push(sum(all.map((count) => count.outcomes)));
    if (outcomes === 0 || 2 * outcomes < Math.max(...sizes.slice(-RECENT_SESSIONS))) continue;
    sessions.push({ date, outcomes, missed: sum(fresh.map(({ missed }) => missed)) });
  }
  return sessions;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function readOutcomeCounts(store: Store, role: Role, horizon: number): Promise<OutcomeCount[]> {
  return store.read((db) =>
    db
      .selectFrom("session_outcomes")
      .selectAll()
      .where("role", "=", role)
      .where("horizon", "=", horizon)
      .where("outcomes", ">", 0)
      .orderBy("session")
      .orderBy("as_of")
      .execute(),
  );
}
