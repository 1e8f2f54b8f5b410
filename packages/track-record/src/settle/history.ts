import type { Kysely } from "kysely";
import type { RecordedForecast, Role } from "../ledger/forecast.ts";
import { toForecast, toSettlement } from "../ledger/rows.ts";
import type { Settlement } from "../ledger/settlement.ts";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";

/** A recorded forecast, with its settlement unless it is open. */
export interface HistoryEntry {
  forecast: RecordedForecast;
  /** The last settlement; absent while the forecast is open. */
  settlement?: Settlement;
}

/** Which forecasts of a symbol to read; undefined fields leave out none. */
export interface HistoryFilter {
  role?: Role | undefined;
  /** The version of a model, or the role of a forecaster without one. */
  forecaster?: string | undefined;
  horizon?: number | undefined;
  /** Bounds of the as-of date, inclusive, YYYY-MM-DD. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Reads a symbol's forecasts in the order of their as-of dates, then as recorded, each with its settlement. */
export function readHistory(
  store: Store,
  symbol: string,
  filter: HistoryFilter = {},
): Promise<HistoryEntry[]> {
  return store.read((db) => selectHistory(db, symbol, filter));
}

/** The horizons of a symbol's forecasts of one role, ascending. */
export async function readHorizons(store: Store, symbol: string, role: Role = "champion"): Promise<number[]> {
  const rows = await store.read((db) =>
    db
      .selectFrom("forecasts")
      .select("horizon")
      .distinct()
      .where("symbol", "=", symbol)
      .where("role", "=", role)
      .orderBy("horizon")
      .execute(),
  );
  return rows.map(({ horizon }) => horizon);
}

/** `readHistory` within a transaction. */
export async function selectHistory(
  db: Kysely<Tables>,
  symbol: string,
  { role, forecaster, horizon, from, to }: HistoryFilter = {},
): Promise<HistoryEntry[]> {
  const wanted = db
    .selectFrom("forecasts")
    .where("symbol", "=", symbol)
    .$if(role !== undefined, (query) => query.where("role", "=", role!))
    .$if(forecaster !== undefined, (query) => query.where("forecaster", "=", forecaster!))
    .$if(horizon !== undefined, (query) => query.where("horizon", "=", horizon!))
    .$if(from !== undefined, (query) => query.where("as_of", ">=", from!))
    .$if(to !== undefined, (query) => query.where("as_of", "<=", to!));
  const forecasts = await wanted.selectAll().orderBy("as_of").orderBy("id").execute();
  const settlements = await db
    .selectFrom("settlements")
    .selectAll()
    .where("forecast", "in", wanted.select("id"))
    .orderBy("id")
    .execute();
  // The last one of a forecast stays.
  const settled = new Map(settlements.map((row) => [row.forecast, toSettlement(row)]));
  return forecasts.map((row) => {
    const settlement = settled.get(row.id);
    return { forecast: toForecast(row), ...(settlement && { settlement }) };
  });
}
