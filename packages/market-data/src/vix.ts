import { addDays } from "@lstm-predict/bars";
import type { BarSeries } from "./bar.ts";
import { MarketDataError } from "./errors.ts";
import { closesWithin, type LoadOther, type OtherOptions, otherLoader } from "./other-closes.ts";
import type { LoadOptions } from "./request.ts";

/** Yahoo's symbol of the volatility that options on the S&P 500 imply for the next 30 days. */
export const VIX = "^VIX";

/** Calendar days before the first bar whose closes are of use: 60 sessions, with weekends and holidays. */
const DAYS_BEFORE = 120;

/** Loads the bars of ^VIX. */
export type LoadVix = LoadOther;

/** Options of `vixLoader`. */
export type VixOptions = Pick<LoadOptions, "vix"> & Omit<OtherOptions, "symbol" | "csv" | "daysBefore">;

/** Returns a function that loads ^VIX by `load`, as `otherLoader` does. */
export function vixLoader(
  { vix, ...options }: VixOptions,
  load: (options: LoadOptions) => Promise<BarSeries>,
): LoadVix {
  const csv = typeof vix === "object" ? vix.csv : undefined;
  return otherLoader({ ...options, symbol: VIX, csv, daysBefore: DAYS_BEFORE }, load);
}

/**
 * Adds the closes of ^VIX to the bars of an equity or a fund, or the note that they are missing.
 *
 * Those of Yahoo are only for bars of Yahoo, and for bars that were imported from a file if they are in the cache; those of a
 * file are for bars of any source, and also if their kind is unknown.
 *
 * @throws what `load` throws if the closes are to come from a file; otherwise a MarketDataError becomes the note
 */
export async function addVix(
  series: BarSeries,
  option: LoadOptions["vix"],
  load: LoadVix,
): Promise<BarSeries> {
  const { symbol, source, instrument, bars, cache } = series;
  if (option === undefined || option === "off" || symbol === VIX) return series;
  const isFile = typeof option === "object";
  const isEquity = instrument === "equity" || instrument === "fund";
  if (isFile && instrument !== undefined && !isEquity) {
    return without(series, `it is of use for equities and funds, and ${symbol} is of kind ${instrument}`);
  }
  if (!isFile && (!isEquity || source === "sample" || source === "custom")) return series;
  const start = addDays(bars[0]!.date, -DAYS_BEFORE);
  // Where Yahoo was not asked, or did not answer, a request more would be in vain.
  const offline = source === "csv" || cache?.outcome === "stale" || cache?.outcome === "offline";
  try {
    return withCloses(series, await load({ start, offline }), start);
  } catch (error) {
    if (isFile || !(error instanceof MarketDataError)) throw error;
    return without(series, error.message.split(": ")[0]!);
  }
}

function withCloses(series: BarSeries, other: BarSeries, start: string): BarSeries {
  const vix = closesWithin(other, start);
  if (vix && vix.from <= series.bars.at(-1)!.date) return { ...series, vix };
  const span = `${other.bars[0]!.date} to ${other.bars.at(-1)!.date}`;
  return without(series, `its closes, ${span}, are of other days`);
}

function without(series: BarSeries, reason: string): BarSeries {
  return {
    ...series,
    vixMissing: `without the VIX: ${reason}: the error bar uses the symbol's own bars`,
  };
}
