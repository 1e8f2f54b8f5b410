import { readFile } from "node:fs/promises";
import { type StoredVolatility, storedVolatilityFromJSON } from "@lstm-predict/forecaster";
import type { Command } from "commander";

/** The flag `--volatility`. */
export interface VolatilityFlags {
  volatility?: string;
}

/** Adds the flag `--volatility`. */
export function addVolatilityOption(command: Command): Command {
  return command.option(
    "--volatility <file>",
    "pooled volatility models that fit-volatility wrote, instead of the shipped ones",
  );
}

class BadVolatilityFile extends Error {
  readonly code = "bad_volatility_file";
}

/** Reads the pooled models of `--volatility`; undefined without the flag, for the shipped ones. */
export async function readVolatility({
  volatility: file,
}: VolatilityFlags): Promise<StoredVolatility | undefined> {
  if (file === undefined) return undefined;
  const refuse = (why: string) => new BadVolatilityFile(`--volatility ${file}${why}`);
  const text = await readFile(file, "utf8").catch(({ code }: NodeJS.ErrnoException) => {
    throw refuse(` cannot be read (${code}): expected a file that fit-volatility wrote`);
  });
  let stored: StoredVolatility;
  try {
    stored = storedVolatilityFromJSON(JSON.parse(text));
  } catch (cause) {
    const { message } = cause as Error;
    throw refuse(`: ${cause instanceof SyntaxError ? `not JSON: ${message}` : message}`);
  }
  if (stored.version === 2 || stored.market === null) return stored;
  throw refuse(
    ` was fitted with the market ${stored.market}, which the 60 rows that a forecast sees do not hold: fit one without --market`,
  );
}
