import type { SymbolBars, SymbolForecast, SymbolRecord } from "@lstm-predict/api-client";
import { formatNumber, formatPercent, formatPrice, UNKNOWN } from "@lstm-predict/reports/wording";
import type { Table } from "./types.ts";

/** One of the two symbols. */
export interface Compared {
  symbol: string;
  forecast: SymbolForecast;
  bars: SymbolBars;
  record: SymbolRecord;
}

export interface ComparisonContent {
  symbols: [string, string];
  table: Table;
  /** Sessions that both have, oldest first, and closes with the first session as 100. */
  dates: string[];
  closes: [number[], number[]];
}

/** Two symbols side by side. */
export function comparisonContent(both: [Compared, Compared]): ComparisonContent {
  const symbols: [string, string] = [both[0].symbol, both[1].symbol];
  const second = new Set(both[1].bars.sessions.map(({ date }) => date));
  const dates = both[0].bars.sessions.map(({ date }) => date).filter((date) => second.has(date));
  return {
    symbols,
    table: { caption: "Side by side", columns: ["", ...symbols], rows: rowsOf(both) },
    dates,
    closes: [relativeCloses(both[0].bars, dates), relativeCloses(both[1].bars, dates)],
  };
}

function relativeCloses({ sessions }: SymbolBars, dates: readonly string[]): number[] {
  const wanted = new Set(dates);
  const closes = sessions.filter(({ date }) => wanted.has(date)).map(({ close }) => close);
  return closes.map((close) => (100 * close) / closes[0]!);
}

function rowsOf(both: [Compared, Compared]): Table["rows"] {
  const row = (head: string, cell: (compared: Compared) => string) => ({ head, cells: both.map(cell) });
  const live = (head: string, cell: (scores: SymbolRecord["scores"]) => string) =>
    row(head, ({ record }) => (record.scores.tooFew ? "too few days" : cell(record.scores)));
  return [
    row("last close", ({ forecast }) => `${formatPrice(forecast.naive)} (${forecast.asOf})`),
    row(
      "next 90 % range",
      ({ forecast }) => forecast.intervals?.["90"]?.map(formatPrice).join(" – ") ?? UNKNOWN,
    ),
    row("its width", ({ forecast }) => widthOf(forecast)),
    row("days on record", ({ record }) => String(record.scores.days)),
    live("90 % held", ({ coverage }) => formatPercent(coverage["90"]?.share)),
    live("MASE", ({ mase }) => formatNumber(mase, 4)),
    live("interval score", ({ winkler }) => formatNumber(winkler, 3)),
    live("direction", ({ direction }) => formatPercent(direction.share)),
  ];
}

function widthOf({ intervals, naive }: SymbolForecast): string {
  const range = intervals?.["90"];
  return range ? formatPercent((range[1] - range[0]) / naive, 2) : UNKNOWN;
}
