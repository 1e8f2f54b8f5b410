import { type Kysely, type Selectable, sql } from "kysely";
import { firstOfDay, held, outcomesOf } from "../scores/outcome.ts";
import type { HistoryEntry } from "../settle/history.ts";
import type { SessionOutcomesTable, Tables } from "../store/tables.ts";

/** Outcomes of all symbols, for one as-of date and the session that settled it. */
export type OutcomeCount = Selectable<SessionOutcomesTable>;

const ROWS_A_STATEMENT = 1_000;

/**
 * Brings the counts up to date with a symbol's history, within the transaction that settled: takes away what it had, adds what
 * it has. Counts are whole numbers, so the order in which symbols are settled changes nothing.
 */
export async function countOutcomes(
  db: Kysely<Tables>,
  before: readonly HistoryEntry[],
  after: readonly HistoryEntry[],
): Promise<void> {
  const counts = new Map<string, OutcomeCount>();
  for (const [sign, history] of [
    [-1, before],
    [1, after],
  ] as const) {
    for (const { outcomes, missed, ...of } of countsOf(history)) {
      const key = Object.values(of).join(" ");
      const count = counts.get(key) ?? { ...of, outcomes: 0, missed: 0 };
      count.outcomes += sign * outcomes;
      count.missed += sign * missed;
      counts.set(key, count);
    }
  }
  const changed = [...counts.values()].filter(({ outcomes, missed }) => outcomes !== 0 || missed !== 0);
  for (let at = 0; at < changed.length; at += ROWS_A_STATEMENT) {
    await db
      .insertInto("session_outcomes")
      .values(changed.slice(at, at + ROWS_A_STATEMENT))
      .onConflict((conflict) =>
        conflict.columns(["role", "horizon", "session", "as_of"]).doUpdateSet({
          outcomes: sql`session_outcomes.outcomes + excluded.outcomes`,
          missed: sql`session_outcomes.missed + excluded.missed`,
        }),
      )
      .execute();
  }
}

/** One outcome for each as-of date of a role and horizon. */
function countsOf(history: readonly HistoryEntry[]): OutcomeCount[] {
  const wide = outcomesOf(history).filter(({ intervals }) => intervals !== undefined);
  const series = Map.groupBy(wide, ({ forecast }) => `${forecast.role} ${forecast.horizon}`);
  return [...series.values()].flatMap(firstOfDay).map((outcome) => {
    const { role, horizon, asOf } = outcome.forecast;
    const missed = held(outcome) ? 0 : 1;
    return { role, horizon, session: outcome.session, as_of: asOf, outcomes: 1, missed };
  });
}
