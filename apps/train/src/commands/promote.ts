import { readMetadata } from "@lstm-predict/artifacts";
import { parseSymbol } from "@lstm-predict/bars";
import { type BundleStore, lossToNaive, promote, rollBack } from "@lstm-predict/registry";
import { moveChampionAlias } from "@lstm-predict/tracking";
import { type Command, Option } from "commander";
import { openModels } from "../settings/open-models.ts";
import { paths } from "../settings/paths.ts";
import { trackingOptions } from "../settings/tracking.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface PromoteFlags {
  symbol: string;
  version?: string;
  rollback?: boolean;
  force?: boolean;
  modelsDir: string;
}

const EXAMPLES = `
Examples:
  $ pnpm promote --symbol AAPL --version 20261124T040506Z-1a2b3c4d
  $ pnpm promote --symbol AAPL --rollback`;

export function addPromoteCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("promote")
    .description("choose the bundle of a symbol that is served")
    .requiredOption("--symbol <symbol>", "the symbol")
    .option("--version <version>", "version of the bundle, the name of its folder")
    .addOption(
      new Option("--rollback", "or the version that was served before; repeat to go further back").conflicts(
        "version",
      ),
    )
    .option(
      "--force",
      "even an imported model whose error is over 1.5 times that of the last close, or unknown",
    )
    .option("--models-dir <dir>", "the models folder", paths.models)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: PromoteFlags) => {
      const symbol = parseSymbol(flags.symbol);
      const { version, reason } = await serve(command, terminal, flags, symbol);
      const why = flags.rollback ? `, ${reason}` : "";
      terminal.result(`${symbol}: ${version} is now served${why}`);
      await moveChampionAlias(await trackingOptions(terminal), symbol, version);
    });
}

async function serve(command: Command, terminal: Terminal, flags: PromoteFlags, symbol: string) {
  const { version, rollback, force, modelsDir } = flags;
  if (rollback) return rollBack(await openModels(modelsDir), symbol, (warning) => terminal.warn(warning));
  if (version === undefined)
    return command.error("error: expected --version VERSION or --rollback", { exitCode: 2 });
  const store = await openModels(modelsDir);
  const loss = await lossOf(store, symbol, version);
  if (loss === undefined) return promote(store, symbol, version, "promoted by hand");
  if (force) return promote(store, symbol, version, `promoted by force, though ${loss}`);
  throw new Refused(`${symbol} ${version} is not served: ${loss}; --force serves it`);
}

/** A version may lose to "tomorrow = today" by a factor. */
class Refused extends Error {
  readonly code = "loses_to_naive";
}

/** Says why a version may lose to "tomorrow = today"; what is unreadable is left to `promote`. */
async function lossOf(store: BundleStore, symbol: string, version: string): Promise<string | undefined> {
  try {
    return lossToNaive(await readMetadata(await store.pull(symbol, version)));
  } catch {
    return undefined;
  }
}
