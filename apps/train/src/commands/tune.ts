import { join } from "node:path";
import { MIN_WINDOWS } from "@lstm-predict/backtest/folds";
import { backtestSymbolOf } from "@lstm-predict/backtest/symbol";
import { parseSymbol } from "@lstm-predict/bars";
import type { BarSeries } from "@lstm-predict/market-data";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { writeWhole } from "@lstm-predict/storage";
import { TrackedTuning } from "@lstm-predict/tracking";
import type { TuneOptions, Tuning } from "@lstm-predict/tuning";
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
import { cancelOption, type QueueFlags, queueOption } from "../options/queue-option.ts";
import { wholeNumber } from "../options/whole-number.ts";
import { renderTuning } from "../screens/tune.ts";
import { requireEngine } from "../settings/engine.ts";
import { paths } from "../settings/paths.ts";
import { withQueue } from "../settings/queue.ts";
import { trackingOptions } from "../settings/tracking.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { folderOf, idOf } from "./backtest/folder.ts";
import { Cost } from "./tune/cost.ts";
import { documentOf } from "./tune/document.ts";
import { prepareOnQueue } from "./tune/prepare-on-queue.ts";
import { readSpace } from "./tune/read-space.ts";
import { showSearch } from "./tune/show-search.ts";

interface TuneFlags extends ConfigFlags, DataFlags, QueueFlags {
  symbol: string;
  trials: number;
  folds: number;
  refitEvery: number;
  trainWindows?: number;
  testDays?: number;
  space?: string;
  allFolds?: boolean;
  out: string;
  track: boolean;
  json?: boolean;
}

const EXAMPLES = `
Tries configurations on folds that end before the test span, and compares the best with the default on the test span. The flags
of the configuration say what the default is; --seed is that of the search as well. Finished folds are kept, so the same command
continues after an interruption, and more --trials continue a search of fewer.

A space is a JSON file with a domain for each field of the configuration; "dropout.0" is the dropout after the first LSTM layer:
  { "units": { "choice": [[32], [64, 32]] }, "learningRate": { "from": 1e-4, "to": 1e-2, "log": true },
    "window": { "from": 30, "to": 90, "step": 15 } }

Examples:
  $ pnpm tune --symbol AAPL --trials 30
  $ pnpm tune --symbol AAPL --space space.json --folds 6 --refit-every 60
  $ pnpm tune --symbol KO --csv KO.csv --epochs 6 --test-days 250 --json > ko.json
  $ pnpm tune --symbol AAPL --trials 100 --queue redis://queue:6379`;

export function addTuneCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("tune")
    .description("search for a better configuration, and say what luck explains of it")
    .requiredOption("--symbol <symbol>", "symbol as Yahoo spells it")
    .option("--trials <n>", "configurations to try beside the default", wholeNumber(1), 30)
    .option(
      "--space <file>",
      "a JSON file that says what to search (default: units, dropout, learning rate, ...)",
    )
    .option("--folds <n>", "number of folds of each trial", wholeNumber(1), 4)
    .option("--refit-every <days>", "days of each fold", wholeNumber(2), 120)
    .option(
      "--train-windows <n>",
      "maximum number of windows to train on before a fold (default: all)",
      wholeNumber(MIN_WINDOWS),
    )
    .option(
      "--test-days <n>",
      "days at the end that no trial sees (default: 15 %, as in train)",
      wholeNumber(2),
    )
    .option("--all-folds", "compute every trial on all folds, instead of stopping the worse half early");
  addForecastDataOptions(command);
  addConfigOptions(command)
    .addOption(queueOption("compute the folds on the workers of this queue (pnpm worker)"))
    .addOption(cancelOption())
    .option(
      "--out <dir>",
      "folder for folds, the winner's configuration and the page",
      join(paths.data, "tunings"),
    )
    .option("--no-track", "do not track the search in MLflow")
    .option("--json", "print one JSON document on stdout, everything else on stderr")
    .addHelpText("after", EXAMPLES)
    .action((flags: TuneFlags) => tuneSymbol(terminal, flags));
}

async function tuneSymbol(terminal: Terminal, flags: TuneFlags): Promise<void> {
  const symbol = parseSymbol(flags.symbol);
  const base = await resolveConfig(flags);
  await requireEngine(base);
  const space = await readSpace(flags.space, base);
  const own = await loadSeries(terminal, symbol, flags);
  const series = await addConfigCovariates(terminal, own, base, openCovariates(terminal, flags));
  const { test } = chronologicalSplits(series.bars.length, base.window);
  const { trials, allFolds = false, testDays = test.to - test.from } = flags;
  const folds = { folds: flags.folds, refitEvery: flags.refitEvery, trainWindows: flags.trainWindows };
  const plan = { space, folds, testDays, stopEarly: !allFolds };
  const { sha256, vix, covariates } = backtestSymbolOf(series);
  const id = idOf({
    config: base,
    ...plan,
    bars: sha256,
    vix: vix ?? null,
    ...(covariates && { covariates }),
  });
  const dir = join(flags.out, folderOf([symbol], { config: base, folds }, id));
  const tracked = flags.track
    ? TrackedTuning.start(await trackingOptions(terminal), { symbol, config: base, trials, ...plan })
    : undefined;
  try {
    const cost = new Cost();
    const options = { series, base, trials, seed: base.seed, ...plan };
    const tuning = await search(terminal, options, flags, dir, cost, tracked);
    const { renderTuningPage } = await import("@lstm-predict/reports");
    const files = { winner: join(dir, "winner.json"), html: join(dir, "report.html") };
    await writeWhole(files.winner, `${JSON.stringify(tuning.trials[tuning.best]!.config, null, 2)}\n`);
    const settings = { trials, testDays, ...folds, allFolds, space, cost: cost.figures(), ...base };
    await writeWhole(files.html, await renderTuningPage(tuning, settings, warningsOf(series)));
    tracked?.finish(tuning, Object.values(files));
    if (flags.json)
      terminal.json(documentOf(tuning, { base, seed: base.seed, ...plan }, cost.figures(), files));
    else terminal.result(`\n${renderTuning(terminal, tuning, cost.figures(), files)}`);
  } catch (error) {
    tracked?.fail(error);
    throw error;
  } finally {
    if (tracked) terminal.note(`MLflow     ${await tracked.close()}`);
  }
}

async function search(
  terminal: Terminal,
  options: Omit<TuneOptions, "store" | "signal" | "prepare">,
  flags: TuneFlags,
  dir: string,
  cost: Cost,
  tracked: TrackedTuning | undefined,
): Promise<Tuning> {
  const { FoldStore } = await import("@lstm-predict/backtest");
  const { tune } = await import("@lstm-predict/tuning");
  const store = new FoldStore(join(dir, "folds"));
  const run = (prepare?: TuneOptions["prepare"]) =>
    interruptible((signal) =>
      showSearch(terminal, tune({ ...options, store, signal, prepare }), options, {
        cost,
        isQuiet: prepare !== undefined,
        onTrial: (trial) => tracked?.onTrial(trial),
      }),
    );
  // Files are on this machine.
  const hasFile = flags.csv !== undefined || typeof flags.vix === "object";
  if (flags.queue === undefined || hasFile) return run();
  return withQueue(terminal, flags.queue, (queue) =>
    run(prepareOnQueue(terminal, queue, store, flags, cost)),
  );
}

function warningsOf({ source, warning }: BarSeries): string[] {
  if (source === "sample") return ["On the bundled sample of old bars, not on live data."];
  return warning === undefined ? [] : [warning];
}
