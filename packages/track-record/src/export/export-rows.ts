import { LEVELS, levelName } from "@lstm-predict/forecasts";
import type { TableColumn } from "@lstm-predict/storage/tables";
import { forecasterOf } from "../ledger/forecast.ts";
import { toForecast, toSettlement } from "../ledger/rows.ts";
import type { HistoryEntry } from "../settle/history.ts";
import type { Store } from "../store/store.ts";

/** A column of an export: its type, and its value for a forecast; null if it has none. */
export type ExportColumn = TableColumn<HistoryEntry>;

const level = (name: ReturnType<typeof levelName>, end: 0 | 1): ExportColumn => ({
  type: "DOUBLE",
  read: ({ forecast }) => forecast.intervals?.[name][end] ?? null,
});

const intervals = LEVELS.map(levelName).flatMap((name): [string, ExportColumn][] => [
  [`lower${name}`, level(name, 0)],
  [`upper${name}`, level(name, 1)],
]);

/** Columns of an export, by name: the forecast on its own scale, then what came of it, on the scale of the bars. */
export const EXPORT_COLUMNS: Readonly<Record<string, ExportColumn>> = {
  id: { type: "INT32", read: ({ forecast }) => forecast.id },
  issued_at: { type: "STRING", read: ({ forecast }) => forecast.issuedAt },
  symbol: { type: "STRING", read: ({ forecast }) => forecast.symbol },
  role: { type: "STRING", read: ({ forecast }) => forecast.role },
  forecaster: { type: "STRING", read: ({ forecast }) => forecasterOf(forecast) },
  weights_sha256: { type: "STRING", read: ({ forecast }) => forecast.model?.weightsSha256 ?? null },
  as_of: { type: "STRING", read: ({ forecast }) => forecast.asOf },
  target_date: { type: "STRING", read: ({ forecast }) => forecast.targetDate },
  horizon: { type: "INT32", read: ({ forecast }) => forecast.horizon },
  prediction: { type: "DOUBLE", read: ({ forecast }) => forecast.prediction },
  naive: { type: "DOUBLE", read: ({ forecast }) => forecast.naive },
  volatility: { type: "DOUBLE", read: ({ forecast }) => forecast.volatility ?? null },
  ...Object.fromEntries(intervals),
  late: { type: "BOOLEAN", read: ({ forecast }) => forecast.late },
  bars_sha256: { type: "STRING", read: ({ forecast }) => forecast.barsSha256 },
  session: { type: "STRING", read: ({ settlement }) => settlement?.session ?? null },
  close: { type: "DOUBLE", read: ({ settlement }) => settlement?.close ?? null },
  factor: { type: "DOUBLE", read: ({ settlement }) => settlement?.factor ?? null },
  known_at: { type: "STRING", read: ({ settlement }) => settlement?.knownAt ?? null },
  settled_from_sha256: { type: "STRING", read: ({ settlement }) => settlement?.barsSha256 ?? null },
};

const ROWS_A_PAGE = 2_000;

/**
 * Reads all forecasts with their last settlements in the order in which they were recorded, a page at a time: memory does
 * not grow with the record.
 *
 * @param symbol of all symbols if undefined
 */
export async function* readRecord(
  store: Store,
  { symbol }: { symbol?: string | undefined } = {},
): AsyncGenerator<HistoryEntry[]> {
  for (let after = 0; ; ) {
    const page = await store.read(async (db) => {
      const wanted = db
        .selectFrom("forecasts")
        .where("id", ">", after)
        .$if(symbol !== undefined, (query) => query.where("symbol", "=", symbol!))
        .orderBy("id")
        .limit(ROWS_A_PAGE);
      const forecasts = await wanted.selectAll().execute();
      const ids = db.selectFrom(wanted.select("id").as("wanted")).select("id");
      const settlements = await db
        .selectFrom("settlements")
        .selectAll()
        .where("forecast", "in", ids)
        .orderBy("id")
        .execute();
      const settled = new Map(settlements.map((row) => [row.forecast, toSettlement(row)]));
      return forecasts.map((row): HistoryEntry => {
        const settlement = settled.get(row.id);
        return { forecast: toForecast(row), ...(settlement && { settlement }) };
      });
    });
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!.forecast.id;
  }
}
