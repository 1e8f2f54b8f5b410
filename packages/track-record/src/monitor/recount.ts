import { type Kysely, sql } from "kysely";
import type { Tables } from "../store/tables.ts";

/** Counts all outcomes again from the ledger, within a transaction. */
export async function recountOutcomes(db: Kysely<Tables>): Promise<void> {
  await db.deleteFrom("session_outcomes").execute();
  await sql`
    insert into session_outcomes (role, horizon, session, as_of, outcomes, missed)
    select role, horizon, session, as_of, count(*), sum(missed) from (
      select role, horizon, settlements.session, as_of,
        case when lower90 / factor <= close and close <= upper90 / factor then 0 else 1 end as missed,
        row_number() over (partition by symbol, role, horizon, as_of order by forecasts.id) as place
      from forecasts join settlements on settlements.forecast = forecasts.id
      where late = 0 and lower90 is not null
        and not exists (select 1 from settlements as later where later.replaces = settlements.id)
    ) as outcomes
    where place = 1
    group by role, horizon, session, as_of`.execute(db);
}
