import { parseSymbol } from "@lstm-predict/bars";
import { promote, rollBack } from "@lstm-predict/registry";
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
    .option("--models-dir <dir>", "the models folder", paths.models)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: PromoteFlags) => {
      const symbol = parseSymbol(flags.symbol);
      const { version, reason } = await serve(command, flags, symbol);
      const why = flags.rollback ? `, ${reason}` : "";
      terminal.result(`${symbol}: ${version} is now served${why}`);
      await moveChampionAlias(await trackingOptions(terminal), symbol, version);
    });
}

async function serve(command: Command, { version, rollback, modelsDir }: PromoteFlags, symbol: string) {
  if (rollback) return rollBack(await openModels(modelsDir), symbol);
  if (version !== undefined) return promote(await openModels(modelsDir), symbol, version, "promoted by hand");
  return command.error("error: expected --version VERSION or --rollback", { exitCode: 2 });
}
