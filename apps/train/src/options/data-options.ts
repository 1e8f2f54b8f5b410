import { type BarSeries, type CacheMode, loadBars, type RetryPolicy } from "@lstm-predict/market-data";
import { type Command, Option } from "commander";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface PeriodFlags {
  start?: string;
  end?: string;
  strict?: boolean;
  refresh?: boolean;
}

export interface DataFlags extends PeriodFlags {
  source?: "auto" | "yahoo" | "csv" | "sample";
  csv?: string;
  offline?: boolean;
}

/** The flags that say where bars come from, the same for every command. */
export function addDataOptions(command: Command): Command {
  command
    .addOption(
      new Option(
        "--source <name>",
        "where the bars come from; auto is Yahoo, or the sample when it is out of reach",
      ).choices(["auto", "yahoo", "csv", "sample"]),
    )
    .option("--csv <file>", "a CSV file with Yahoo's columns")
    .addOption(offlineOption());
  return addPeriodOptions(command);
}

export function offlineOption(): Option {
  return new Option("--offline", "take cached bars as they are, without asking Yahoo").conflicts("refresh");
}

/** The flags of every download. */
export function addPeriodOptions(command: Command): Command {
  return command
    .option("--start <date>", "first day, YYYY-MM-DD")
    .option("--end <date>", "last day, YYYY-MM-DD")
    .option("--refresh", "ask Yahoo for cached bars again")
    .option("--strict", "fail on defective rows and suspicious bars instead of noting them");
}

/** Loads the bars that the flags ask for, and says so on the terminal. */
export async function loadSeries(terminal: Terminal, symbol: string, flags: DataFlags): Promise<BarSeries> {
  const { source, csv, start, end, strict } = flags;
  const options = { symbol, source, csv, start, end, strict, cache: cacheMode(flags), dataDir: paths.data };
  const series = await loadBars({ ...options, retry: { onRetry: noteRetry(terminal, symbol) } });
  if (series.warning) terminal.warn(series.warning);
  const { bars, cleaning, cache } = series;
  terminal.note(
    `${series.symbol}: ${bars.length} daily bars, ${bars[0]!.date} to ${bars.at(-1)!.date}, from ${series.detail}${cache ? ` (${describeCache(cache)})` : ""}`,
  );
  if (cache?.outcome === "stale") terminal.warn(cache.notes.join(" "));
  else for (const note of cache?.notes ?? []) terminal.note(`  ${note}`);
  for (const note of cleaning.notes) terminal.note(`  ${note}`);
  return series;
}

export function cacheMode({ refresh, offline }: { refresh?: boolean; offline?: boolean }): CacheMode {
  if (offline) return "offline";
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

/** How the cache served a series, in words. */
export function describeCache({ outcome, requests }: NonNullable<BarSeries["cache"]>): string {
  return `${OUTCOMES[outcome]}: ${requests} ${requests === 1 ? "request" : "requests"}`;
}

/** Tells a person why there is a wait. */
export function noteRetry(terminal: Terminal, symbol: string): RetryPolicy["onRetry"] {
  return ({ error, waitMs, attempt, attempts }) => {
    const again = `asking again in ${(waitMs / 1000).toFixed(1)} s (${attempt + 1} of ${attempts})`;
    terminal.note(`${symbol}: ${error.message.split(":")[0]}; ${again}`);
  };
}
