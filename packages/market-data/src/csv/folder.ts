import { readdir, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { symbolOf } from "@lstm-predict/bars";
import { MarketDataError } from "../errors.ts";
import { type FileSymbol, listSymbols } from "./list-symbols.ts";
import type { CsvFile } from "./open.ts";
import { openFile } from "./source.ts";

/** Whether `path` is a folder, such as one of CSV files. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** The CSV files of a folder, by name; throws MarketDataError `csv_unreadable` if there is none. */
export async function listFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const files = names.filter((name) => /^\.(csv|tsv|txt)$/i.test(extname(name)) && !name.startsWith("."));
  if (files.length > 0) return files.sort().map((name) => join(folder, name));
  throw new MarketDataError(
    "csv_unreadable",
    `"${folder}" has no CSV file: expected files with names such as AAPL.csv`,
  );
}

/** A file with bars of a symbol, and the symbol's name in it. */
export interface Found extends FileSymbol {
  opened: CsvFile;
}

/**
 * Finds the file of a folder that has bars of a symbol: the one that is named after it, or else the only one whose columns
 * name it.
 *
 * @throws MarketDataError `no_data` if no file has them, `bad_option` if several do, `csv_unreadable`, or `csv_malformed` for
 * the file that is named after the symbol
 */
export async function findFile(folder: string, symbol: string): Promise<Found> {
  const files = await listFiles(folder);
  const isOwn = (file: string) => symbolOf(basename(file, extname(file)).trim()) === symbol;
  for (const file of files.filter(isOwn)) {
    const found = await look(file, symbol);
    if (found) return found;
  }
  const others = await Promise.allSettled(
    files.filter((file) => !isOwn(file)).map((file) => look(file, symbol)),
  );
  const found = others.flatMap((other) => (other.status === "fulfilled" ? (other.value ?? []) : []));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const names = found.map(({ opened }) => basename(opened.file)).join(", ");
    throw new MarketDataError(
      "bad_option",
      `several files in "${folder}" have bars of ${symbol}, ${names}: expected one, or one that is named ${symbol}.csv`,
    );
  }
  const failed = others.find((other) => other.status === "rejected");
  const more = failed ? ` (${(failed.reason as Error).message})` : "";
  throw new MarketDataError("no_data", `no file in "${folder}" has bars of ${symbol}${more}`);
}

async function look(file: string, symbol: string): Promise<Found | undefined> {
  const opened = await openFile(file);
  const one = listSymbols(opened).find((listed) => listed.symbol === symbol);
  return one && { ...one, opened };
}
