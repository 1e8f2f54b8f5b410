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
  /** The covariates of the network, with the SHA-256 of their bars; absent: none. */
  covariates?: readonly CovariateRef[] | undefined;
}

/** A reference to the bars of a covariate. */
export interface CovariateRef {
  symbol: string;
  sha256: string;
}

/**
 * Makes a reference to loaded bars; `asked` has the requested days, and where the closes of ^VIX come from.
 *
 * @throws JobError `bad_job` for bars of a custom source, which another host cannot load
 */
export function refOf(series: BarSeries, asked: Pick<LoadOptions, "start" | "end" | "vix"> = {}): BarsRef {
  const { symbol, source, detail, bars, cache, covariates } = series;
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
    ...(covariates && { covariates: covariates.map(({ symbol, sha256 }) => ({ symbol, sha256 })) }),
  };
}

/**
 * Returns `series`, with the cache report of the reference, if it has the referenced bars, its own and those of covariates.
 *
 * @throws JobError `bars_changed` if the hash differs
 */
export function checkBars(series: BarSeries, ref: BarsRef): BarSeries {
  const { symbol, from, to, cache, covariates = [] } = ref;
  const loaded = [{ symbol, sha256: hashBars(series.bars) }, ...(series.covariates ?? [])];
  for (const { symbol, sha256: expected } of [ref, ...covariates]) {
    const sha256 = loaded.find((one) => one.symbol === symbol)?.sha256;
    if (sha256 === expected) continue;
    throw new JobError(
      "bars_changed",
      `the bars of ${symbol} have SHA-256 ${sha256}: expected ${expected}, of the bars from ${from} to ${to}; plan the job again`,
    );
  }
  return cache ? { ...series, cache } : series;
}
