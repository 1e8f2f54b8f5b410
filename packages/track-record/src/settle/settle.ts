import type { BarSeries } from "@lstm-predict/market-data";
import { appendSettlements } from "../ledger/append.ts";
import { barsHash } from "../ledger/bars-hash.ts";
import { toSettlement, toSettlementRow } from "../ledger/rows.ts";
import type { Settlement } from "../ledger/settlement.ts";
import { countOutcomes } from "../monitor/session-outcomes.ts";
import { writeSummaries } from "../scores/summaries.ts";
import type { Store } from "../store/store.ts";
import { findActual, isSame } from "./actual.ts";
import { type HistoryEntry, selectHistory } from "./history.ts";

/** What `settleForecasts` did for one symbol. */
export interface SettleReport {
  symbol: string;
  /** Forecasts settled for the first time. */
  settled: number;
  /** Settlements replaced, because the bars were restated. */
  restated: number;
  /** Forecasts whose session has not come. */
  open: number;
  /** Open forecasts that these bars cannot settle: they have no bar of the as-of date. */
  withoutBar: number;
}

/**
 * Settles the forecasts of a symbol with its bars, in one transaction.
 *
 * The bars that were downloaded last decide: older ones settle what is open, and replace nothing. Where newer bars tell
 * another close, or were split since, by more than rounding, a new settlement names the one that it replaces. A settlement of
 * the future is of a clock that was ahead, and of bars that may have been unfinished: any bars replace it.
 *
 * @param series clean bars of the symbol, which reach back to the as-of dates
 * @param knownAt when they were downloaded
 * @throws what the store throws
 */
export async function settleForecasts(store: Store, series: BarSeries, knownAt: Date): Promise<SettleReport> {
  const { symbol, bars } = series;
  const at = { knownAt: knownAt.toISOString(), barsSha256: barsHash(bars) };
  return store.write(async (db) => {
    const history = await selectHistory(db, symbol);
    const report: SettleReport = { symbol, settled: 0, restated: 0, open: 0, withoutBar: 0 };
    const dates = new Set(bars.map(({ date }) => date));
    const added: Omit<Settlement, "id">[] = [];
    for (const entry of history) {
      const { forecast, settlement } = entry;
      const actual = findActual(forecast, bars);
      if (actual && isNews(entry, actual, at.knownAt)) {
        report[settlement ? "restated" : "settled"]++;
        added.push({ forecast: forecast.id, replaces: settlement?.id ?? null, ...actual, ...at });
      } else if (!settlement) report[dates.has(forecast.asOf) ? "open" : "withoutBar"]++;
    }
    if (added.length === 0) return report;
    const rows = await appendSettlements(db, added.map(toSettlementRow));
    const settlements = new Map(rows.map((row) => [row.forecast, toSettlement(row)]));
    const settled = history.map((entry) => {
      const settlement = settlements.get(entry.forecast.id);
      return settlement ? { ...entry, settlement } : entry;
    });
    // Of a day all forecasts, as one of each role counts; other days are as they were.
    const days = new Set(
      settled.flatMap(({ forecast }) => (settlements.has(forecast.id) ? forecast.asOf : [])),
    );
    const ofDays = ({ forecast }: HistoryEntry) => days.has(forecast.asOf);
    await countOutcomes(db, history.filter(ofDays), settled.filter(ofDays));
    await writeSummaries(db, symbol, settled);
    return report;
  });
}

/** Whether bars of `knownAt` say something new about a forecast. */
function isNews(
  { settlement }: HistoryEntry,
  { session, close, factor }: NonNullable<ReturnType<typeof findActual>>,
  knownAt: string,
): boolean {
  if (!settlement) return true;
  const isOlder = knownAt <= settlement.knownAt;
  if (isOlder && settlement.knownAt <= new Date().toISOString()) return false;
  return (
    session !== settlement.session || !isSame(close, settlement.close) || !isSame(factor, settlement.factor)
  );
}
