import type { RecordOverview } from "@lstm-predict/api-client";
import {
  formatChange,
  formatNumber,
  formatPercent,
  formatPrice,
  UNKNOWN,
} from "@lstm-predict/reports/wording";

type Row = RecordOverview["rows"][number];
export type SortKey = (typeof COLUMNS)[number]["key"];

/** The columns that sort; `wide` ones are left out on a phone. */
export const COLUMNS = [
  { key: "symbol", name: "Symbol", hint: "Name of the symbol" },
  { key: "close", name: "Last close", hint: "Close that the newest forecast was made from", wide: true },
  { key: "range", name: "Next range", hint: "90 % interval of the next close, by its width" },
  {
    key: "change",
    name: "Last day",
    hint: "Change of the last settled day, and whether its interval held",
    wide: true,
  },
  { key: "coverage", name: "Held", hint: "Share of the days that the issued 90 % interval held" },
  {
    key: "mase",
    name: "MASE",
    hint: "Error over that of tomorrow = today, on the days on record",
    wide: true,
  },
  { key: "age", name: "Age", hint: "Days since the last close that is known", wide: true },
  {
    key: "alarm",
    name: "Alarm",
    hint: "Whether the intervals miss more or less often than they promise",
    wide: true,
  },
] as const;

/** A row as texts, with what its columns sort by. */
export interface OverviewRow {
  symbol: string;
  /** Whether it has a page: a symbol stays on record when it is served no more. */
  isServed: boolean;
  cells: Record<Exclude<SortKey, "symbol">, string>;
  /** Null sorts last. */
  by: Record<SortKey, string | number | null>;
  /** Whether the last settled day held. */
  held: boolean | null;
  alarm: Row["alarm"];
  recent: Row["recent"];
}

const ALARMS = { none: UNKNOWN, amber: "watch", alarm: "alarm" };
const ALARM_ORDER = { none: 0, amber: 1, alarm: 2 };

/** The rows of the record, and of the served symbols that have no record yet. */
export function overviewContent(overview: RecordOverview, served: readonly string[]): OverviewRow[] {
  const isServed = new Set(served);
  const recorded = overview.rows.map((row) => overviewRow(row, isServed.has(row.symbol)));
  const known = new Set(recorded.map(({ symbol }) => symbol));
  const others = served
    .filter((symbol) => !known.has(symbol))
    .map((symbol) => overviewRow(emptyRow(symbol), true));
  return sortRows([...recorded, ...others], "symbol", "ascending");
}

function overviewRow(row: Row, isServed: boolean): OverviewRow {
  const { symbol, latest, last, coverage, mase, tooFew, days, alarm, recent } = row;
  const range = latest?.intervals["90"];
  const width = range && latest ? (range[1] - range[0]) / latest.naive : null;
  return {
    symbol,
    isServed,
    held: last?.held ?? null,
    alarm,
    recent,
    cells: {
      close: formatPrice(latest?.naive),
      range: range ? range.map(formatPrice).join(" – ") : UNKNOWN,
      change: formatChange(last?.change),
      coverage: tooFew ? fewDays(days) : formatPercent(coverage.share),
      mase: tooFew ? UNKNOWN : formatNumber(mase, 3),
      age: latest ? `${latest.age} d` : UNKNOWN,
      alarm: ALARMS[alarm],
    },
    by: {
      symbol,
      close: latest?.naive ?? null,
      range: width,
      change: last?.change ?? null,
      coverage: tooFew ? null : coverage.share,
      mase: tooFew ? null : mase,
      age: latest?.age ?? null,
      alarm: ALARM_ORDER[alarm],
    },
  };
}

function fewDays(days: number): string {
  return days === 0 ? UNKNOWN : `${days} d: too few`;
}

function emptyRow(symbol: string): Row {
  const share = { right: 0, trials: 0, share: null, lower: null, upper: null };
  const scores = { days: 0, tooFew: true, coverage: share, mase: null, winkler: null };
  return { symbol, latest: null, last: null, ...scores, alarm: "none", recent: { closes: [], missed: [] } };
}

export type Order = "ascending" | "descending";

/** Sorts by a column, then by symbol; what is not known comes last. */
export function sortRows(rows: readonly OverviewRow[], key: SortKey, order: Order): OverviewRow[] {
  const sign = order === "ascending" ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [left, right] = [a.by[key], b.by[key]];
    if (left === right) return a.symbol < b.symbol ? -1 : 1;
    if (left === null || right === null) return left === null ? 1 : -1;
    return left < right ? -sign : sign;
  });
}

/** Whether a row has the text that a reader types, in its symbol. */
export function matches({ symbol }: OverviewRow, search: string): boolean {
  return symbol.includes(search.trim().toUpperCase());
}

/** "12 of 500 symbols", for the reader who types. */
export function countSentence(shown: number, all: number): string {
  const symbols = all === 1 ? "1 symbol" : `${all} symbols`;
  return shown === all ? symbols : `${shown} of ${symbols}`;
}

/** The overview as CSV: numbers as they are, empty where unknown. */
export function overviewCsv({ rows }: RecordOverview): string {
  const head =
    "symbol,as_of,date,last_close,prediction,lower90,upper90,days,held90,mase,winkler90,age_days,alarm";
  const lines = rows.map(({ symbol, latest, days, coverage, mase, winkler, alarm }) => {
    const range = latest?.intervals["90"];
    const forecast = [latest?.asOf, latest?.date, latest?.naive, latest?.prediction, range?.[0], range?.[1]];
    const values = [symbol, ...forecast, days, coverage.share, mase, winkler, latest?.age, alarm];
    return values.map((value) => value ?? "").join(",");
  });
  return `${[head, ...lines].join("\n")}\n`;
}
