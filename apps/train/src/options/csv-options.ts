import { INSTRUMENT_KINDS, type InstrumentKind } from "@lstm-predict/bars";
import type { CsvOptions } from "@lstm-predict/market-data";
import { type Command, Option } from "commander";

/** Flags that say how to read a CSV file. */
export interface CsvFlags {
  csv?: string;
  csvSymbol?: string;
  dates?: "dmy" | "mdy" | "ymd";
  decimal?: "point" | "comma";
  aggregate?: boolean;
  instrument?: InstrumentKind;
}

/** Adds the flags that say how to read a CSV file. */
export function addCsvOptions(command: Command): Command {
  return command
    .option("--csv-symbol <name>", "the symbol's name in the CSV file, if it is spelled otherwise there")
    .addOption(
      new Option(
        "--dates <order>",
        "order of day, month and year in the CSV file (default: found out)",
      ).choices(["dmy", "mdy", "ymd"]),
    )
    .addOption(
      new Option("--decimal <mark>", "decimal mark in the CSV file (default: found out)").choices([
        "point",
        "comma",
      ]),
    )
    .option("--aggregate", "make daily bars of the CSV file's intraday bars")
    .addOption(
      new Option("--instrument <kind>", "what the symbol of the CSV file is, which no file says").choices(
        INSTRUMENT_KINDS,
      ),
    );
}

/** How to read a CSV file, as the flags say. */
export function csvOptionsOf({ csvSymbol, dates, decimal, aggregate, instrument }: CsvFlags): CsvOptions {
  return { symbol: csvSymbol, dates, decimal, aggregate, instrument };
}
