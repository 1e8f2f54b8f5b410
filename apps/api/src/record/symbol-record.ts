import {
  firstOfDay,
  forecasterOf,
  type HistoryEntry,
  monitorOutcomes,
  type Outcome,
  outcomesOf,
  type Role,
  scoreBeside,
  scoreOutcomes,
} from "@lstm-predict/track-record";
import type { SymbolRecord } from "../schemas/record.ts";
import { recordedDay } from "./issued.ts";

/**
 * The record of one symbol and horizon.
 *
 * @param horizons all that are on record
 * @param history of all roles
 * @param days how many of the last days to list; scores are those of all
 */
export function symbolRecord(
  symbol: string,
  horizon: number,
  horizons: number[],
  history: readonly HistoryEntry[],
  days: number,
): SymbolRecord {
  const of = (role: Role) => history.filter(({ forecast }) => forecast.role === role);
  const outcomesBy = (role: Role) => firstOfDay(outcomesOf(of(role)));
  const champion = of("champion");
  const outcomes = outcomesBy("champion");
  const scoresBy = (keyOf: (outcome: Outcome) => string) =>
    [...Map.groupBy(outcomes, keyOf)].map(([key, group]) => [key, scoreOutcomes(group)] as const);
  return {
    symbol,
    horizon,
    horizons,
    days: champion.slice(-days).map(recordedDay),
    scores: scoreOutcomes(outcomes),
    beside: scoreBeside(outcomes, outcomesBy),
    versions: scoresBy(({ forecast }) => forecasterOf(forecast)).map(([version, scores]) => ({
      version,
      scores,
    })),
    months: scoresBy(({ session }) => session.slice(0, 7)).map(([month, scores]) => ({ month, scores })),
    monitor: monitorOutcomes(outcomes),
  };
}
