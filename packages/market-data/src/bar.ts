import type { Bar } from "@lstm-predict/bars";

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
export type QualityFinding = {
  kind: "gap" | "splitJump" | "outsideRange";
  /** The bar that shows it. */
  date: string;
  /** One sentence for people. */
  message: string;
};

/** What cleaning did and found; `received` is `kept` plus everything in `dropped`. */
export interface DataQualityReport {
  /** Rows of the source inside the requested dates. */
  received: number;
  kept: number;
  dropped: Record<DropReason, number>;
  /** In the order of the bars. */
  findings: QualityFinding[];
  /** All of it for people, one sentence each; empty when nothing was touched or found. */
  notes: string[];
}

/** What the cache had and what had to be asked for. */
export interface CacheReport {
  /**
   * `hit`: nothing was asked for; `fetched`: nothing was there; `extended`: only missing days were asked for;
   * `refetched`: everything was asked for again; `stale`: asking failed; `offline`: asking was not allowed.
   */
  outcome: "hit" | "fetched" | "extended" | "refetched" | "stale" | "offline";
  /** Spans of days asked for; repetitions after failures are not counted. */
  requests: number;
  /** When the source was last asked about these bars, ISO 8601. */
  fetchedAt: string;
  /** What a person should know: restated history, a damaged file, why older bars are served. */
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
  cleaning: DataQualityReport;
  /** Set when the sample stands in for live data: show it wherever the bars or their results go. */
  warning?: string;
  /** Absent where no cache is involved: files, the sample, or no data folder. */
  cache?: CacheReport;
  /** The CSV file with all cached bars of the symbol, these among them. */
  storedIn?: string;
}
