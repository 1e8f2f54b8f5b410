import type { Kysely } from "kysely";
import type { Role } from "../ledger/forecast.ts";
import { firstOfDay, held, type Outcome, outcomesOf } from "../scores/outcome.ts";
import { readHistory } from "../settle/history.ts";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { type Detection, detect, detectFleet, type Hit, type Suspicion } from "./detector.ts";

/** Both detectors over the same outcomes. */
export type Monitor = Record<Suspicion, Detection>;

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

/** Computes the alarms of all symbols together: for what moves one symbol too little to be seen. */
export async function readFleetMonitor(
  store: Store,
  { role = "champion", horizon = 1 }: MonitorFilter = {},
): Promise<Monitor> {
  const rows = await store.read((db) => selectHits(db, role, horizon));
  const hits = new Map<string, Hit[]>();
  for (const [symbol, ofSymbol] of Map.groupBy(rows, (row) => row.symbol)) {
    hits.set(symbol, withoutOverlap(ofSymbol));
  }
  return { tooNarrow: detectFleet(hits, "tooNarrow"), tooWide: detectFleet(hits, "tooWide") };
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

async function selectHits(db: Kysely<Tables>, role: Role, horizon: number) {
  const rows = await db
    .selectFrom("forecasts as f")
    .innerJoin("settlements as s", "s.forecast", "f.id")
    .leftJoin("settlements as later", "later.replaces", "s.id")
    .select(["f.symbol", "f.as_of", "f.lower90", "f.upper90", "s.session", "s.close", "s.factor"])
    .where("f.role", "=", role)
    .where("f.horizon", "=", horizon)
    .where("f.late", "=", 0)
    .where("f.lower90", "is not", null)
    .where("later.id", "is", null)
    .orderBy("f.symbol")
    .orderBy("f.as_of")
    .orderBy("f.id")
    .execute();
  const days = new Set<string>();
  return rows
    .filter(({ symbol, as_of }) => days.size < days.add(`${symbol} ${as_of}`).size)
    .map(({ symbol, as_of, lower90, upper90, session, close, factor }) => ({
      symbol,
      asOf: as_of,
      date: session,
      held: lower90! / factor <= close && close <= upper90! / factor,
    }));
}
