import type { TrainingOutcome } from "@lstm-predict/jobs";
import type { TrainingEvent } from "@lstm-predict/model";
import { describePublished } from "@lstm-predict/registry";
import { intervalVerdict, testScoresOf, verdict } from "@lstm-predict/reports";
import { displayPath } from "@lstm-predict/storage";
import { TrackedTraining, TrainingLog, type TrainingObserver } from "@lstm-predict/tracking";
import type { Command } from "commander";
import { interruptible } from "../interrupt.ts";
import { addConfigOptions, type ConfigFlags, resolveConfig } from "../options/config-options.ts";
import { addDataOptions, type DataFlags, loadSeries } from "../options/data-options.ts";
import { addVolatilityOption, readVolatility, type VolatilityFlags } from "../options/volatility-option.ts";
import { trainingDocument } from "../screens/documents.ts";
import { renderIntervals, renderScores } from "../screens/scores.ts";
import { openModels } from "../settings/open-models.ts";
import { paths } from "../settings/paths.ts";
import { trackingOptions } from "../settings/tracking.ts";
import { createProgress } from "../terminal/progress.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface TrainFlags extends ConfigFlags, DataFlags, VolatilityFlags {
  symbol: string;
  out: string;
  promote: boolean;
  track: boolean;
  tensorboard?: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ pnpm train --symbol AAPL
  $ pnpm train --symbol MSFT --start 2018-01-01 --epochs 50 --units 64,32
  $ pnpm train --symbol SPY --csv spy.csv --target price
  $ pnpm train --symbol AAPL --engine tensorflow --tensorboard runs
  $ pnpm --silent train --symbol AAPL --json > run.json`;

export function addTrainCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("train")
    .description("train a model on a symbol's daily bars and save it as a bundle")
    .requiredOption("--symbol <symbol>", "as Yahoo spells it: AAPL, BRK-B, PETR4.SA, BTC-USD, ^GSPC");
  addDataOptions(command);
  addVolatilityOption(addConfigOptions(command))
    .option("--out <dir>", "the models folder", paths.models)
    .option("--no-promote", "do not serve the new model by itself, even if it is the better one")
    .option("--no-track", "keep no record for MLflow")
    .option("--tensorboard <dir>", "write losses, learning rate and scores here, a run for TensorBoard")
    .option("--json", "print one JSON document on stdout, everything else on stderr")
    .addHelpText("after", EXAMPLES)
    .action((flags: TrainFlags) => train(terminal, flags));
}

async function train(terminal: Terminal, flags: TrainFlags): Promise<void> {
  const config = await resolveConfig(flags);
  // TensorFlow.js takes most of a second to load: only those who train wait for it.
  const [{ train: trainAndPublish }, { openEngine }] = await Promise.all([
    import("@lstm-predict/jobs/train"),
    import("@lstm-predict/model"),
  ]);
  // An engine that is not there ends the command before anything is fetched or tracked.
  await openEngine(config.engine);
  const store = await openModels(flags.out);
  const volatility = await readVolatility(flags);
  const series = await loadSeries(terminal, flags.symbol, flags);
  const log = flags.tensorboard
    ? TrainingLog.start(flags.tensorboard, series.symbol, config.engine, (text) => terminal.warn(text))
    : undefined;
  const tracking = await trackingOptions(terminal);
  const tracked = flags.track ? TrackedTraining.start(tracking, series, config) : undefined;
  const { commit } = tracking.git;
  try {
    const { promote } = flags;
    const outcome = await watch(terminal, [tracked, log], (signal, onEvent) =>
      trainAndPublish({ series, config, store, volatility, commit, promote, signal, onEvent }),
    );
    await tracked?.finish(outcome);
    log?.finish(outcome);
    if (log) terminal.note(`TensorBoard  ${displayPath(log.folder)}`);
    if (flags.json) terminal.json(trainingDocument(outcome));
    else report(terminal, outcome);
  } catch (error) {
    tracked?.fail(error);
    throw error;
  } finally {
    log?.close();
    if (tracked) terminal.note(`MLflow    ${await tracked.close()}`);
  }
}

/** Runs a training that progress, MLflow and TensorBoard watch, and Ctrl-C ends. */
function watch(
  terminal: Terminal,
  watchers: readonly (TrainingObserver | undefined)[],
  training: (signal: AbortSignal, onEvent: (event: TrainingEvent) => void) => Promise<TrainingOutcome>,
): Promise<TrainingOutcome> {
  const progress = createProgress(terminal);
  return interruptible(async (signal) => {
    try {
      return await training(signal, (event) => {
        progress.show(event);
        for (const watcher of watchers) watcher?.onEvent(event);
      });
    } finally {
      progress.close();
    }
  });
}

function report(terminal: Terminal, outcome: TrainingOutcome): void {
  const { bundle, scores, point, promoted } = outcome;
  const { symbol, target, version, data } = bundle.metadata;
  terminal.result(`\n${renderScores(terminal, scores)}\n`);
  terminal.result(`${renderIntervals(terminal, scores)}\n`);
  const words = testScoresOf(scores.test);
  terminal.result(verdict(words.mase));
  terminal.result(intervalVerdict(words.intervals));
  if (target !== "price") terminal.result(describePoint(target, point));
  if (data.warning) terminal.result(terminal.style(["bold", "yellow"], data.warning));
  terminal.result(`\nBundle    ${displayPath(bundle.dir)}`);
  terminal.result(`Report    ${displayPath(bundle.dir)}/report.html`);
  terminal.result(`Champion  ${describePublished(outcome)}`);
  const next = promoted ? "pnpm serve" : `pnpm promote --symbol ${symbol} --version ${version}`;
  terminal.result(`\nNext: ${next}, or pnpm predict --symbol ${symbol}`);
}

function describePoint(target: string, { shrinkage }: TrainingOutcome["point"]): string {
  const base = target === "distribution" ? "the symbol's own drift" : "the last close";
  if (shrinkage === 0) return `On validation the network's returns did not help: its forecast is ${base}.`;
  const share = `${(100 * shrinkage).toFixed(0)} %`;
  return `The network's forecast return counts for ${share}, added to ${base}: chosen on validation.`;
}
