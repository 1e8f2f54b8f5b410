import type { BarSeries, LoadResult } from "@lstm-predict/market-data";
import { displayPath } from "@lstm-predict/storage";
import { type Command, Option } from "commander";
import { addCsvOptions, type CsvFlags } from "../options/csv-options.ts";
import { addPeriodOptions, describeLoad, loadMany, type PeriodFlags } from "../options/data-options.ts";
import { importFiles } from "../options/import-files.ts";
import { cancelOption, type QueueFlags, queueOption } from "../options/queue-option.ts";
import { listSymbols } from "../options/symbol-list.ts";
import { paths } from "../settings/paths.ts";
import { plainTable } from "../terminal/plain-table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { fetchOnQueue } from "./fetch/fetch-on-queue.ts";

interface FetchFlags extends PeriodFlags, CsvFlags, QueueFlags {
  symbol?: string;
  symbolsFile?: string;
  replace?: boolean;
  json?: boolean;
}

const EXAMPLES = `
Only missing days are downloaded. A symbol that fails does not stop the others; then the exit code is 1.
With --csv, bars of your own come into the cache: train, serve, retrain, backtest and test:api use them from then on, and
download none of these symbols. The same command with a longer file adds the new sessions. Without --symbol, the symbols are
those that a file names, or its own name.

Examples:
  $ pnpm lstm-predict fetch --symbol AAPL,MSFT,PETR4.SA --start 2018-01-01
  $ pnpm lstm-predict fetch --symbols-file symbols.txt --json > fetched.json
  $ pnpm lstm-predict fetch --symbol ^VIX
  $ pnpm lstm-predict fetch --csv acme.csv --symbol ACME --instrument equity
  $ pnpm lstm-predict fetch --csv bars/`;

export function addFetchCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("fetch")
    .description("download the daily bars of symbols into the cache, or bring them from CSV files")
    .option("--symbol <list>", "symbols as Yahoo spells them, separated by commas")
    .option("--symbols-file <file>", "a file with one symbol a line; # starts a comment");
  addPeriodOptions(command).option("--csv <path>", "a CSV file of daily bars, or a folder of such files");
  addCsvOptions(command)
    .addOption(
      new Option(
        "--replace",
        "with --csv, replace cached bars that the file contradicts, or that are from Yahoo; without, download those of Yahoo in place of a file's",
      ).conflicts("refresh"),
    )
    .addOption(queueOption("download on the workers of this queue, into their caches (pnpm worker)"))
    .addOption(cancelOption())
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: FetchFlags) => fetchSymbols(terminal, command, flags));
}

async function fetchSymbols(terminal: Terminal, command: Command, flags: FetchFlags): Promise<void> {
  const { csv, symbol, symbolsFile } = flags;
  refuseUseless(command, flags);
  const symbols =
    csv !== undefined && symbol === undefined && symbolsFile === undefined
      ? undefined
      : await listSymbols(command, "--symbol", symbol, symbolsFile);
  // A file is on this machine.
  if (flags.queue !== undefined && csv === undefined) {
    const failed = await fetchOnQueue(terminal, flags.queue, symbols!, flags);
    if (failed.length > 0) throw new SomeFailed(failed, symbols!.length, "have no bars");
    return;
  }
  let retries = 0;
  const results =
    csv === undefined
      ? await loadMany(terminal, symbols!, flags, () => retries++)
      : await importFiles(terminal, csv, symbols, flags);
  if (flags.json) terminal.json({ retries, symbols: results.map(document) });
  else {
    terminal.result(`\n${renderResults(results)}`);
    if (retries > 0) terminal.result(`\n${retries} requests failed and were repeated.`);
    if (results.some((result) => !("error" in result)))
      terminal.result(`\nThe bars are in ${displayPath(paths.data)}/raw, one CSV file a symbol.`);
  }
  const failed = results.filter((result) => "error" in result).map(({ symbol }) => symbol);
  if (failed.length > 0)
    throw new SomeFailed(failed, results.length, csv === undefined ? "have no bars" : "were not imported");
}

/** Refuses flags that would change nothing. */
function refuseUseless(command: Command, flags: FetchFlags): void {
  const useless =
    flags.csv === undefined
      ? (["csvSymbol", "dates", "decimal", "aggregate", "instrument"] as const).filter(
          (name) => flags[name] !== undefined,
        )
      : (["refresh"] as const).filter((name) => flags[name] !== undefined);
  const [name] = useless;
  if (name === undefined) return;
  const flag = name === "csvSymbol" ? "--csv-symbol" : `--${name}`;
  const why =
    flags.csv === undefined
      ? "says how to read a file: expected --csv"
      : "downloads bars, and --csv reads a file";
  command.error(`error: ${flag} ${why}`, { exitCode: 2 });
}

/** Thrown at the end of a run in which some symbols failed. */
class SomeFailed extends Error {
  readonly code = "some_failed";

  constructor(failed: string[], all: number, what: string) {
    super(`${failed.length} of ${all} symbols ${what}: ${failed.join(", ")}`);
  }
}

function renderResults(results: readonly LoadResult[]): string {
  const table = plainTable(
    ["symbol", "bars", "from", "to", "findings", ""],
    ["left", "right", "left", "left", "right", "left"],
  );
  for (const result of results) {
    const [bars, findings] =
      "error" in result ? [[]] : [result.series.bars, result.series.cleaning.findings.length];
    table.push([
      result.symbol,
      String(bars.length),
      bars[0]?.date ?? "",
      bars.at(-1)?.date ?? "",
      String(findings ?? ""),
      describeLoad(result),
    ]);
  }
  return [table.toString(), ...results.flatMap(remarks)].join("\n");
}

/** Messages about a symbol, to print below the table. */
function remarks(result: LoadResult): string[] {
  const texts = "error" in result ? [result.error.message] : notesOf(result.series);
  return texts.map((text) => `\n${result.symbol}: ${text}`);
}

function notesOf({ source, cache, cleaning }: BarSeries): string[] {
  return [...cache!.notes, ...(source === "csv" ? cleaning.notes : [])];
}

function document(result: LoadResult) {
  if ("error" in result) {
    const { code, message } = result.error;
    return { symbol: result.symbol, error: { code, message } };
  }
  const { symbol, source, detail, timeZone, bars, cleaning, cache, storedIn } = result.series;
  return {
    symbol,
    source,
    detail,
    timeZone,
    count: bars.length,
    from: bars[0]!.date,
    to: bars.at(-1)!.date,
    file: storedIn,
    cache,
    cleaning,
  };
}
