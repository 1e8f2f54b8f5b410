import { promote } from "@lstm-predict/artifacts";
import { parseSymbol } from "@lstm-predict/market-data";
import type { Command } from "commander";
import { MODELS_DIR } from "../paths.ts";
import type { Terminal } from "../terminal.ts";

interface PromoteFlags {
  symbol: string;
  version: string;
  modelsDir: string;
}

export function addPromoteCommand(program: Command, terminal: Terminal): void {
  program
    .command("promote")
    .description("make one of a symbol's bundles the one that is served")
    .requiredOption("--symbol <symbol>", "the symbol")
    .requiredOption("--version <version>", "the bundle's version, the name of its folder")
    .option("--models-dir <dir>", "the models folder", MODELS_DIR)
    .addHelpText("after", "\nExample:\n  $ pnpm promote --symbol AAPL --version 20261124T040506Z-1a2b3c4d")
    .action(async ({ symbol, version, modelsDir }: PromoteFlags) => {
      const champion = await promote(modelsDir, parseSymbol(symbol), version, "promoted by hand");
      terminal.result(`${champion.symbol}: ${champion.version} is now served`);
    });
}
