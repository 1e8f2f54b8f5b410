import {
  type BarSeries,
  type CacheReport,
  hashBars,
  type LoadOptions,
  type SourceName,
} from "@lstm-predict/market-data";
import { JobError } from "./errors.ts";

/** A reference to bars: a host loads them again and checks their hash. */
export interface BarsRef {
  symbol: string;
  source: Exclude<SourceName, "custom">;
  /** Requested days, YYYY-MM-DD, inclusive; a missing end is unbounded. */
  start?: string | undefined;
  end?: string | undefined;
  /** First and last bar, YYYY-MM-DD. */
  from: string;
  to: string;
  /** SHA-256 of the bars, as `hashBars` computes it. */
  sha256: string;
  /** How the cache served the bars when they were first loaded. */
  cache?: CacheReport;
  /** Where the host takes the closes of ^VIX from; default "auto". */
  vix?: LoadOptions["vix"];
}

/**
 * Makes a reference to loaded bars; `asked` has the requested days, and where the closes of ^VIX come from.
 *
 * @throws JobError `bad_job` for bars of a custom source, which another host cannot load
 */
export function refOf(series: BarSeries, asked: Pick<LoadOptions, "start" | "end" | "vix"> = {}): BarsRef {
  const { symbol, source, detail, bars, cache } = series;
  if (source === "custom")
    throw new JobError(
      "bad_job",
      `the bars of ${symbol} are from "${detail}": expected a source that every host can load`,
    );
  return {
    symbol,
    source,
    start: asked.start,
    end: asked.end,
    from: bars[0]!.date,
    to: bars.at(-1)!.date,
    sha256: hashBars(bars),
    ...(cache && { cache }),
    ...(asked.vix !== undefined && asked.vix !== "auto" && { vix: asked.vix }),
  };
}

/**
 * Returns `series`, with the cache report of the reference, if it has the referenced bars.
 *
 * @throws JobError `bars_changed` if the hash differs
 */
export function checkBars(series: BarSeries, ref: BarsRef): BarSeries {
  const sha256 = hashBars(series.bars);
  if (sha256 === ref.sha256) return ref.cache ? { ...series, cache: ref.cache } : series;
  throw new JobError(
    "bars_changed",
    `the bars of ${ref.symbol} have SHA-256 ${sha256}: expected ${ref.sha256}, of the bars from ${ref.from} to ${ref.to}; plan the job again`,
  );
}
