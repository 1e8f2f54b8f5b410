import { addDays } from "@lstm-predict/bars";
import type { BarSeries } from "./bar.ts";
import { MarketDataError } from "./errors.ts";
import { hashBars } from "./hash-bars.ts";
import type { LoadOptions } from "./request.ts";
import { DEFAULT_START } from "./yahoo.ts";

/** Yahoo's symbol of the volatility that options on the S&P 500 imply for the next 30 days. */
export const VIX = "^VIX";

/** Calendar days before the first bar whose closes are of use: 60 sessions, with weekends and holidays. */
const DAYS_BEFORE = 120;

/** Loads the bars of ^VIX from `start`, YYYY-MM-DD, or earlier; `offline`: without a download. */
export type LoadVix = (need: { start: string; offline: boolean }) => Promise<BarSeries>;

/** Options of `vixLoader`. */
export type VixOptions = Pick<
  LoadOptions,
  "vix" | "start" | "end" | "dataDir" | "cache" | "timeoutMs" | "retry" | "signal" | "fetch" | "now"
>;

/**
 * Returns a function that loads ^VIX by `load`, once for many series: again only if one needs earlier days. What fails once,
 * fails for all.
 */
export function vixLoader(options: VixOptions, load: (options: LoadOptions) => Promise<BarSeries>): LoadVix {
  const { vix, start: asked = DEFAULT_START, end, dataDir, cache, ...access } = options;
  const { timeoutMs, retry, signal, fetch, now } = access;
  if (typeof vix === "object") {
    let file: Promise<BarSeries> | undefined;
    return () => {
      file ??= load({ symbol: VIX, csv: vix.csv, end, now });
      return file;
    };
  }
  const common = startFor(earlier(asked, DEFAULT_START));
  const loaded = new Map<boolean, { start: string; series: Promise<BarSeries> }>();
  return ({ start: needed, offline }) => {
    const known = loaded.get(offline);
    if (known && known.start <= needed) return known.series;
    const start = earlier(needed, common);
    const series = load({
      ...{ symbol: VIX, sample: false, start, end, dataDir, cache: offline ? "offline" : cache },
      ...{ timeoutMs, retry, signal, fetch, now },
    });
    loaded.set(offline, { start, series });
    return series;
  };
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
  const start = startFor(bars[0]!.date);
  // Where Yahoo was not asked, or did not answer, a request more would be in vain.
  const offline = source === "csv" || cache?.outcome === "stale" || cache?.outcome === "offline";
  try {
    return withCloses(series, await load({ start, offline }), start);
  } catch (error) {
    if (isFile || !(error instanceof MarketDataError)) throw error;
    return without(series, error.message.split(": ")[0]!);
  }
}

function withCloses(series: BarSeries, { bars: all, source, detail }: BarSeries, start: string): BarSeries {
  const bars = all.filter(({ date }) => date >= start);
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last || first.date > series.bars.at(-1)!.date) {
    const span = `${all[0]!.date} to ${all.at(-1)!.date}`;
    return without(series, `its closes, ${span}, are of other days`);
  }
  const closes = Float64Array.from(bars, ({ close }) => close);
  return {
    ...series,
    vix: {
      ...{ symbol: VIX, source, detail, from: first.date, to: last.date, count: bars.length },
      sha256: hashBars(bars),
      closes: { dates: bars.map(({ date }) => date), closes },
    },
  };
}

function without(series: BarSeries, reason: string): BarSeries {
  return {
    ...series,
    vixMissing: `without the VIX: ${reason}: the error bar uses the symbol's own bars`,
  };
}

function startFor(firstBar: string): string {
  return addDays(firstBar, -DAYS_BEFORE);
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
