import { resolve } from "node:path";
import type { LoadOptions } from "@lstm-predict/market-data";
import { type Command, InvalidArgumentError, Option } from "commander";

/** The flag `--vix`. */
export interface VixFlags {
  vix?: LoadOptions["vix"];
}

/** The flag `--vix`: where the closes of ^VIX come from. */
export function vixOption(): Option {
  return new Option(
    "--vix <auto|off|file>",
    "closes of ^VIX for the error bars of equities and funds: auto is Yahoo or the cache, a file has its daily bars as CSV",
  )
    .argParser(vixOf)
    .default("auto");
}

function vixOf(text: string): LoadOptions["vix"] {
  if (text === "auto" || text === "off") return text;
  if (text === "") throw new InvalidArgumentError("Expected auto, off or a CSV file.");
  return { csv: resolve(text) }; // jobs may run in another folder
}

/** The `--vix` of jobs for a queue: workers load ^VIX themselves; a usage error for a file, which they do not have. */
export function queuedVix(command: Command, { vix }: VixFlags): "off" | undefined {
  if (typeof vix === "object")
    command.error(`error: --vix ${vix.csv} is on this machine, and --queue on others: expected auto or off`, {
      exitCode: 2,
    });
  return vix === "off" ? "off" : undefined;
}
