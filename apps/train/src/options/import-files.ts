import { type ImportOptions, importBars, type LoadResult } from "@lstm-predict/market-data";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { csvOptionsOf } from "./csv-options.ts";
import { type DataFlags, describeLoad } from "./data-options.ts";

type ImportFlags = Pick<
  DataFlags,
  "start" | "end" | "strict" | "csvSymbol" | "dates" | "decimal" | "aggregate" | "instrument"
> & {
  replace?: boolean;
};

/** Imports the bars of a CSV file or of a folder of them into the cache, and says how each symbol ended. */
export function importFiles(
  terminal: Terminal,
  csv: string,
  symbols: readonly string[] | undefined,
  flags: ImportFlags,
): Promise<LoadResult[]> {
  return importBars({
    ...optionsOf(csv, flags),
    symbols,
    onResult: (result) => terminal.note(`${result.symbol}: ${describeLoad(result)}`),
  });
}

/** Imports the file that a model is trained on, so that `serve` and `retrain` find its bars; a note says if that fails. */
export async function keepFile(
  terminal: Terminal,
  symbol: string,
  { csv, ...flags }: DataFlags,
): Promise<void> {
  if (csv === undefined) return;
  const [result] = await importBars({ ...optionsOf(csv, flags), symbols: [symbol] });
  if (result && "series" in result) {
    terminal.note(`  In the cache for serve and retrain: ${describeLoad(result)}.`);
    for (const note of result.series.cache!.notes) terminal.note(`  ${note}`);
  } else if (result) terminal.warn(`serve and retrain will not use this file: ${result.error.message}`);
}

function optionsOf(csv: string, flags: ImportFlags): ImportOptions {
  const { start, end, strict, replace } = flags;
  return { csv, start, end, strict, replace, csvOptions: csvOptionsOf(flags), dataDir: paths.data };
}
