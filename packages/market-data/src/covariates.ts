import { addDays, closesOn } from "@lstm-predict/bars";
import type { BarSeries, OtherCloses } from "./bar.ts";
import { MarketDataError } from "./errors.ts";
import { closesWithin, type LoadOther, type OtherNeed, otherLoader } from "./other-closes.ts";
import type { LoadOptions } from "./request.ts";
import { VIX, type VixOptions } from "./vix.ts";

/** Calendar days before the first bar whose closes are of use: a close stands for the week after it. */
const DAYS_BEFORE = 7;

/** Loads the bars of the covariate `symbol`. */
export type LoadCovariate = (symbol: string, need: OtherNeed) => Promise<BarSeries>;

/**
 * Returns a function that loads covariates by `load`, each once for many series, as `otherLoader` does. ^VIX comes from the file of
 * the option `vix` if that is one.
 */
export function covariateLoader(
  { vix, ...options }: VixOptions,
  load: (options: LoadOptions) => Promise<BarSeries>,
): LoadCovariate {
  const loaders = new Map<string, LoadOther>();
  return (symbol, need) => {
    const csv = symbol === VIX && typeof vix === "object" ? vix.csv : undefined;
    const loader =
      loaders.get(symbol) ?? otherLoader({ ...options, symbol, csv, daysBefore: DAYS_BEFORE }, load);
    loaders.set(symbol, loader);
    return loader(need);
  };
}

/**
 * Adds the closes of other symbols up to the day of the last bar, for the training of a network that takes them.
 *
 * Beside bars of a file or the sample they come from the cache, where `fetch` puts them; else from Yahoo or the cache.
 *
 * @throws MarketDataError if one cannot be loaded, or has no close of the week before a bar
 */
export async function addCovariates(
  series: BarSeries,
  symbols: readonly string[] = [],
  load: LoadCovariate,
): Promise<BarSeries> {
  const loaded = await withCovariates(series, symbols, load);
  const days = series.bars.map(({ date }) => date);
  for (const { symbol, closes, from, to } of loaded.covariates ?? []) {
    const missing = closesOn(closes, days).findIndex(Number.isNaN);
    if (missing < 0) continue;
    throw new MarketDataError(
      "no_data",
      `covariate ${symbol}: its closes, ${from} to ${to}, have none of ${days[missing]} or of the week before: expected one for each bar, or --start and --end that leave other bars out`,
    );
  }
  return loaded;
}

/** The same for forecasts, which can do without: a MarketDataError becomes `covariatesMissing`, and a day may lack closes. */
export async function tryCovariates(
  series: BarSeries,
  symbols: readonly string[],
  load: LoadCovariate,
): Promise<BarSeries> {
  try {
    return await withCovariates(series, symbols, load);
  } catch (error) {
    if (!(error instanceof MarketDataError)) throw error;
    return { ...series, covariatesMissing: error.message };
  }
}

async function withCovariates(
  series: BarSeries,
  symbols: readonly string[],
  load: LoadCovariate,
): Promise<BarSeries> {
  if (symbols.length === 0) return series;
  const { source, bars, cache } = series;
  const offline = source !== "yahoo" || cache?.outcome === "stale" || cache?.outcome === "offline";
  const [start, end] = [addDays(bars[0]!.date, -DAYS_BEFORE), bars.at(-1)!.date];
  const covariates: OtherCloses[] = [];
  for (const symbol of symbols) {
    const other = await Promise.resolve()
      .then(() => load(symbol, { start, offline }))
      .catch((error) => {
        throw error instanceof MarketDataError ? ofCovariate(symbol, error) : error;
      });
    const closes = closesWithin(other, start, end);
    if (!closes) {
      const span = `${other.bars[0]!.date} to ${other.bars.at(-1)!.date}`;
      throw new MarketDataError("no_data", `covariate ${symbol}: its closes, ${span}, are of other days`);
    }
    covariates.push(closes);
  }
  return { ...series, covariates };
}

function ofCovariate(symbol: string, error: MarketDataError): MarketDataError {
  const { code, message, retryAfterMs } = error;
  // "no bars of SPY are cached: WHY; what to do": bars of a file have their covariates from the cache alone.
  const text =
    code === "not_cached"
      ? `${message.split("; ")[0]}; "pnpm lstm-predict fetch --symbol ${symbol}" brings them, with --csv FILE from a file`
      : code === "bad_option"
        ? "bars of a file or the sample have theirs from the cache: expected dataDir, the folder of the cache, as well"
        : message;
  return new MarketDataError(code, `covariate ${symbol}: ${text}`, { cause: error, retryAfterMs });
}
