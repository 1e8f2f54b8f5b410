import { bundleDir, readMetadata } from "@lstm-predict/artifacts";
import { parseSymbol } from "@lstm-predict/bars";
import { type BundleRecord, describeRecord, readChampion, storeOf } from "@lstm-predict/registry";
import { fixed } from "@lstm-predict/reports";
import { displayPath } from "@lstm-predict/storage";
import type { Command } from "commander";
import { openModels } from "../../settings/open-models.ts";
import { paths } from "../../settings/paths.ts";
import { plainTable } from "../../terminal/plain-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { addBestCommand } from "./best.ts";
import { addCompareCommand } from "./compare.ts";
import { addSyncCommand } from "./sync.ts";

interface ListFlags {
  symbol?: string;
  modelsDir: string;
  json?: boolean;
}

/** A version with its record, or why it has none. */
type Run = { symbol: string; champion: boolean; bundle: string } & (
  | BundleRecord
  | { version: string; error: { code: string; message: string } }
);

const EXAMPLES = `
Examples:
  $ pnpm runs list --symbol AAPL
  $ pnpm --silent runs list --json`;

export function addRunsCommand(program: Command, terminal: Terminal): void {
  const runs = program.command("runs").description("what was trained so far");
  runs
    .command("list")
    .description("list the versions with the scores of their test spans, oldest first")
    .option("--symbol <symbol>", "of this symbol alone")
    .option("--models-dir <dir>", "the models folder", paths.models)
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: ListFlags) => list(terminal, flags));
  addCompareCommand(runs, terminal);
  addBestCommand(runs, terminal);
  addSyncCommand(runs, terminal);
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
  ).then((lists) => lists.flat());
  if (json) return terminal.json({ runs });
  if (runs.length > 0) return terminal.result(runTable(terminal, runs));
  terminal.result(
    `No ${wanted ? `version of ${wanted}` : "model"} in ${displayPath(modelsDir)} yet: run pnpm train`,
  );
}

/** Reads the metadata alone: hashing all files of many bundles would take seconds. */
async function describeRun(
  modelsDir: string,
  symbol: string,
  version: string,
  champion: boolean,
): Promise<Run> {
  const bundle = bundleDir(modelsDir, symbol, version);
  const run = { symbol, champion, bundle };
  return readMetadata(bundle).then(
    (metadata) => ({ ...run, ...describeRecord(metadata) }),
    ({ code, message }) => ({ ...run, version, error: { code, message } }),
  );
}

const COLUMNS = [
  "",
  "symbol",
  "version",
  "trained",
  "bars",
  "target",
  "days",
  "MASE",
  "90 % held",
  "Winkler / HAR",
];

function runTable(terminal: Terminal, runs: readonly Run[]): string {
  const table = plainTable(
    COLUMNS,
    COLUMNS.map((_, column) => (column < 6 ? "left" : "right")),
  );
  for (const run of runs) {
    const { symbol, version, champion } = run;
    const cells = [champion ? "*" : "", symbol, version, ...("error" in run ? ["damaged"] : scores(run))];
    table.push(champion ? cells.map((cell) => terminal.style("bold", cell)) : cells);
  }
  const faults = runs.flatMap((run) => ("error" in run ? [run.error.message] : []));
  return [
    table.toString(),
    "\n* is served; scores are those of each version's own test span",
    ...faults,
  ].join("\n");
}

function scores({ trainedAt, imported, data, target, test }: BundleRecord): string[] {
  const { days, mase, coverage90, winklerToHar } = test;
  const held = coverage90 === null ? Number.NaN : 100 * coverage90;
  return [
    trainedAt?.slice(0, 16).replace("T", " ") ?? `imported ${imported!.at.slice(0, 10)}`,
    data ? `${data.from} to ${data.to} (${data.source})` : `not known (${imported!.file})`,
    ...[
      target,
      String(days),
      fixed(mase ?? Number.NaN, 4),
      fixed(held, 1),
      fixed(winklerToHar ?? Number.NaN, 4),
    ],
  ];
}
