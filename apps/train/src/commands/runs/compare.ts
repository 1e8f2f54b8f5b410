import { parseSymbol } from "@lstm-predict/bars";
import {
  type Comparison,
  compareRuns,
  isBest,
  LAST,
  renderComparison,
  selectRuns,
} from "@lstm-predict/reports";
import { displayPath, writeWhole } from "@lstm-predict/storage";
import {
  DEFAULT_METRIC,
  displaySource,
  findScore,
  METRIC_NAMES,
  readTrainings,
} from "@lstm-predict/tracking";
import { type Command, InvalidArgumentError } from "commander";
import { findChampions } from "../../screens/find-champions.ts";
import { renderComparedRuns } from "../../screens/runs.ts";
import { paths } from "../../settings/paths.ts";
import type { Terminal } from "../../terminal/terminal.ts";

interface CompareFlags {
  symbol?: string;
  runs?: string[];
  metric: string;
  modelsDir: string;
  html?: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ pnpm runs compare --symbol AAPL
  $ pnpm runs compare --symbol AAPL --metric validation/mase --html compare.html
  $ pnpm runs compare --runs 20261124T040506Z,20261125T101112Z`;

export function addCompareCommand(runs: Command, terminal: Terminal): void {
  runs
    .command("compare")
    .description(`compare trainings side by side: the last ${LAST} finished ones, or those named`)
    .option("--symbol <symbol>", "only this symbol")
    .option("--runs <list>", "beginnings of names (versions) or run ids, separated by commas", asNames)
    .option("--metric <name>", "metric to order by, best first", asMetric, DEFAULT_METRIC)
    .option("--models-dir <dir>", "the models folder, which has the champions", paths.models)
    .option("--html <file>", "also write a page: scores, loss curves, scores against settings")
    .option("--json", "print one JSON document on stdout, everything else on stderr")
    .addHelpText("after", EXAMPLES)
    .action((flags: CompareFlags) => compare(terminal, flags));
}

async function compare(terminal: Terminal, flags: CompareFlags): Promise<void> {
  const symbol = flags.symbol === undefined ? undefined : parseSymbol(flags.symbol);
  const { from, runs } = await readTrainings(paths.mlruns, symbol, (note) => terminal.note(note));
  const chosen = selectRuns(runs, flags.runs);
  const isChampion = await findChampions(flags.modelsDir, chosen);
  const comparison = compareRuns(from, chosen, flags.metric, isChampion);
  const page = chosen.length > 0 ? flags.html : undefined;
  if (page !== undefined) await writeWhole(page, await renderComparison(comparison));
  if (flags.json) return terminal.json(comparisonDocument(comparison, page));
  if (chosen.length === 0) return terminal.result(nothingTracked(symbol, from));
  terminal.result(renderComparedRuns(terminal, comparison));
  if (page !== undefined) terminal.result(`\nPage  ${displayPath(page)}`);
}

/** The message if there is no finished training. */
export function nothingTracked(symbol: string | undefined, from: string): string {
  return `No finished training${symbol ? ` of ${symbol}` : ""} in ${displaySource(from)} yet: run pnpm train`;
}

/** Parses the name of a metric; a usage error, which lists the legal ones, if it is unknown. */
export function asMetric(text: string): string {
  if (findScore(text)) return text;
  throw new InvalidArgumentError(`Expected ${METRIC_NAMES}.`);
}

function asNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.every((name) => name !== "")) return names;
  throw new InvalidArgumentError("Expected names or ids with commas between.");
}

/** The JSON document of `runs compare --json`. Fields may be added, but not renamed or removed. */
function comparisonDocument(comparison: Comparison, page: string | undefined) {
  const { from, metric, metrics, runs, differing, sameBars } = comparison;
  const best = metrics.map((name) => [name, runs.find((run) => isBest(comparison, name, run))?.id ?? null]);
  return {
    from,
    metric,
    differing,
    sameBars,
    best: Object.fromEntries(best),
    runs: runs.map(({ number, settings, curve, ...run }) => run),
    ...(page !== undefined && { html: page }),
  };
}
