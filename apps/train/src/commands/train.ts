import { symbolArgument } from "@lstm-predict/bars";
import type { TrainingOutcome } from "@lstm-predict/jobs";
import type { TrainingEvent } from "@lstm-predict/model";
import { describePublished } from "@lstm-predict/registry";
import {
  errorBarVerdicts,
  horizonVerdicts,
  intervalVerdict,
  laterReturnSentence,
  testScoresOf,
  verdict,
} from "@lstm-predict/reports";
import { displayPath } from "@lstm-predict/storage";
import { TrackedTraining, type TrainingObserver } from "@lstm-predict/tracking";
import type { Command } from "commander";
import { interruptible } from "../interrupt.ts";
import { addConfigOptions, type ConfigFlags, resolveConfig } from "../options/config-options.ts";
import {
  addConfigCovariates,
  addForecastDataOptions,
  type DataFlags,
  loadSeries,
  openCovariates,
} from "../options/data-options.ts";
import { type HorizonFlags, horizonOption, LATER, laterOf } from "../options/horizon-option.ts";
import { keepFile } from "../options/import-files.ts";
import { addVolatilityOption, readVolatility, type VolatilityFlags } from "../options/volatility-option.ts";
import { trainingDocument } from "../screens/documents.ts";
import { hasLater, renderHorizons, renderIntervals, renderScores } from "../screens/scores.ts";
import { requireEngine } from "../settings/engine.ts";
import { openModels } from "../settings/open-models.ts";
import { paths } from "../settings/paths.ts";
import { trackingOptions } from "../settings/tracking.ts";
import { createProgress } from "../terminal/progress.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface TrainFlags extends ConfigFlags, DataFlags, VolatilityFlags, HorizonFlags {
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
  $ pnpm train --symbol SPY --csv spy.csv --target return
  $ pnpm train --symbol SPY --csv spy.csv --instrument fund --vix vix.csv
  $ pnpm train --symbol AAPL --horizon 2,10,20
  $ pnpm train --symbol AAPL --covariates ^VIX,SPY
  $ pnpm train --symbol AAPL --engine tensorflow --tensorboard runs
  $ pnpm --silent train --symbol AAPL --json > run.json`;

export function addTrainCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("train")
    .description("train a model on a symbol's daily bars and save it as a bundle")
    .requiredOption("--symbol <symbol>", "as Yahoo spells it: AAPL, BRK-B, PETR4.SA, BTC-USD, ^GSPC");
  addForecastDataOptions(command);
  addVolatilityOption(addConfigOptions(command))
    .addOption(horizonOption("to score beside the next session").default(LATER, String(LATER)))
    .option("--out <dir>", "the models folder", paths.models)
    .option("--no-promote", "do not challenge the champion, even if the new model is better")
    .option("--no-track", "do not track the run in MLflow")
    .option("--tensorboard <dir>", "folder for a TensorBoard run of losses, learning rate and scores")
    .option("--json", "print one JSON document on stdout, everything else on stderr")
    .addHelpText("after", EXAMPLES)
    .action((flags: TrainFlags) => train(terminal, flags));
}

async function train(terminal: Terminal, flags: TrainFlags): Promise<void> {
  const config = await resolveConfig(flags);
  const gitAnswers = trackingOptions(terminal); // while the modules load
  // Load on demand: TensorFlow.js takes most of a second to load.
  const { train: trainAndPublish } = await import("@lstm-predict/jobs/train");
  await requireEngine(config);
  const store = await openModels(flags.out);
  const volatility = await readVolatility(flags);
  const own = await loadSeries(terminal, flags.symbol, flags);
  const series = await addConfigCovariates(terminal, own, config, openCovariates(terminal, flags));
  await keepFile(terminal, series.symbol, flags);
  const log = flags.tensorboard
    ? await openTrainingLog(terminal, flags.tensorboard, series.symbol, config.engine)
    : undefined;
  const tracking = await gitAnswers;
  const tracked = flags.track ? TrackedTraining.start(tracking, series, config) : undefined;
  const { commit } = tracking.git;
  try {
    const { promote } = flags;
    const outcome = await watch(terminal, [tracked, log], (signal, onEvent) =>
      trainAndPublish({
        ...{ series, config, store, volatility, commit, promote, signal, onEvent },
        horizons: laterOf(flags),
      }),
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

async function openTrainingLog(terminal: Terminal, dir: string, symbol: string, engine: string) {
  const { TrainingLog } = await import("@lstm-predict/tracking/tensorboard");
  return TrainingLog.start(dir, symbol, engine, (text) => terminal.warn(text));
}

/** Runs a training until it ends or Ctrl-C aborts it; shows progress and passes events to the observers. */
function watch(
  terminal: Terminal,
  observers: readonly (TrainingObserver | undefined)[],
  training: (signal: AbortSignal, onEvent: (event: TrainingEvent) => void) => Promise<TrainingOutcome>,
): Promise<TrainingOutcome> {
  const progress = createProgress(terminal);
  return interruptible(async (signal) => {
    try {
      return await training(signal, (event) => {
        progress.show(event);
        for (const observer of observers) observer?.onEvent(event);
      });
    } finally {
      progress.close();
    }
  });
}

function report(terminal: Terminal, outcome: TrainingOutcome): void {
  const { bundle, scores, laterScores, point, promoted, champion } = outcome;
  const { symbol, target, version, data } = bundle.metadata;
  terminal.result(`\n${renderScores(terminal, scores)}\n`);
  terminal.result(`${renderIntervals(terminal, scores)}\n`);
  if (hasLater(laterScores)) terminal.result(`${renderHorizons(terminal, { 1: scores, ...laterScores })}\n`);
  const words = testScoresOf(scores.test);
  terminal.result(verdict(words.mase));
  terminal.result(intervalVerdict(words.intervals));
  for (const line of horizonVerdicts(laterScores)) terminal.result(line);
  for (const line of errorBarVerdicts(bundle.metadata)) terminal.result(line);
  if (target !== "price") terminal.result(describePoint(target, point));
  const later = laterReturnSentence(bundle.metadata, point);
  if (later) terminal.result(later);
  if (data.warning) terminal.result(terminal.style(["bold", "yellow"], data.warning));
  terminal.result(`\nBundle    ${displayPath(bundle.dir)}`);
  terminal.result(`Report    ${displayPath(bundle.dir)}/report.html`);
  terminal.result(`Champion  ${describePublished(outcome)}`);
  const next = promoted
    ? "pnpm serve"
    : `pnpm promote --symbol ${symbolArgument(symbol)} --version ${version}`;
  const without = champion ? "" : " --model none";
  terminal.result(`\nNext: ${next}, or pnpm predict --symbol ${symbolArgument(symbol)}${without}`);
}

function describePoint(target: string, { shrinkage }: TrainingOutcome["point"]): string {
  const base = target === "distribution" ? "the symbol's own drift" : "the last close";
  if (shrinkage === 0)
    return `On validation the returns of the network did not help: the forecast is ${base}.`;
  const share = `${(100 * shrinkage).toFixed(0)} %`;
  return `The forecast is ${base} plus ${share} of the return of the network: chosen on validation.`;
}
