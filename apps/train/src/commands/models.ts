import type { Command } from "commander";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ModelsFlags } from "./models/flags.ts";
import { list } from "./models/list.ts";
import { pull, push } from "./models/transfer.ts";

const EXAMPLES = `
The store is MODEL_STORE=s3://bucket/prefix, and the models folder its working copy. Trainings push by themselves.

Examples:
  $ export MODEL_STORE=s3://my-bucket/models
  $ pnpm models list
  $ pnpm models push                     # all that was trained here
  $ pnpm models pull --symbol AAPL       # its champion
  $ pnpm models pull --symbol AAPL --version 20261124T040506Z-1a2b3c4d`;

export function addModelsCommand(program: Command, terminal: Terminal): void {
  const models = program.command("models").description("the bundles of the store: list, push, pull");
  const add = (name: string, description: string, action: (flags: ModelsFlags) => Promise<void>) =>
    models
      .command(name)
      .description(description)
      .option("--symbol <symbol>", "of this symbol alone")
      .option("--models-dir <dir>", "the models folder", paths.models)
      .option("--json", "print one JSON document on stdout")
      .addHelpText("after", EXAMPLES)
      .action(action);
  add("list", "what is in the store, oldest first", (flags) => list(terminal, flags));
  add("push", "send bundles that were trained here", (flags) => push(terminal, flags)).option(
    "--version <version>",
    "this version of the symbol alone",
  );
  add("pull", "fetch champions into the models folder", (flags) => pull(terminal, flags))
    .option("--version <version>", "this version of the symbol instead")
    .option("--all", "every version instead");
}
