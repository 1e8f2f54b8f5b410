import { parseSymbol } from "@lstm-predict/bars";
import { resolveBundleDir } from "@lstm-predict/registry";
import type { Command } from "commander";
import { openModels } from "../settings/open-models.ts";
import { paths } from "../settings/paths.ts";

/** Flags that name a trained model. */
export interface BundleFlags {
  model?: string;
  symbol?: string;
  modelsDir: string;
}

/** Adds the flags that name a trained model: the folder of a bundle, or a symbol for its champion. */
export function addBundleOptions(command: Command): Command {
  return command
    .option("--model <dir>", "the folder of a bundle, as train prints it")
    .option("--symbol <symbol>", "or a symbol, for its champion")
    .option("--models-dir <dir>", "the models folder", paths.models);
}

/** The folder of the named bundle; a usage error unless exactly one of the two flags is given. */
export async function findBundle(
  command: Command,
  { model, symbol, modelsDir }: BundleFlags,
): Promise<string> {
  if (model !== undefined && symbol === undefined) return model;
  if (symbol !== undefined && model === undefined)
    return resolveBundleDir(await openModels(modelsDir), parseSymbol(symbol));
  return command.error("error: expected --model DIR or --symbol SYMBOL, one of the two", { exitCode: 2 });
}

/** The value of `--model` for a forecast without a model; a folder of that name is ./none. */
export const NO_MODEL = "none";

/** `findBundle` for commands that also work without a model: undefined with `--symbol SYMBOL --model none`. */
export async function findBundleOrNone(command: Command, flags: BundleFlags): Promise<string | undefined> {
  if (flags.model !== NO_MODEL) return findBundle(command, flags);
  if (flags.symbol !== undefined) return undefined;
  return command.error(
    `error: --model ${NO_MODEL} needs to know whose bars: expected --symbol SYMBOL as well`,
    {
      exitCode: 2,
    },
  );
}
