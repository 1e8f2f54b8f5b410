import { appendFile, chmod } from "node:fs/promises";
import { parseSymbol } from "@lstm-predict/bars";
import type { Result } from "@lstm-predict/jobs";
import { writeWhole } from "@lstm-predict/storage";
import { type Command, Option } from "commander";
import { addConfigOptions } from "../options/config-options.ts";
import { addPeriodOptions, offlineOption } from "../options/data-options.ts";
import { KEPT, keepOf } from "../options/keep-option.ts";
import { cancelOption, queueOption } from "../options/queue-option.ts";
import { itemsOf, parseShard } from "../options/shard.ts";
import { listSymbols } from "../options/symbol-list.ts";
import { queuedVix, vixOption } from "../options/vix-option.ts";
import { wholeNumber } from "../options/whole-number.ts";
import { pruneDocument, prunedLine } from "../screens/pruning.ts";
import { renderMarkdown, renderResults } from "../screens/retraining.ts";
import { renderLines, renderPrometheus } from "../screens/retraining-figures.ts";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { failIfIncomplete } from "./models/prune.ts";
import { failIfUnrecorded, recordAll } from "./record/record-all.ts";
import type { RetrainFlags } from "./retrain/flags.ts";
import { announce, planAll } from "./retrain/plan-all.ts";
import { prunedByWorkers, pruneRetrained } from "./retrain/prune-retrained.ts";
import { retrainOnQueue, scheduleOnQueue } from "./retrain/retrain-on-queue.ts";
import { retrainSymbols } from "./retrain/retrain-symbols.ts";

const EXAMPLES = `
For each symbol with new sessions: a training with the champion's configuration (or the given one), from the champion's weights
if these have not seen the days of its test, a backtest of the recent days, and the promotion gate. Without new sessions it does
nothing. The next run continues an interrupted one.
Exit code 1 means that some symbol needs you. A rate limit of Yahoo does not: the next run catches up. It does once three
sessions have no bars (--stale-after).

Examples:
  $ pnpm retrain --symbols AAPL,MSFT --dry-run
  $ pnpm retrain --symbols AAPL,MSFT --vix off
  $ pnpm retrain --symbols-file symbols.txt --jobs 2 --summary summary.md
  $ pnpm --silent retrain --symbols AAPL --json > retrained.json
  $ pnpm retrain --symbols-file symbols.txt --shard 2/8
  $ pnpm retrain --symbols-file symbols.txt --queue redis://localhost:6379`;

export function addRetrainCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("retrain")
    .description("train on new sessions, and serve the new model if it is better")
    .option("--symbols <list>", "symbols as Yahoo spells them, separated by commas")
    .option("--symbols-file <file>", "a file with one symbol a line; # starts a comment")
    .option("--shard <part>", 'only this part of the symbols: "2/8" is the second of eight', parseShard);
  addConfigOptions(addPeriodOptions(command).addOption(offlineOption()).addOption(vixOption()))
    .option("--backtest-days <n>", "days of the backtest; 0: no backtest", wholeNumber(0), 60)
    .addOption(
      setting("STALE_AFTER", "--stale-after <n>", "sessions without new bars that are a failure; 0: never")
        .argParser(wholeNumber(0))
        .default(3),
    )
    .addOption(
      setting(
        "RETRAIN_MIN_SESSIONS",
        "--min-sessions <n>",
        "new sessions from which on a symbol is trained; with an alarm of the monitor, one is enough",
      )
        .argParser(wholeNumber(1))
        .default(1),
    )
    .option(
      "--jobs <n>",
      "symbols at a time, each in its own process; they share the threads",
      wholeNumber(1),
      1,
    )
    .addOption(queueOption())
    .addOption(cancelOption())
    .option(
      "--schedule <cron>",
      'with --queue, retrain again and again by New York\'s clock: "30 17 * * 1-5"',
    )
    .option("--models-dir <dir>", "the models folder", paths.models)
    .option("--no-track", "do not track the runs in MLflow")
    .option("--dry-run", "only print the plan")
    .addOption(
      setting(
        "RETRAIN_PRUNE",
        "--prune [keep]",
        `afterwards, delete old versions of the retrained symbols as models prune does (${KEPT} without a value)`,
      )
        .preset(KEPT)
        .argParser(keepOf),
    )
    .addOption(
      setting(
        "RETRAIN_RECORD",
        "--record",
        "afterwards, record the forecasts of the next session and settle those before, as pnpm record does",
      ),
    )
    .option(
      "--from-scratch",
      "begin from random weights instead of the champion's, which takes three times as long",
    )
    .option("--report", "draw each report at once, instead of when pnpm report asks for it")
    .option("--summary <file>", "append a summary in Markdown, for CI")
    .addOption(
      setting(
        "RETRAIN_METRICS",
        "--metrics <file>",
        "write figures for Prometheus' textfile collector; -: as JSON lines on stderr",
      ),
    )
    .option("--json", "print one JSON document on stdout, everything else on stderr")
    .addHelpText("after", EXAMPLES)
    .action((flags: RetrainFlags) => retrain(terminal, command, flags));
}

/** An option whose default is in the environment; an empty variable counts as unset, and for a switch 0 and false do too. */
function setting(variable: string, flags: string, description: string): Option {
  const option = new Option(flags, description);
  const value = process.env[variable];
  const isOff = !value || (option.isBoolean() && /^(0|false|no|off)$/i.test(value));
  return isOff ? option : option.env(variable);
}

async function retrain(terminal: Terminal, command: Command, flags: RetrainFlags): Promise<void> {
  const named = await listSymbols(command, "--symbols", flags.symbols, flags.symbolsFile);
  const all = [...new Set(named.map(parseSymbol))];
  const symbols = flags.shard ? itemsOf(all, flags.shard) : all;
  const { queue, schedule } = flags;
  if (schedule !== undefined) {
    if (queue === undefined)
      return command.error("error: --schedule is kept by a queue: expected --queue", { exitCode: 2 });
    return scheduleOnQueue(terminal, queue, symbols, { ...flags, schedule, vix: queuedVix(command, flags) });
  }
  const done = flags.dryRun
    ? (await planAll(terminal, symbols, flags)).map(announce)
    : queue !== undefined
      ? await retrainOnQueue(terminal, queue, symbols, { ...flags, vix: queuedVix(command, flags) })
      : await retrainSymbols(terminal, symbols, flags);
  const results = symbols.map((symbol) => done.find((result) => result.symbol === symbol)!);
  const isLocal = queue === undefined || flags.dryRun;
  const pruned = isLocal ? await pruneRetrained(results, flags) : prunedByWorkers(results);
  const line = pruned && prunedLine(pruned, flags.dryRun);
  if (flags.summary !== undefined) await appendFile(flags.summary, renderMarkdown(results, new Date(), line));
  if (flags.metrics !== undefined && !flags.dryRun) await writeFigures(terminal, flags.metrics, results);
  const { dryRun = false } = flags;
  if (flags.json)
    terminal.json({ dryRun, symbols: results, ...(pruned && { pruned: pruneDocument(pruned) }) });
  else terminal.result(`\n${renderResults(results, line)}`);
  for (const { symbol, notes = [] } of results) for (const note of notes) terminal.note(`${symbol}: ${note}`);
  // Last: a record that is away hides nothing of the above.
  const recorded =
    flags.record && isLocal && !flags.dryRun ? await recordAll(terminal, symbols, flags) : undefined;
  const failed = results.filter(({ outcome }) => outcome === "failed").map(({ symbol }) => symbol);
  if (failed.length > 0) throw new NeedsPerson(failed, results.length);
  if (pruned) failIfIncomplete(pruned);
  if (recorded) failIfUnrecorded(recorded);
}

async function writeFigures(terminal: Terminal, file: string, results: readonly Result[]): Promise<void> {
  if (file === "-") return terminal.note(renderLines(results, new Date()));
  await writeWhole(file, renderPrometheus(results, new Date()));
  await chmod(file, 0o644); // the collector is another user
}

/** Thrown at the end of a run in which some symbols failed. */
class NeedsPerson extends Error {
  readonly code = "needs_person";

  constructor(failed: string[], all: number) {
    super(`${failed.length} of ${all} symbols need a person: ${failed.join(", ")}`);
  }
}
