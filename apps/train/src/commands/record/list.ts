import { parseSymbol } from "@lstm-predict/bars";
import { price } from "@lstm-predict/reports";
import { forecasterOf, type HistoryEntry, readHistory } from "@lstm-predict/track-record";
import { withTrackRecord } from "../../settings/track-record.ts";
import { plainTable } from "../../terminal/plain-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";

interface ListFlags {
  symbol: string;
  days: number;
  horizon: number;
  json?: boolean;
}

/** Lists a symbol's forecasts as issued, newest first, each with the close that came. */
export async function list(
  terminal: Terminal,
  { symbol: named, days, horizon, json }: ListFlags,
): Promise<void> {
  const symbol = parseSymbol(named);
  const all = await withTrackRecord((record) => readHistory(record, symbol, { horizon }));
  const sessions = [...new Set(all.map(({ forecast }) => forecast.asOf))].slice(-days);
  const entries = all.filter(({ forecast }) => sessions.includes(forecast.asOf)).toReversed();
  if (json) return terminal.json({ symbol, horizon, forecasts: entries });
  if (entries.length === 0) {
    const over = horizon === 1 ? "" : ` over ${horizon} sessions`;
    return terminal.result(`No forecast of ${symbol}${over} is on record yet.`);
  }
  const table = plainTable(
    ["day", "forecaster", "forecast", "90 % from", "to", "close", "held"],
    ["left", "left", "right", "right", "right", "right", "left"],
  );
  for (const entry of entries) table.push(cellsOf(entry));
  terminal.result(table.toString());
}

function cellsOf({ forecast, settlement }: HistoryEntry): string[] {
  const { targetDate, prediction, intervals, role } = forecast;
  const [lower, upper] = intervals?.["90"] ?? [];
  // On the scale of the forecast, whatever was split since.
  const close = settlement && settlement.close * settlement.factor;
  const isKnown = close !== undefined && lower !== undefined && upper !== undefined;
  return [
    settlement?.session ?? targetDate,
    role === "champion" ? `champion ${forecasterOf(forecast)}` : forecasterOf(forecast),
    price(prediction),
    lower === undefined ? "" : price(lower),
    upper === undefined ? "" : price(upper),
    close === undefined ? "open" : price(close),
    isKnown ? (lower <= close && close <= upper ? "yes" : "no") : "",
  ];
}
