import type { LoadResult } from "@lstm-predict/market-data";
import { displayPath } from "@lstm-predict/storage";
import type { Command } from "commander";
import { addPeriodOptions, describeLoad, loadMany, type PeriodFlags } from "../options/data-options.ts";
import { listSymbols } from "../options/symbol-list.ts";
import { paths } from "../settings/paths.ts";
import { plainTable } from "../terminal/plain-table.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface FetchFlags extends PeriodFlags {
  symbol?: string;
  symbolsFile?: string;
  json?: boolean;
}

const EXAMPLES = `
Only missing days are downloaded. A symbol that fails does not stop the others; then the exit code is 1.

Examples:
  $ pnpm lstm-predict fetch --symbol AAPL,MSFT,PETR4.SA --start 2018-01-01
  $ pnpm lstm-predict fetch --symbols-file symbols.txt --json > fetched.json`;

export function addFetchCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("fetch")
    .description("download the daily bars of symbols into the cache")
    .option("--symbol <list>", "symbols as Yahoo spells them, separated by commas")
    .option("--symbols-file <file>", "a file with one symbol a line; # starts a comment");
  addPeriodOptions(command)
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: FetchFlags) => fetchSymbols(terminal, command, flags));
}

async function fetchSymbols(terminal: Terminal, command: Command, flags: FetchFlags): Promise<void> {
  const symbols = await listSymbols(command, "--symbol", flags.symbol, flags.symbolsFile);
  let retries = 0;
  const results = await loadMany(terminal, symbols, flags, () => retries++);
  if (flags.json) terminal.json({ retries, symbols: results.map(document) });
  else {
    terminal.result(`\n${renderResults(results)}`);
    if (retries > 0) terminal.result(`\n${retries} requests failed and were repeated.`);
    terminal.result(`\nThe bars are in ${displayPath(paths.data)}/raw, one CSV file a symbol.`);
  }
  const failed = results.filter((result) => "error" in result).map(({ symbol }) => symbol);
  if (failed.length > 0) throw new SomeFailed(failed, results.length);
}

/** Thrown at the end of a run in which some symbols failed. */
class SomeFailed extends Error {
  readonly code = "some_failed";

  constructor(failed: string[], all: number) {
    super(`${failed.length} of ${all} symbols have no bars: ${failed.join(", ")}`);
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
  const texts = "error" in result ? [result.error.message] : result.series.cache!.notes;
  return texts.map((text) => `\n${result.symbol}: ${text}`);
}

function document(result: LoadResult) {
  if ("error" in result) {
    const { code, message } = result.error;
    return { symbol: result.symbol, error: { code, message } };
  }
  const { symbol, timeZone, bars, cleaning, cache, storedIn } = result.series;
  return {
    symbol,
    timeZone,
    count: bars.length,
    from: bars[0]!.date,
    to: bars.at(-1)!.date,
    file: storedIn,
    cache,
    cleaning,
  };
}
