import type { Bar, DatedCloses, InstrumentKind } from "@lstm-predict/bars";

/** Where bars come from. */
export type SourceName = "yahoo" | "csv" | "sample" | "custom";

/** Why cleaning drops a row. */
export type DropReason =
  | "nullClose"
  | "missingValue"
  | "badPrice"
  | "badVolume"
  | "highBelowLow"
  | "holidayFiller"
  | "duplicate"
  | "unfinished";

/** Something suspicious in the kept bars. */
export type QualityFinding = {
  kind: "gap" | "splitJump" | "jump" | "spike" | "outsideRange" | "oldEnd" | "adjustedClose";
  /** Date of the bar that shows it, YYYY-MM-DD. */
  date: string;
  /** By which the price is off, for jumps and spikes: 100 where pence follow pounds. */
  factor?: number;
  /** Date of the jump that takes this one back, YYYY-MM-DD. */
  reversedOn?: string;
  /** One sentence for the user. */
  message: string;
};

/** What cleaning dropped and found; `received` is `kept` plus the sum of `dropped`. */
export interface DataQualityReport {
  /** Rows of the source within the requested dates. */
  received: number;
  kept: number;
  /** Number of bars whose adjusted close was unusable and replaced; absent for none. */
  replaced?: number;
  /** Number of dropped rows by reason. */
  dropped: Record<DropReason, number>;
  /** In the order of the bars. */
  findings: QualityFinding[];
  /** The same for the user, one sentence each; empty if nothing was dropped or found. */
  notes: string[];
}

/** How the cache served a series. */
export interface CacheReport {
  /**
   * `hit`: all bars were cached; `fetched`: none were, all were downloaded; `extended`: missing days were downloaded;
   * `refetched`: all bars were downloaded again (bars of a file: imported instead of downloaded); `stale`: the source was unreachable; `offline`: no download was allowed.
   */
  outcome: "hit" | "fetched" | "extended" | "refetched" | "stale" | "offline";
  /** Number of spans of days requested, without repetitions after failures. */
  requests: number;
  /** When these bars were last requested from the source, ISO 8601. */
  fetchedAt: string;
  /** Number of days that an import added to the cache. */
  newSessions?: number;
  /** Messages for the user: restated history, a damaged file, why older bars are served. */
  notes: string[];
}

/** Closes of a symbol beside the bars of another one. */
export interface OtherCloses {
  symbol: string;
  source: SourceName;
  /** As that of a BarSeries. */
  detail: string;
  /** First and last day, YYYY-MM-DD, and number of the closes. */
  from: string;
  to: string;
  count: number;
  /** SHA-256 of their bars, as `hashBars` computes it. */
  sha256: string;
  /** By their own dates: not aligned with the bars. */
  closes: DatedCloses;
}

/** Clean daily bars of one symbol, ascending, one per session. */
export interface BarSeries {
  symbol: string;
  source: SourceName;
  /** The exact source: "Yahoo Finance", a file name, a dataset, the name of a custom source. */
  detail: string;
  /** IANA zone of the dates; "unspecified" where dates are taken as written, as in a CSV file. */
  timeZone: string;
  /** What the symbol is; absent if that is unknown. */
  instrument?: InstrumentKind;
  bars: Bar[];
  cleaning: DataQualityReport;
  /** Set if the sample replaces live data, or if the last bar is old: show it wherever the bars or results from them are shown. */
  warning?: string;
  /** Absent without a cache: for a file that is not imported, the sample, or without a data folder. */
  cache?: CacheReport;
  /** CSV file with all cached bars of the symbol, including these. */
  storedIn?: string;
  /** Absent if they were not asked for, if the symbol is none that they are of use for, or with `vixMissing`. */
  vix?: OtherCloses;
  /** A line for the user, set if the closes of ^VIX were asked for and are missing: why, and what that means. */
  vixMissing?: string;
  /** Closes of other symbols that a network takes, up to the last bar; absent if they were not asked for, or with `covariatesMissing`. */
  covariates?: readonly OtherCloses[];
  /** Why one of them is missing, for the user. */
  covariatesMissing?: string;
}
