import { type BarSeries, type CacheReport, hashBars, type SourceName } from "@lstm-predict/market-data";
import { JobError } from "./errors.ts";

/** Bars by name: a host loads them again, and the hash tells whether they are the same. */
export interface BarsRef {
  symbol: string;
  source: SourceName;
  /** Days that were asked for, YYYY-MM-DD; open where one is missing. */
  start?: string | undefined;
  end?: string | undefined;
  /** First and last bar, YYYY-MM-DD. */
  from: string;
  to: string;
  sha256: string;
  /** How they came out of the cache when they were named. */
  cache?: CacheReport;
}

/** Names loaded bars; `period` is what was asked for. */
export function refOf(
  series: BarSeries,
  period: { start?: string | undefined; end?: string | undefined } = {},
): BarsRef {
  const { symbol, source, bars, cache } = series;
  return {
    symbol,
    source,
    start: period.start,
    end: period.end,
    from: bars[0]!.date,
    to: bars.at(-1)!.date,
    sha256: hashBars(bars),
    ...(cache && { cache }),
  };
}

/** The series if it has the bars that `ref` names, with the cache report of then; JobError `bars_changed` otherwise. */
export function checkBars(series: BarSeries, ref: BarsRef): BarSeries {
  const sha256 = hashBars(series.bars);
  if (sha256 === ref.sha256) return ref.cache ? { ...series, cache: ref.cache } : series;
  throw new JobError(
    "bars_changed",
    `the bars of ${ref.symbol} have SHA-256 ${sha256}: expected ${ref.sha256}, of the bars from ${ref.from} to ${ref.to}; plan the job again`,
  );
}
