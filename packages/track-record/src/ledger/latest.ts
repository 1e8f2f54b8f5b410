import { sql } from "kysely";
import type { Store } from "../store/store.ts";
import type { RecordedForecast, Role } from "./forecast.ts";
import { type ForecastRow, toForecast } from "./rows.ts";

/**
 * Reads the newest forecast of each symbol, by symbol: from as many short searches of the index as there are symbols.
 *
 * @throws what the store throws
 */
export async function readLatest(
  store: Store,
  { role = "champion", horizon = 1 }: { role?: Role | undefined; horizon?: number | undefined } = {},
): Promise<RecordedForecast[]> {
  const { rows } = await store.read((db) =>
    sql<ForecastRow>`
      with recursive symbols (symbol) as (
        select min(symbol) from forecasts
        union all
        select (select min(symbol) from forecasts where forecasts.symbol > symbols.symbol)
        from symbols where symbols.symbol is not null
      )
      select forecasts.* from symbols join forecasts on forecasts.id = (
        select id from forecasts as newest
        where newest.symbol = symbols.symbol and role = ${role} and horizon = cast(${horizon} as integer)
        order by as_of desc, id desc limit 1
      ) order by forecasts.symbol`.execute(db),
  );
  return rows.map(toForecast);
}
