import { basename } from "node:path";
import { parseSymbol } from "@lstm-predict/bars";
import { importRows } from "./cache/import.ts";
import { importedSource } from "./cache/imported.ts";
import { isFolder, listFiles } from "./csv/folder.ts";
import { type FileSymbol, listSymbols } from "./csv/list-symbols.ts";
import type { CsvFile } from "./csv/open.ts";
import { csvSource, openFile } from "./csv/source.ts";
import { MarketDataError } from "./errors.ts";
import { readSeries } from "./load-bars.ts";
import type { LoadResult } from "./load-many.ts";
import { type LoadOptions, resolveRequest } from "./request.ts";
import { rawFile } from "./store.ts";

/** Options of `importBars`. */
export interface ImportOptions extends Pick<LoadOptions, "start" | "end" | "strict" | "csvOptions" | "now"> {
  /** A CSV file, or a folder of CSV files. */
  csv: string;
  /** The symbols to import; default: all that the files name, in a column or as file name. */
  symbols?: readonly string[] | undefined;
  dataDir: string;
  /** Whether to replace cached bars that a file contradicts, or that are from Yahoo; they are kept in a copy. */
  replace?: boolean | undefined;
  /** Called as each symbol ends, in that order. */
  onResult?: ((result: LoadResult) => void) | undefined;
}

/**
 * Imports the bars of CSV files into the cache in `dataDir`, where `loadBars` finds them. A longer file adds its new days.
 * A symbol that fails does not stop the others.
 *
 * @returns one result for each symbol of each file; for a file that gives no symbol, its name and the error
 * @throws MarketDataError `csv_unreadable`, or `bad_...` for a wrong option, before it imports anything
 */
export async function importBars({
  csv,
  symbols,
  onResult,
  ...options
}: ImportOptions): Promise<LoadResult[]> {
  for (const symbol of symbols ?? ["ANY"]) resolveRequest({ ...options, symbol, csv });
  const asked = symbols && [...new Set(symbols.map(parseSymbol))];
  if (options.csvOptions?.symbol !== undefined && asked?.length !== 1) {
    throw new MarketDataError(
      "bad_option",
      `the symbol's name in the file is "${options.csvOptions.symbol}": expected one symbol that it is the name of`,
    );
  }
  const results: LoadResult[] = [];
  const add = async (symbol: string, load: () => Promise<LoadResult>) => {
    const result = await load().catch((error: unknown): LoadResult => {
      if (!(error instanceof MarketDataError)) throw error;
      return { symbol, error };
    });
    results.push(result);
    onResult?.(result);
  };
  const many = await isFolder(csv);
  if (!many && asked) {
    let opened: Promise<CsvFile> | undefined;
    for (const symbol of asked) {
      opened ??= openFile(csv);
      await add(symbol, async () => importOne(await opened!, { symbol, name: undefined }, options));
    }
    return results;
  }
  const found = new Set<string>();
  for (const file of many ? await listFiles(csv) : [csv]) {
    let opened: CsvFile;
    let listed: FileSymbol[] = [];
    try {
      opened = await openFile(file);
      listed = listSymbols(opened);
    } catch (error) {
      await add(basename(file), () => Promise.reject(error));
    }
    for (const one of listed) {
      if (asked && !asked.includes(one.symbol)) continue;
      found.add(one.symbol);
      await add(one.symbol, () => importOne(opened, one, options));
    }
  }
  for (const symbol of asked ?? []) {
    if (found.has(symbol)) continue;
    const missing = new MarketDataError("no_data", `no file in "${csv}" has bars of ${symbol}`);
    await add(symbol, () => Promise.reject(missing));
  }
  return results;
}

async function importOne(
  opened: CsvFile,
  { symbol, name }: FileSymbol,
  { dataDir, replace = false, ...options }: Omit<ImportOptions, "csv" | "symbols" | "onResult">,
): Promise<LoadResult> {
  const csvOptions = { ...options.csvOptions, symbol: options.csvOptions?.symbol ?? name };
  const { file } = opened;
  const request = resolveRequest({ ...options, csvOptions, symbol, csv: file });
  const raw = await csvSource(file, csvOptions, async () => opened).read(symbol, request.range);
  // Refuse what no command could use before anything is stored.
  const { bars } = await readSeries({ name: "csv", read: async () => raw }, request);
  const [from, to] = [bars[0]!.date, bars.at(-1)!.date];
  const rows = raw.rows.filter(({ date }) => date >= from && date <= to);
  const cache = await importRows(symbol, { ...raw, rows }, { dataDir, replace, now: request.now });
  const source = (await importedSource(symbol, { dataDir, mode: "use" }))!;
  const series = await readSeries(source, {
    ...request,
    range: { start: undefined, end: undefined },
    strict: false,
  });
  return { symbol, series: { ...series, cache, storedIn: rawFile(dataDir, symbol) } };
}
