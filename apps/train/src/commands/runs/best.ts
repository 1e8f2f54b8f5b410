import { existsSync } from "node:fs";
import { bundleDir, isVersion } from "@lstm-predict/artifacts";
import { parseSymbol, symbolArgument } from "@lstm-predict/bars";
import {
  aboutSelection,
  besideNaive,
  type ComparedRun,
  compareRuns,
  errorRatioOf,
  show,
} from "@lstm-predict/reports";
import { displayPath } from "@lstm-predict/storage";
import { DEFAULT_METRIC, headOf, idealOf, readTrainings } from "@lstm-predict/tracking";
import type { Command } from "commander";
import { findChampions } from "../../screens/find-champions.ts";
import { paths } from "../../settings/paths.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { asMetric, nothingTracked } from "./compare.ts";

interface BestFlags {
  symbol?: string;
  metric: string;
  modelsDir: string;
  json?: boolean;
}

/** Thrown if no finished training has the metric. */
class NoRuns extends Error {
  readonly code = "no_runs";
}

const EXAMPLES = `
Examples:
  $ pnpm runs best --symbol AAPL
  $ pnpm runs best --symbol AAPL --metric test/winkler_90_to_har
  $ pnpm --silent runs best --json`;

export function addBestCommand(runs: Command, terminal: Terminal): void {
  runs
    .command("best")
    .description("find the best of all finished trainings, and how to serve it")
    .option("--symbol <symbol>", "only this symbol")
    .option("--metric <name>", "metric to choose by", asMetric, DEFAULT_METRIC)
    .option("--models-dir <dir>", "the models folder", paths.models)
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: BestFlags) => best(terminal, flags));
}

async function best(terminal: Terminal, { metric, modelsDir, json, ...flags }: BestFlags): Promise<void> {
  const symbol = flags.symbol === undefined ? undefined : parseSymbol(flags.symbol);
  const { from, runs } = await readTrainings(paths.mlruns, symbol, (note) => terminal.note(note));
  const scored = runs.filter(
    ({ status, metrics }) => status === "FINISHED" && Number.isFinite(metrics[metric]),
  );
  const comparison = compareRuns(from, scored, metric, await findChampions(modelsDir, scored));
  const [run] = comparison.runs;
  if (!run) throw new NoRuns(nothingTracked(symbol, from));
  const bundle = findBundle(modelsDir, run);
  const serve = serveCommand(run, bundle);
  if (json) {
    const { number, settings, curve, ...document } = run;
    return terminal.json({
      from,
      metric,
      of: scored.length,
      run: document,
      bundle: bundle ?? null,
      serve: serve ?? null,
    });
  }
  const scores = comparison.metrics
    .filter((name) => name in run.metrics)
    .map((name) => `${headOf(name).padEnd(16)}${show(name, run)}`);
  const beside = besideNaive(errorRatioOf(run));
  terminal.result(
    [
      `${run.symbol} ${terminal.style("bold", run.name)}: the best of ${scored.length} by ${metric} (${idealOf(metric)})`,
      `\n${scores.join("\n")}`,
      ...(beside ? [`\n${beside}`] : []),
      `\nTrained         ${run.startedAt.slice(0, 16).replace("T", " ")} UTC`,
      `Bundle          ${bundle ? displayPath(bundle) : `not in ${displayPath(modelsDir)}: it is among the artifacts of the run, in bundle/`}`,
      `Champion        ${run.champion ? "yes, it is served" : "no"}`,
      ...(metric.startsWith("test/") && scored.length > 1 ? [`\n${aboutSelection(scored.length)}`] : []),
      ...(serve ? [`\nNext: ${serve}`] : []),
    ].join("\n"),
  );
}

/** The folder of the bundle of a run, if it is on this machine. */
function findBundle(modelsDir: string, { symbol, tags }: ComparedRun): string | undefined {
  if (tags.bundle === undefined || !isVersion(tags.bundle)) return undefined; // another program may have set the tag
  const dir = bundleDir(modelsDir, symbol, tags.bundle);
  return existsSync(dir) ? dir : undefined;
}

function serveCommand(
  { symbol, tags, champion }: ComparedRun,
  bundle: string | undefined,
): string | undefined {
  if (champion) return "pnpm serve";
  return (
    bundle && `pnpm promote --symbol ${symbolArgument(symbol)} --version ${tags.bundle}, then pnpm serve`
  );
}
