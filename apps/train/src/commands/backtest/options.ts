import { stat } from "node:fs/promises";
import { isTableFile, TABLE_ENDINGS } from "@lstm-predict/storage/tables";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CsvFlags } from "../../options/csv-options.ts";
import { wholeNumber } from "../../options/whole-number.ts";

/** The flag `--days`. */
export function daysOption(): Option {
  return new Option(
    "--days <file>",
    "write every day of every forecaster into this file, CSV or Parquet by its ending",
  ).argParser((file) => {
    if (isTableFile(file)) return file;
    throw new InvalidArgumentError(`Expected a file that ends in ${TABLE_ENDINGS.join(" or ")}.`);
  });
}

/** The flag `--cost-bp`, which asks for the value. */
export function costOption(): Option {
  return new Option("--cost-bp <number>", "costs of --value in basis points of what is traded (default: 5)")
    .argParser((text) => {
      const cost = Number(text);
      if (text.trim() !== "" && cost >= 0 && cost <= MAX_COST_BP) return cost;
      throw new InvalidArgumentError(`Expected a number from 0 to ${MAX_COST_BP}.`);
    })
    .implies({ value: true });
}

/** The whole of what is traded. */
const MAX_COST_BP = 10_000;

/** The flag `--trials`, which asks for the value. */
export function trialsOption(): Option {
  return new Option(
    "--trials <n>",
    "strategies that were tried before, for the deflated Sharpe ratio of --value (default: those it compares)",
  )
    .argParser(wholeNumber(1))
    .implies({ value: true });
}

/** Refuses a file of one symbol, or its name in it, for several symbols. */
export async function refuseOneFile(
  command: Command,
  { csv, csvSymbol }: CsvFlags,
  symbols: readonly string[],
): Promise<void> {
  if (csv === undefined || symbols.length < 2) return;
  const isFolder = (await stat(csv).catch(() => undefined))?.isDirectory();
  if (!isFolder) {
    command.error(
      `error: --csv is one symbol's file, but --symbol has ${symbols.length}: expected a folder with a file of each symbol, or bring their bars with "fetch --csv FOLDER", and leave --csv out`,
      { exitCode: 2 },
    );
  }
  if (csvSymbol !== undefined) {
    command.error(
      `error: --csv-symbol is the name of one symbol, but --symbol has ${symbols.length}: name the files after their symbols`,
      { exitCode: 2 },
    );
  }
}
