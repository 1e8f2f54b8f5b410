import type { DateRange } from "@lstm-predict/bars";
import type { CacheReport, SourceName } from "./bar.ts";

/** A row as its source gives it: dated, but not checked; a missing value is null. */
export interface RawBar {
  date: string;
  open: number | null;
  high: number | null;
  low: number | null;
  close: number | null;
  volume: number | null;
  adjClose: number | null;
}

export interface RawBars {
  detail: string;
  timeZone: string;
  /** In the source's own order. */
  rows: RawBar[];
  /** The last finished trading day when the source was read: later rows are unfinished. Without it, all are finished. */
  through?: string;
  /** When the source may have a row that is not among these. */
  nextBarAt?: Date;
  /** What the source itself had to decide, for the cleaning report. */
  notes: string[];
  /** How the cache served these rows, when one stands before the source. */
  cache?: CacheReport;
}

/** Anywhere daily bars come from. It may return rows outside `range`: the caller filters. */
export interface BarSource {
  readonly name: SourceName;
  /** The start when none is asked; without it, the source's first row. */
  readonly defaultStart?: string;
  read(symbol: string, range: DateRange): Promise<RawBars>;
}
