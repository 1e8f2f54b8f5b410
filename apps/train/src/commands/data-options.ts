import { type BarSeries, loadBars, type RetryPolicy } from "@lstm-predict/market-data";
import { type Command, Option } from "commander";
import { DATA_DIR } from "../paths.ts";
import type { Terminal } from "../terminal.ts";

export interface DataFlags {
  source?: "auto" | "yahoo" | "csv" | "sample";
  csv?: string;
  start?: string;
  end?: string;
  strict?: boolean;
}

/** The flags that say where bars come from, the same for every command. */
export function addDataOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--source <name>",
        "where the bars come from; auto is Yahoo, or the sample when it is out of reach",
      ).choices(["auto", "yahoo", "csv", "sample"]),
    )
    .option("--csv <file>", "a CSV file with Yahoo's columns")
    .option("--start <date>", "first day, YYYY-MM-DD")
    .option("--end <date>", "last day, YYYY-MM-DD")
    .option("--strict", "fail on defective rows and suspicious bars instead of noting them");
}

/** Loads the bars that the flags ask for, and says so on the terminal. */
export async function loadSeries(terminal: Terminal, symbol: string, flags: DataFlags): Promise<BarSeries> {
  const { source, csv, start, end, strict } = flags;
  const retry: Partial<RetryPolicy> = {
    onRetry: ({ error, waitMs, attempt, attempts }) => {
      const again = `asking again in ${(waitMs / 1000).toFixed(1)} s (${attempt + 1} of ${attempts})`;
      terminal.note(`${symbol}: ${error.message.split(":")[0]}; ${again}`);
    },
  };
  const series = await loadBars({ symbol, source, csv, start, end, strict, retry, dataDir: DATA_DIR });
  if (series.warning) terminal.warn(series.warning);
  const { bars, cleaning } = series;
  terminal.note(
    `${series.symbol}: ${bars.length} daily bars, ${bars[0]!.date} to ${bars.at(-1)!.date}, from ${series.detail}`,
  );
  for (const note of cleaning.notes) terminal.note(`  ${note}`);
  return series;
}
