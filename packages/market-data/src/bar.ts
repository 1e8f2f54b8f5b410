/**
 * One trading session of one symbol.
 * Prices and volume are split-adjusted; only `adjClose` is adjusted for dividends as well.
 */
export interface Bar {
  /** Trading day in the exchange's own time zone, YYYY-MM-DD. */
  date: string;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Shares traded. */
  volume: number;
  adjClose: number;
}

export type SourceName = "yahoo" | "csv" | "sample";

/** Why a row does not become a bar. */
export type DropReason =
  | "nullClose"
  | "missingValue"
  | "badPrice"
  | "badVolume"
  | "highBelowLow"
  | "holidayFiller"
  | "duplicate"
  | "unfinished";

/** Something suspicious in the bars that were kept. */
export interface QualityFinding {
  kind: "gap" | "splitJump" | "outsideRange";
  /** The bar that shows it. */
  date: string;
  /** One sentence for people. */
  message: string;
}

/** What cleaning did and found; `received` is `kept` plus everything in `dropped`. */
export interface CleaningReport {
  /** Rows of the source inside the requested dates. */
  received: number;
  kept: number;
  dropped: Record<DropReason, number>;
  /** In the order of the bars. */
  findings: QualityFinding[];
  /** All of it for people, one sentence each; empty when nothing was touched or found. */
  notes: string[];
}

/** Clean daily bars of one symbol, ascending, one per session. */
export interface BarSeries {
  symbol: string;
  source: SourceName;
  /** Where exactly: "Yahoo Finance", a file name, a dataset. */
  detail: string;
  /** IANA zone of the dates; "unspecified" for a CSV file, whose dates are taken as written. */
  timeZone: string;
  bars: Bar[];
  cleaning: CleaningReport;
  /** Set when the sample stands in for live data: show it wherever the bars or their results go. */
  warning?: string;
  /** The file a download was stored in. */
  storedIn?: string;
}
