import { appendFile } from "node:fs/promises";
import { parseSymbol } from "@lstm-predict/bars";
import {
  type LocalSettings,
  type Plan,
  Planner,
  type Result,
  type RetrainJob,
  retrainAll,
  SymbolLocks,
} from "@lstm-predict/jobs";
import type { Command } from "commander";
import { interruptible } from "../interrupt.ts";
import { addConfigOptions, type ConfigFlags, givesConfig, resolveConfig } from "../options/config-options.ts";
import {
  addPeriodOptions,
  cacheMode,
  noteRetry,
  offlineOption,
  type PeriodFlags,
} from "../options/data-options.ts";
import { listSymbols } from "../options/symbol-list.ts";
import { wholeNumber } from "../options/whole-number.ts";
import { markdown, resultTable } from "../screens/retraining.ts";
import { currentGit } from "../settings/git.ts";
import { openModels, storeUrl } from "../settings/open-models.ts";
import { paths } from "../settings/paths.ts";
import { createCounter } from "../terminal/counter.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface RetrainFlags extends ConfigFlags, PeriodFlags {
  symbols?: string;
  symbolsFile?: string;
  offline?: boolean;
  backtestDays: number;
  jobs: number;
  modelsDir: string;
  track: boolean;
  dryRun?: boolean;
  summary?: string;
  json?: boolean;
}

const EXAMPLES = `
For each symbol with new sessions: a backtest of the recent span, a training with the champion's configuration (or the one
given), and the promotion gate. Without new sessions nothing is done. A run that was ended is gone on with by the next one.
Exit code 1: some symbol needs a person. A rate limit of Yahoo does not: the next run catches up.

Examples:
  $ pnpm retrain --symbols AAPL,MSFT --dry-run
  $ pnpm retrain --symbols-file symbols.txt --jobs 2 --summary summary.md
  $ pnpm --silent retrain --symbols AAPL --json > retrained.json`;

export function addRetrainCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("retrain")
    .description("train on what is new, and serve what is no worse")
    .option("--symbols <list>", "symbols as Yahoo spells them, with commas between")
    .option("--symbols-file <file>", "a file with one symbol a line; # begins a comment");
  addConfigOptions(addPeriodOptions(command).addOption(offlineOption()))
    .option("--backtest-days <n>", "days of the recent span; 0: no backtest", wholeNumber(0), 60)
    .option("--jobs <n>", "symbols at a time, each in a process; they share the threads", wholeNumber(1), 1)
    .option("--models-dir <dir>", "the models folder", paths.models)
    .option("--no-track", "keep no record for MLflow")
    .option("--dry-run", "only say what would be done")
    .option("--summary <file>", "append a summary in Markdown, for CI")
    .option("--json", "print one JSON document on stdout, everything else on stderr")
    .addHelpText("after", EXAMPLES)
    .action((flags: RetrainFlags) => retrain(terminal, command, flags));
}

async function retrain(terminal: Terminal, command: Command, flags: RetrainFlags): Promise<void> {
  const named = await listSymbols(command, "--symbols", flags.symbols, flags.symbolsFile);
  const symbols = [...new Set(named.map(parseSymbol))];
  const done = flags.dryRun
    ? (await planAll(terminal, symbols, flags)).map(announce)
    : await workOff(terminal, symbols, flags);
  const results = symbols.map((symbol) => done.find((result) => result.symbol === symbol)!);
  if (flags.summary !== undefined) await appendFile(flags.summary, markdown(results, new Date()));
  if (flags.json) terminal.json({ dryRun: flags.dryRun ?? false, symbols: results });
  else terminal.result(`\n${resultTable(results)}`);
  for (const { symbol, notes = [] } of results) for (const note of notes) terminal.note(`${symbol}: ${note}`);
  const failed = results.filter(({ outcome }) => outcome === "failed").map(({ symbol }) => symbol);
  if (failed.length > 0) throw new NeedsPerson(failed, results.length);
}

/** Symbols that will not mend themselves, at the end of a run that went on without them. */
class NeedsPerson extends Error {
  readonly code = "needs_person";

  constructor(failed: string[], all: number) {
    super(`${failed.length} of ${all} symbols need a person: ${failed.join(", ")}`);
  }
}

async function planAll(
  terminal: Terminal,
  symbols: readonly string[],
  flags: RetrainFlags,
  locks?: SymbolLocks,
): Promise<Plan[]> {
  const { start, end, strict } = flags;
  const planner = new Planner({
    ...{ store: await openModels(flags.modelsDir), dataDir: paths.data, start, end, strict },
    config: givesConfig(flags) ? await resolveConfig(flags) : undefined,
    cache: cacheMode(flags),
    onRetry: (retry) => noteRetry(terminal, "Yahoo")!(retry),
    take: (symbol) => locks?.take(symbol) ?? true,
  });
  const counter = createCounter(terminal, symbols.length);
  const plans: Plan[] = [];
  try {
    for (const symbol of symbols) {
      const plan = await planner.plan(symbol);
      plans.push(plan);
      counter.done(`${symbol}: ${plan.todo === "nothing" ? plan.result.outcome : plan.why}`);
    }
  } finally {
    counter.close();
  }
  return plans;
}

/** What would be done. */
function announce(plan: Plan): Result {
  if (plan.todo === "nothing") return plan.result;
  const { symbol, todo, why, newSessions, bars } = plan;
  const what = todo === "train" ? "would be trained" : "would be published";
  return { symbol, outcome: "planned", reason: `${what}: ${why}`, newSessions, to: bars.to };
}

/** Does what is to do; a symbol is this run's own from before its plan until it is done. */
async function workOff(
  terminal: Terminal,
  symbols: readonly string[],
  flags: RetrainFlags,
): Promise<Result[]> {
  const locks = new SymbolLocks(paths.data);
  try {
    const plans = await planAll(terminal, symbols, flags, locks);
    const nothing = plans.flatMap((plan) => (plan.todo === "nothing" ? [plan.result] : []));
    for (const { symbol } of nothing) locks.release(symbol);
    const { backtestDays } = flags;
    const jobs = plans.flatMap((plan): RetrainJob[] =>
      plan.todo === "nothing" ? [] : [{ kind: "retrain", plan, backtestDays }],
    );
    if (jobs.length === 0) return nothing;
    return [...nothing, ...(await runAll(terminal, jobs, flags, (symbol) => locks.release(symbol)))];
  } finally {
    locks.releaseAll();
  }
}

async function runAll(
  terminal: Terminal,
  jobs: readonly RetrainJob[],
  flags: RetrainFlags,
  onDone: (symbol: string) => void,
): Promise<Result[]> {
  const counter = createCounter(terminal, jobs.length);
  /** Of the symbols that are at work. */
  const parts = new Map<string, number>();
  const sum = () => [...parts.values()].reduce((total, part) => total + part, 0);
  const settings: LocalSettings = {
    dataDir: paths.data,
    modelsDir: flags.modelsDir,
    storeUrl: storeUrl(),
    mlrunsDir: flags.track ? paths.mlruns : undefined,
    git: await currentGit(),
  };
  return interruptible((signal) =>
    retrainAll(jobs, {
      settings,
      processes: flags.jobs,
      signal,
      onProgress: (symbol, what, part) => {
        parts.set(symbol, part);
        counter.show(`${symbol}: ${what}`, sum());
      },
      onResult: ({ symbol, outcome, reason }) => {
        parts.delete(symbol);
        onDone(symbol);
        counter.done(`${symbol}: ${outcome}, ${reason}`, sum());
      },
    }),
  ).finally(() => counter.close());
}
