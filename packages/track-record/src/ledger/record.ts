import { type Kysely, sql } from "kysely";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { appendForecasts } from "./append.ts";
import { checkForecast, type IssuedForecast, keyOf, type RecordedForecast } from "./forecast.ts";
import { type ForecastRow, toForecast, toForecastRow } from "./rows.ts";

/** What `recordForecasts` returns for each forecast. */
export interface Recorded {
  /** The forecast in the record: the first of its symbol, forecaster, as-of date and horizon. */
  forecast: RecordedForecast;
  /** False if it was there before. */
  isNew: boolean;
}

const KEYS_A_QUERY = 500;

/**
 * Records forecasts in one transaction: all or none. A forecast of the same symbol, forecaster, as-of date and horizon is
 * never recorded twice; the first stays.
 *
 * @returns one result for each forecast, in order
 * @throws TrackRecordError `bad_value` before anything is written; what the store throws
 * @example
 * const issued = issueForecast(forecastWithModel(forecaster, series), { role: "champion", series, issuedAt: new Date() });
 * await recordForecasts(store, [issued]); // [{ forecast: { id: 1, symbol: "AAPL", ... }, isNew: true }]
 */
export async function recordForecasts(
  store: Store,
  forecasts: readonly IssuedForecast[],
): Promise<Recorded[]> {
  forecasts.forEach(checkForecast);
  if (forecasts.length === 0) return [];
  return store.write(async (db) => {
    const known = await findRecorded(db, forecasts);
    const fresh = new Map(
      forecasts.map((forecast) => [keyOf(forecast), forecast] as const).reverse(), // the first of two stays
    );
    for (const key of known.keys()) fresh.delete(key);
    // In the order of the call, not of the map.
    const added = [...new Set(forecasts.map(keyOf))].flatMap((key) => fresh.get(key) ?? []);
    const rows = await appendForecasts(db, added.map(toForecastRow));
    for (const row of rows) {
      const forecast = toForecast(row);
      known.set(keyOf(forecast), forecast);
    }
    return forecasts.map((forecast) => {
      const key = keyOf(forecast);
      const isNew = fresh.delete(key);
      return { forecast: known.get(key)!, isNew };
    });
  });
}

/**
 * The recorded forecasts with the keys of `forecasts`, by key.
 *
 * SQLite takes the tables of a cross join in their order: it looks each key up in the index.
 */
async function findRecorded(db: Kysely<Tables>, forecasts: readonly IssuedForecast[]) {
  const found = new Map<string, RecordedForecast>();
  for (let at = 0; at < forecasts.length; at += KEYS_A_QUERY) {
    const keys = forecasts.slice(at, at + KEYS_A_QUERY).map((forecast) => {
      const { symbol, forecaster, as_of, horizon } = toForecastRow(forecast);
      return sql`(${symbol}, ${forecaster}, ${as_of}, cast(${horizon} as integer))`;
    });
    const { rows } = await sql<ForecastRow>`
      with wanted (symbol, forecaster, as_of, horizon) as (values ${sql.join(keys)})
      select forecasts.* from wanted cross join forecasts
      where forecasts.symbol = wanted.symbol and forecasts.forecaster = wanted.forecaster
        and forecasts.as_of = wanted.as_of and forecasts.horizon = wanted.horizon`.execute(db);
    for (const row of rows.map(toForecast)) found.set(keyOf(row), row);
  }
  return found;
}
