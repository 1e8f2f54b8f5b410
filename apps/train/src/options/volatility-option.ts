import { readFile } from "node:fs/promises";
import { type PooledModel, pooledModelFromJSON } from "@lstm-predict/volatility";
import type { Command } from "commander";

/** The flag `--volatility`. */
export interface VolatilityFlags {
  volatility?: string;
}

/** Adds the flag `--volatility`. */
export function addVolatilityOption(command: Command): Command {
  return command.option(
    "--volatility <file>",
    "a pooled volatility model that fit-volatility wrote, instead of the shipped one",
  );
}

class BadVolatilityFile extends Error {
  readonly code = "bad_volatility_file";
}

/** Reads the pooled model of `--volatility`; undefined without the flag, for the shipped model. */
export async function readVolatility({
  volatility: file,
}: VolatilityFlags): Promise<PooledModel | undefined> {
  if (file === undefined) return undefined;
  const refuse = (why: string) => new BadVolatilityFile(`--volatility ${file}${why}`);
  const text = await readFile(file, "utf8").catch(({ code }: NodeJS.ErrnoException) => {
    throw refuse(` cannot be read (${code}): expected a file that fit-volatility wrote`);
  });
  let model: PooledModel;
  try {
    model = pooledModelFromJSON(JSON.parse(text));
  } catch (cause) {
    const { message } = cause as Error;
    throw refuse(`: ${cause instanceof SyntaxError ? `not JSON: ${message}` : message}`);
  }
  if (model.market === null) return model;
  throw refuse(
    ` was fitted with the market ${model.market}, which the 60 rows that a forecast sees do not hold: fit one without --market`,
  );
}
