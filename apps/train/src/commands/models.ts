import type { Command } from "commander";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ModelsFlags } from "./models/flags.ts";
import { list } from "./models/list.ts";
import { pull, push } from "./models/transfer.ts";

const EXAMPLES = `
The store is MODEL_STORE=s3://bucket/prefix; the models folder is its working copy. Trainings push their bundles themselves.

Examples:
  $ export MODEL_STORE=s3://my-bucket/models
  $ pnpm models list
  $ pnpm models push                     # all bundles trained here
  $ pnpm models pull --symbol AAPL       # its champion
  $ pnpm models pull --symbol AAPL --version 20261124T040506Z-1a2b3c4d`;

export function addModelsCommand(program: Command, terminal: Terminal): void {
  const models = program.command("models").description("list, push and pull the bundles of the store");
  const add = (name: string, description: string, action: (flags: ModelsFlags) => Promise<void>) =>
    models
      .command(name)
      .description(description)
      .option("--symbol <symbol>", "only this symbol")
      .option("--models-dir <dir>", "the models folder", paths.models)
      .option("--json", "print one JSON document on stdout")
      .addHelpText("after", EXAMPLES)
      .action(action);
  add("list", "list the versions in the store, oldest first", (flags) => list(terminal, flags));
  add("push", "send bundles that were trained here", (flags) => push(terminal, flags)).option(
    "--version <version>",
    "only this version of the symbol",
  );
  add("pull", "fetch champions into the models folder", (flags) => pull(terminal, flags))
    .option("--version <version>", "this version of the symbol instead of its champion")
    .option("--all", "all versions instead of champions");
}
