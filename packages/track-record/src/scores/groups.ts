import { forecasterOf, type Role } from "../ledger/forecast.ts";
import { type HistoryFilter, readHistory } from "../settle/history.ts";
import type { Store } from "../store/store.ts";
import { firstOfDay, type Outcome, outcomesOf } from "./outcome.ts";
import { type LiveScores, scoreOutcomes } from "./score.ts";

/** How to group the settled days of a symbol. */
export type Grouping = "all" | "forecaster" | "month";

/** Scores of one group. */
export interface GroupScores {
  /** The symbol, the version of a model (or a role), or the month YYYY-MM of the session. */
  group: string;
  /** Role of the group's last forecast. */
  role: Role;
  horizon: number;
  scores: LiveScores;
}

/**
 * Scores a symbol's settled forecasts as a whole, by forecaster or by month; never mixes horizons, and roles only of one
 * model.
 *
 * @param filter by default the champion's forecasts; `role: undefined` for those of all
 * @throws what the store throws
 * @example
 * await scoreSymbol(store, "AAPL", "month", { horizon: 1 }); // [{ group: "2026-11", scores: ... }]
 */
export async function scoreSymbol(
  store: Store,
  symbol: string,
  grouping: Grouping,
  filter: HistoryFilter = {},
): Promise<GroupScores[]> {
  const groupOf = ({ forecast, session }: Outcome) =>
    grouping === "all" ? symbol : grouping === "month" ? session.slice(0, 7) : forecasterOf(forecast);
  const keyOf = (outcome: Outcome) => {
    const { role, horizon } = outcome.forecast;
    return [groupOf(outcome), horizon, grouping === "forecaster" ? "" : role].join(" ");
  };
  const history = await readHistory(store, symbol, { role: "champion", ...filter });
  return [...Map.groupBy(outcomesOf(history), keyOf).values()].map((group) => ({
    group: groupOf(group[0]!),
    role: group.at(-1)!.forecast.role,
    horizon: group[0]!.forecast.horizon,
    scores: scoreOutcomes(firstOfDay(group)),
  }));
}
