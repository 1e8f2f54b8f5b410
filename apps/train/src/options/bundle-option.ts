import { parseSymbol } from "@lstm-predict/bars";
import { resolveBundleDir } from "@lstm-predict/registry";
import type { Command } from "commander";
import { openModels } from "../settings/open-models.ts";
import { paths } from "../settings/paths.ts";

export interface BundleFlags {
  model?: string;
  symbol?: string;
  modelsDir: string;
}

/** The flags that name a trained model: a bundle's folder, or a symbol whose champion is meant. */
export function addBundleOptions(command: Command): Command {
  return command
    .option("--model <dir>", "a bundle's folder, as train prints it")
    .option("--symbol <symbol>", "or a symbol: its champion is taken")
    .option("--models-dir <dir>", "the models folder", paths.models);
}

/** The folder of the bundle that is meant; a usage error when neither or both flags are given. */
export async function findBundle(
  command: Command,
  { model, symbol, modelsDir }: BundleFlags,
): Promise<string> {
  if (model !== undefined && symbol === undefined) return model;
  if (symbol !== undefined && model === undefined)
    return resolveBundleDir(await openModels(modelsDir), parseSymbol(symbol));
  return command.error("error: expected --model DIR or --symbol SYMBOL, one of the two", { exitCode: 2 });
}

/** What `--model` says to do without one; a bundle's folder of that name is ./none. */
export const NO_MODEL = "none";

/** The same for commands that can do without a model: undefined when `--symbol SYMBOL --model none` asks for that. */
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
