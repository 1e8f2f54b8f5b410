import {
  firstOfDay,
  forecasterOf,
  type HistoryEntry,
  monitorOutcomes,
  type Outcome,
  outcomesOf,
  type Role,
  scoreOutcomes,
  scoreSameDays,
} from "@lstm-predict/track-record";
import type { SymbolRecord } from "../schemas/record.ts";
import { recordedDay } from "./issued.ts";

/** Forecasters that need no model, which the served one stands beside. */
const BESIDE: readonly Role[] = ["zeroShot", "har"];

/**
 * The record of one symbol and horizon.
 *
 * @param history of all roles
 * @param days how many of the last days to list; scores are those of all
 */
export function symbolRecord(
  symbol: string,
  horizon: number,
  history: readonly HistoryEntry[],
  days: number,
): SymbolRecord {
  const of = (role: Role) => history.filter(({ forecast }) => forecast.role === role);
  const champion = of("champion");
  const outcomes = firstOfDay(outcomesOf(champion));
  const beside = BESIDE.flatMap((role) => {
    const others = firstOfDay(outcomesOf(of(role)));
    return others.length > 0 ? [[role, scoreSameDays(outcomes, others)]] : [];
  });
  const scoresBy = (keyOf: (outcome: Outcome) => string) =>
    [...Map.groupBy(outcomes, keyOf)].map(([key, group]) => [key, scoreOutcomes(group)] as const);
  return {
    symbol,
    horizon,
    days: champion.slice(-days).map(recordedDay),
    scores: scoreOutcomes(outcomes),
    beside: Object.fromEntries(beside),
    versions: scoresBy(({ forecast }) => forecasterOf(forecast)).map(([version, scores]) => ({
      version,
      scores,
    })),
    months: scoresBy(({ session }) => session.slice(0, 7)).map(([month, scores]) => ({ month, scores })),
    monitor: monitorOutcomes(outcomes),
  };
}
