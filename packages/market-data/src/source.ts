import type { DateRange, InstrumentKind } from "@lstm-predict/bars";
import type { CacheReport, SourceName } from "./bar.ts";

/** A row of a source, dated but not validated; a missing value is null. */
export interface RawBar {
  date: string;
  open: number | null;
  high: number | null;
  low: number | null;
  close: number | null;
  volume: number | null;
  adjClose: number | null;
}

/** Rows of a source, before cleaning. */
export interface RawBars {
  detail: string;
  timeZone: string;
  /** What the symbol is, if the source knows. */
  instrument?: InstrumentKind | undefined;
  /** In the order of the source. */
  rows: RawBar[];
  /** Last finished trading day, YYYY-MM-DD: later rows are unfinished. If absent, all are finished. */
  through?: string;
  /** When the source may have a further row. */
  nextBarAt?: Date;
  /** Messages of the source for the cleaning report. */
  notes: string[];
  /** How a cache served these rows, if the source has one. */
  cache?: CacheReport;
}

/** A source of daily bars; it may return rows outside `range`, which the caller drops. */
export interface BarSource {
  readonly name: SourceName;
  /** Start if the caller gives none; if absent, the first row of the source. */
  readonly defaultStart?: string;
  read(symbol: string, range: DateRange): Promise<RawBars>;
}
