import type { Kysely } from "kysely";
import type { Role } from "../ledger/forecast.ts";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import type { Suspicion } from "./detector.ts";
import type { Monitor } from "./monitor.ts";

/** An alarm of the monitor, as it was raised: bars that are restated later do not take it back. */
export interface RaisedAlarm {
  symbol: string;
  role: Role;
  horizon: number;
  suspicion: Suspicion;
  /** Session whose outcome raised it, YYYY-MM-DD. */
  date: string;
  evidence: number;
  /** When it was told to whom it concerns, ISO 8601, UTC; null: not yet. */
  announcedAt: string | null;
}

/** Adds the alarms of a monitor that are not on record, within the transaction that settled. */
export async function addAlarms(
  db: Kysely<Tables>,
  { symbol, role, horizon }: Pick<RaisedAlarm, "symbol" | "role" | "horizon">,
  monitor: Monitor,
): Promise<void> {
  const rows = (["tooNarrow", "tooWide"] as const).flatMap((suspicion) =>
    monitor[suspicion].alarms.map(({ date, evidence }) => ({
      ...{ symbol, role, horizon, suspicion, date, evidence },
      announced_at: null,
    })),
  );
  if (rows.length === 0) return;
  await db
    .insertInto("alarms")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Which alarms to read; undefined fields leave out none. */
export interface AlarmFilter {
  symbol?: string | undefined;
  role?: Role | undefined;
  horizon?: number | undefined;
  /** Only alarms of later sessions, YYYY-MM-DD. */
  after?: string | undefined;
  announced?: boolean | undefined;
}

/** Reads alarms, oldest first. Throws what the store throws. */
export async function readAlarms(
  store: Store,
  { symbol, role, horizon, after, announced }: AlarmFilter = {},
): Promise<RaisedAlarm[]> {
  const rows = await store.read((db) =>
    db
      .selectFrom("alarms")
      .selectAll()
      .$if(symbol !== undefined, (query) => query.where("symbol", "=", symbol!))
      .$if(role !== undefined, (query) => query.where("role", "=", role!))
      .$if(horizon !== undefined, (query) => query.where("horizon", "=", horizon!))
      .$if(after !== undefined, (query) => query.where("date", ">", after!))
      .$if(announced !== undefined, (query) => query.where("announced_at", announced ? "is not" : "is", null))
      .orderBy("date")
      .orderBy("symbol")
      .execute(),
  );
  return rows.map(({ announced_at, ...alarm }) => ({ ...alarm, announcedAt: announced_at }));
}

/**
 * Tells alarms that nobody was told of, oldest first, and notes each once `tell` has resolved. It is told at least once: a process
 * that ends in between, or two at a time, tell it again.
 *
 * @returns the alarms that were told
 * @throws what `tell` throws; the rest is told next time
 */
export async function announceAlarms(
  store: Store,
  tell: (alarm: RaisedAlarm) => Promise<void>,
  now = () => new Date(),
): Promise<RaisedAlarm[]> {
  const told: RaisedAlarm[] = [];
  for (const alarm of await readAlarms(store, { role: "champion", announced: false })) {
    await tell(alarm);
    const { symbol, role, horizon, suspicion, date } = alarm;
    const announcedAt = now().toISOString();
    await store.write((db) =>
      db
        .updateTable("alarms")
        .set({ announced_at: announcedAt })
        .where("symbol", "=", symbol)
        .where("role", "=", role)
        .where("horizon", "=", horizon)
        .where("suspicion", "=", suspicion)
        .where("date", "=", date)
        .execute(),
    );
    told.push({ ...alarm, announcedAt });
  }
  return told;
}
