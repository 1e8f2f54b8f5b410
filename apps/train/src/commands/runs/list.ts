import { bundleDir, readMetadata } from "@lstm-predict/artifacts";
import { parseSymbol } from "@lstm-predict/bars";
import { readChampion, storeOf, summarizeBundle } from "@lstm-predict/registry";
import { displayPath } from "@lstm-predict/storage";
import type { Command } from "commander";
import { type ListedVersion, renderVersions } from "../../screens/versions.ts";
import { openModels } from "../../settings/open-models.ts";
import { paths } from "../../settings/paths.ts";
import type { Terminal } from "../../terminal/terminal.ts";

interface ListFlags {
  symbol?: string;
  modelsDir: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ pnpm runs list --symbol AAPL
  $ pnpm --silent runs list --json`;

export function addListCommand(runs: Command, terminal: Terminal): void {
  runs
    .command("list")
    .description("list the versions with the scores of their test spans, oldest first")
    .option("--symbol <symbol>", "only this symbol")
    .option("--models-dir <dir>", "the models folder", paths.models)
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: ListFlags) => list(terminal, flags));
}

async function list(terminal: Terminal, { symbol, modelsDir, json }: ListFlags): Promise<void> {
  const wanted = symbol === undefined ? undefined : parseSymbol(symbol);
  const store = await openModels(modelsDir);
  const trained = [...(await storeOf(modelsDir).listVersions(wanted))];
  const runs = await Promise.all(
    trained.map(async ([symbol, versions]) => {
      const champion = await readChampion(store, symbol);
      const describe = (version: string) =>
        describeRun(modelsDir, symbol, version, champion?.version === version);
      return Promise.all(versions.map(describe));
    }),
  ).then((lists) => lists.flat().filter((run) => run !== undefined));
  if (json) return terminal.json({ runs });
  if (runs.length > 0) return terminal.result(renderVersions(terminal, runs));
  terminal.result(
    `No ${wanted ? `version of ${wanted}` : "model"} in ${displayPath(modelsDir)} yet: run pnpm train`,
  );
}

/** Describes a version by its metadata, without verifying its files (hashing takes seconds); undefined if it is gone by now. */
async function describeRun(
  modelsDir: string,
  symbol: string,
  version: string,
  champion: boolean,
): Promise<ListedVersion | undefined> {
  const bundle = bundleDir(modelsDir, symbol, version);
  const run = { symbol, champion, bundle };
  return readMetadata(bundle).then(
    (metadata) => ({ ...run, ...summarizeBundle(metadata) }),
    ({ code, message }) => (code === "no_bundle" ? undefined : { ...run, version, error: { code, message } }),
  );
}
