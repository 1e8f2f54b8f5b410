import { type Command, Option } from "commander";
import { KEPT, keepOf } from "../options/keep-option.ts";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { ModelsFlags } from "./models/flags.ts";
import { list } from "./models/list.ts";
import { type PruneFlags, prune } from "./models/prune.ts";
import { pull, push } from "./models/transfer.ts";

const EXAMPLES = `
The store is MODEL_STORE=s3://bucket/prefix; the models folder is its working copy. Trainings push their bundles themselves.

Examples:
  $ export MODEL_STORE=s3://my-bucket/models
  $ pnpm models list
  $ pnpm models push                     # all bundles trained here
  $ pnpm models pull --symbol AAPL       # its champion
  $ pnpm models pull --symbol AAPL --version 20261124T040506Z-1a2b3c4d
  $ pnpm models prune --keep 30d         # what would be deleted; with --yes, deletes it`;

export function addModelsCommand(program: Command, terminal: Terminal): void {
  const models = program.command("models").description("list, push, pull and prune the bundles of the store");
  const add = <F extends ModelsFlags>(
    name: string,
    description: string,
    action: (flags: F) => Promise<void>,
  ) =>
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
  add<PruneFlags>(
    "prune",
    "list old versions, sent runs and folds that nothing needs, or delete them",
    (flags) => prune(terminal, flags),
  )
    .addOption(
      new Option(
        "--keep <keep>",
        "number of versions to keep (10), or of days whose versions to keep (30d); champions and versions that decisions name stay too",
      )
        .argParser(keepOf)
        .default(keepOf(KEPT), KEPT),
    )
    .option("--unsent", "also old tracked runs that no MLflow server has: they are lost then")
    .option("--yes", "delete what is listed");
}
