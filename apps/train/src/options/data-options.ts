import { printable } from "@lstm-predict/checks";
import type { Forecaster } from "@lstm-predict/forecaster";
import {
  addCovariates,
  addVix,
  type BarSeries,
  type CacheMode,
  covariateLoader,
  type LoadCovariate,
  type LoadResult,
  type LoadVix,
  loadBars,
  loadManyBars,
  type RetryPolicy,
  tryCovariates,
  VIX,
  vixLoader,
} from "@lstm-predict/market-data";
import type { ModelConfig } from "@lstm-predict/model/config";
import { type Command, Option } from "commander";
import { paths } from "../settings/paths.ts";
import { createCounter } from "../terminal/counter.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { addCsvOptions, type CsvFlags, csvOptionsOf } from "./csv-options.ts";
import { type VixFlags, vixOption } from "./vix-option.ts";

/** Flags of every download. */
export interface PeriodFlags {
  start?: string;
  end?: string;
  strict?: boolean;
  refresh?: boolean;
}

/** Flags that select bars. */
export interface DataFlags extends PeriodFlags, CsvFlags, VixFlags {
  source?: "auto" | "yahoo" | "csv" | "sample";
  offline?: boolean;
}

/** Adds the flags that select the bars of a forecast, and the closes of ^VIX beside them. */
export function addForecastDataOptions(command: Command): Command {
  return addDataOptions(command).addOption(vixOption());
}

/** Adds the flags that select bars. */
export function addDataOptions(command: Command): Command {
  command
    .addOption(
      new Option(
        "--source <name>",
        "source of the bars; auto is a file that was fetched with --csv, or Yahoo, or the sample if Yahoo is unreachable",
      ).choices(["auto", "yahoo", "csv", "sample"]),
    )
    .option("--csv <file>", "a CSV file of daily bars, of Yahoo or another vendor, or a folder with one");
  addCsvOptions(command).addOption(offlineOption());
  return addPeriodOptions(command);
}

/** The flag `--offline`. */
export function offlineOption(): Option {
  return new Option("--offline", "use cached bars, and download nothing").conflicts("refresh");
}

/** Adds the flags of every download. */
export function addPeriodOptions(command: Command): Command {
  return command
    .option("--start <date>", "first day, YYYY-MM-DD")
    .option("--end <date>", "last day, YYYY-MM-DD")
    .option("--refresh", "download cached bars again")
    .option("--strict", "fail on defective rows and suspicious bars, instead of a note");
}

/** Loads the closes of ^VIX that the flags select, once for several symbols. */
export function openVix(terminal: Terminal, flags: PeriodFlags & VixFlags & { offline?: boolean }): LoadVix {
  const { vix, start, end } = flags;
  const retry = { onRetry: noteRetry(terminal, VIX) };
  return vixLoader({ vix, start, end, cache: cacheMode(flags), dataDir: paths.data, retry }, loadBars);
}

/** Loads the covariates of networks, each once for several symbols. */
export function openCovariates(
  terminal: Terminal,
  flags: PeriodFlags & VixFlags & { offline?: boolean },
): LoadCovariate {
  const { vix, start, end } = flags;
  const retry = { onRetry: noteRetry(terminal, "a covariate") };
  return covariateLoader({ vix, start, end, cache: cacheMode(flags), dataDir: paths.data, retry }, loadBars);
}

/** Adds the covariates that a model takes to the bars of a forecast; a note says if one is missing. */
export async function loadCovariates(
  terminal: Terminal,
  series: BarSeries,
  { covariates }: Pick<Forecaster, "covariates">,
  flags: DataFlags,
): Promise<BarSeries> {
  const loaded = await tryCovariates(series, covariates, openCovariates(terminal, flags));
  noteCovariates(terminal, loaded);
  if (loaded.covariatesMissing !== undefined) terminal.note(`  ${loaded.covariatesMissing}`);
  return loaded;
}

/**
 * Adds the covariates of a configuration to the bars of a training, and tells where they come from.
 *
 * @throws what `addCovariates` throws
 */
export async function addConfigCovariates(
  terminal: Terminal,
  series: BarSeries,
  { covariates }: ModelConfig,
  load: LoadCovariate,
): Promise<BarSeries> {
  const loaded = await addCovariates(series, covariates, load);
  noteCovariates(terminal, loaded);
  return loaded;
}

/** Tells where covariates come from. */
function noteCovariates(terminal: Terminal, { covariates = [] }: BarSeries): void {
  for (const { symbol, count, from, to, detail } of covariates)
    terminal.note(`  covariate ${symbol}: ${count} closes, ${from} to ${to}, from ${printable(detail)}`);
}

/** Loads the bars that the flags select, and prints notes and warnings about them. */
export async function loadSeries(
  terminal: Terminal,
  symbol: string,
  flags: DataFlags,
  loadVix: LoadVix = openVix(terminal, flags),
): Promise<BarSeries> {
  const { source, csv, start, end, strict } = flags;
  const csvOptions = csvOptionsOf(flags);
  const options = { symbol, source, csv, start, end, strict, cache: cacheMode(flags), dataDir: paths.data };
  const retry = { onRetry: noteRetry(terminal, symbol) };
  const series = await addVix(await loadBars({ ...options, csvOptions, retry }), flags.vix, loadVix);
  if (series.warning) terminal.warn(series.warning);
  const { bars, cleaning, cache } = series;
  terminal.note(
    `${series.symbol}: ${bars.length} daily bars, ${bars[0]!.date} to ${bars.at(-1)!.date}, from ${printable(series.detail)}${cache ? ` (${describeCache(series)})` : ""}`,
  );
  if (cache?.outcome === "stale") terminal.warn(cache.notes.join(" "));
  else for (const note of cache?.notes ?? []) terminal.note(`  ${note}`);
  for (const note of cleaning.notes) if (note !== series.warning) terminal.note(`  ${note}`);
  if (series.vixMissing !== undefined) terminal.note(`  ${series.symbol}, ${series.vixMissing}`);
  return series;
}

/** More attempts than for one symbol, so that a long list ends complete. */
const ATTEMPTS = 5;

/** Loads the bars of many symbols from the cache or Yahoo, with a counter. */
export async function loadMany(
  terminal: Terminal,
  symbols: readonly string[],
  flags: PeriodFlags & VixFlags & { offline?: boolean; replace?: boolean },
  onRetry: RetryPolicy["onRetry"] = () => {},
): Promise<LoadResult[]> {
  const { start, end, strict, vix } = flags;
  const counter = createCounter(terminal, new Set(symbols).size);
  try {
    return await loadManyBars({
      symbols,
      source: "auto",
      sample: false,
      start,
      end,
      strict,
      vix,
      cache: cacheMode(flags),
      dataDir: paths.data,
      retry: { attempts: ATTEMPTS, onRetry },
      onResult: (result) => counter.done(`${result.symbol}: ${describeLoad(result)}`),
    });
  } finally {
    counter.close();
  }
}

/** The cache mode that the flags select. */
export function cacheMode({
  refresh,
  offline,
  replace,
}: {
  refresh?: boolean;
  offline?: boolean;
  replace?: boolean;
}): CacheMode {
  if (offline) return "offline";
  if (replace) return "replace";
  return refresh ? "refresh" : "use";
}

const OUTCOMES: Record<NonNullable<BarSeries["cache"]>["outcome"], string> = {
  hit: "all of it cached",
  fetched: "downloaded",
  extended: "cached, missing days downloaded",
  refetched: "downloaded again",
  stale: "cached, Yahoo is out of reach",
  offline: "cached",
};

/** Describes how the cache served a series. */
function describeCache({ source, cache }: BarSeries): string {
  const { outcome, requests, newSessions } = cache!;
  if (source === "csv") return newSessions === undefined ? "cached" : describeImport(outcome, newSessions);
  return `${OUTCOMES[outcome]}: ${requests} ${requests === 1 ? "request" : "requests"}`;
}

function describeImport(outcome: keyof typeof OUTCOMES, newSessions: number): string {
  const news = newSessions === 1 ? "1 session is new" : `${newSessions} sessions are new`;
  return outcome === "refetched" ? `cached bars replaced: ${news}` : news;
}

/** Describes how one of many symbols was loaded, or its error. */
export function describeLoad(result: LoadResult): string {
  if ("error" in result) return `FAILED: ${result.error.code}`;
  const { series } = result;
  return series.source === "csv"
    ? `from ${printable(series.detail)} (${describeCache(series)})`
    : describeCache(series);
}

/** Returns a callback that prints why a request is repeated, and when. */
export function noteRetry(terminal: Terminal, symbol: string): RetryPolicy["onRetry"] {
  return ({ error, waitMs, attempt, attempts }) => {
    const again = `asking again in ${(waitMs / 1000).toFixed(1)} s (${attempt + 1} of ${attempts})`;
    terminal.note(`${symbol}: ${error.message.split(":")[0]}; ${again}`);
  };
}
