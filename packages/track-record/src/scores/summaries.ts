import type { Kysely } from "kysely";
import { TrackRecordError } from "../errors.ts";
import { forecasterOf, type Role } from "../ledger/forecast.ts";
import { addAlarms } from "../monitor/alarms.ts";
import { type Monitor, monitorOutcomes } from "../monitor/monitor.ts";
import { recountOutcomes } from "../monitor/recount.ts";
import { type HistoryEntry, selectHistory } from "../settle/history.ts";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { firstOfDay, held, type Outcome, outcomesOf } from "./outcome.ts";
import { type LiveScores, type SameDays, scoreOutcomes, scoreSameDays } from "./score.ts";

/** Forecasters that need no model. */
const MODELLESS: readonly Role[] = ["zeroShot", "har"];
/** Roles with one forecast a day, and so with a series of days. */
const SERIES: readonly Role[] = ["champion", ...MODELLESS];

/** Days in `Summary.recent`. */
const RECENT_DAYS = 60;

/** What an overview shows of one symbol, role and horizon. */
export interface Summary {
  symbol: string;
  role: Role;
  horizon: number;
  /** Of the last settled day: the version of a model, or the role. */
  forecaster: string;
  scores: LiveScores;
  /** The forecasters that need no model, on the same days. */
  beside: Partial<Record<Role, SameDays>>;
  monitor: Monitor;
  /** The last 60 days: session, close, and whether the 90 % interval held it; null without one. */
  recent: [session: string, close: number, held: boolean | null][];
}

/** Summarizes a symbol's history, for each role and horizon with a settled forecast. */
export function summarize(symbol: string, history: readonly HistoryEntry[]): Summary[] {
  const series = Map.groupBy(outcomesOf(history), ({ forecast }) => `${forecast.role} ${forecast.horizon}`);
  const daysOf = (role: Role, horizon: number) => firstOfDay(series.get(`${role} ${horizon}`) ?? []);
  return [...series.values()].flatMap(([first]) => {
    const { role, horizon } = first!.forecast;
    if (!SERIES.includes(role)) return [];
    const outcomes = daysOf(role, horizon);
    return {
      symbol,
      role,
      horizon,
      forecaster: forecasterOf(outcomes.at(-1)!.forecast),
      scores: scoreOutcomes(outcomes),
      beside: scoreBeside(outcomes, (other) => (other === role ? [] : daysOf(other, horizon))),
      monitor: monitorOutcomes(outcomes),
      recent: outcomes.slice(-RECENT_DAYS).map(recentDay),
    };
  });
}

/** Scores outcomes beside those of the forecasters that need no model and have some, on the days of both. */
export function scoreBeside(
  outcomes: readonly Outcome[],
  outcomesBy: (role: Role) => readonly Outcome[],
): Partial<Record<Role, SameDays>> {
  const beside = MODELLESS.flatMap((role) => {
    const others = outcomesBy(role);
    return others.length > 0 ? [[role, scoreSameDays(outcomes, others)]] : [];
  });
  return Object.fromEntries(beside);
}

function recentDay(outcome: Outcome): Summary["recent"][number] {
  return [outcome.session, outcome.actual, outcome.intervals ? held(outcome) : null];
}

/** Replaces the summaries of a symbol, and adds the alarms that are new, within the transaction that settled it. */
export async function writeSummaries(
  db: Kysely<Tables>,
  symbol: string,
  history: readonly HistoryEntry[],
): Promise<void> {
  await db.deleteFrom("summaries").where("symbol", "=", symbol).execute();
  const summaries = summarize(symbol, history);
  for (const { role, horizon, monitor } of summaries) await addAlarms(db, { symbol, role, horizon }, monitor);
  const rows = summaries.map((summary) => {
    const { role, horizon } = summary;
    return { symbol, role, horizon, summary: JSON.stringify(summary) };
  });
  if (rows.length > 0) await db.insertInto("summaries").values(rows).execute();
}

/** Reads the summaries of all symbols for one role and horizon, by symbol. */
export async function readOverview(
  store: Store,
  { role = "champion", horizon = 1 }: { role?: Role | undefined; horizon?: number | undefined } = {},
): Promise<Summary[]> {
  const rows = await store.read((db) =>
    db
      .selectFrom("summaries")
      .select(["symbol", "summary"])
      .where("role", "=", role)
      .where("horizon", "=", horizon)
      .orderBy("symbol")
      .execute(),
  );
  return rows.map(({ symbol, summary }) => {
    const parsed = parseSummary(summary);
    if (parsed?.symbol === symbol) return parsed;
    const cause = `the summary of ${symbol} is damaged: pnpm record verify --rebuild computes it again`;
    throw new TrackRecordError("damaged", `the track record ${store.place}: ${cause}`);
  });
}

/** The summary in a text of the database; undefined if it is none. */
function parseSummary(text: string): Summary | undefined {
  try {
    const summary = JSON.parse(text);
    const parts = [summary.scores, summary.beside, summary.monitor, summary.recent];
    return parts.every((part) => typeof part === "object" && part !== null) ? summary : undefined;
  } catch {
    return undefined;
  }
}

/** Computes all summaries, and the counts of the fleet's monitor, again from the ledger; returns the number of symbols. */
export async function rebuildSummaries(store: Store): Promise<number> {
  const symbols = await store.write(async (db) => {
    await recountOutcomes(db);
    const recorded = db.selectFrom("forecasts").select("symbol").distinct();
    await db.deleteFrom("summaries").where("symbol", "not in", recorded).execute();
    return recorded.orderBy("symbol").execute();
  });
  // A symbol at a time, so that other writers need not wait for all.
  for (const { symbol } of symbols) {
    await store.write(async (db) => writeSummaries(db, symbol, await selectHistory(db, symbol)));
  }
  return symbols.length;
}
