import { join } from "node:path";
import type { BacktestOptions, BacktestSymbol, SymbolForecasts, ValueOptions } from "@lstm-predict/backtest";
import { MIN_WINDOWS } from "@lstm-predict/backtest/folds";
import { backtestSymbolOf } from "@lstm-predict/backtest/symbol";
import { parseSymbol } from "@lstm-predict/bars";
import { displayPath, writeWhole } from "@lstm-predict/storage";
import { writeTable } from "@lstm-predict/storage/tables";
import { TrackedBacktest } from "@lstm-predict/tracking";
import type { Command } from "commander";
import { interruptible } from "../interrupt.ts";
import { addConfigOptions, type ConfigFlags, resolveConfig } from "../options/config-options.ts";
import {
  addConfigCovariates,
  addForecastDataOptions,
  type DataFlags,
  loadSeries,
  openCovariates,
  openVix,
} from "../options/data-options.ts";
import { type HorizonFlags, horizonOption, LATER, laterOf } from "../options/horizon-option.ts";
import { cancelOption, type QueueFlags, queueOption } from "../options/queue-option.ts";
import { wholeNumber } from "../options/whole-number.ts";
import { renderBacktest } from "../screens/backtest.ts";
import { renderValue } from "../screens/value.ts";
import { requireEngine } from "../settings/engine.ts";
import { paths } from "../settings/paths.ts";
import { trackingOptions } from "../settings/tracking.ts";
import { createCounter } from "../terminal/counter.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { folderOf, idOf } from "./backtest/folder.ts";
import { costOption, daysOption, refuseOneFile, trialsOption } from "./backtest/options.ts";
import { type QueuedSymbol, walkOnQueue } from "./backtest/walk-on-queue.ts";

interface BacktestFlags extends ConfigFlags, DataFlags, QueueFlags, ValueOptions, HorizonFlags {
  symbol: string;
  folds: number;
  refitEvery: number;
  seeds: number;
  trainWindows?: number;
  warmStart?: boolean;
  out: string;
  track: boolean;
  days?: string;
  value?: boolean;
  json?: boolean;
}

type Plan = Pick<BacktestOptions, "config" | "folds" | "warmStart" | "horizons">;

const EXAMPLES = `
Everything is refitted before each fold, on earlier bars only. Finished folds are kept, so the same command continues after
an interruption.

Examples:
  $ pnpm backtest --symbol AAPL
  $ pnpm backtest --symbol AAPL --vix vix.csv
  $ pnpm backtest --symbol AAPL --horizon 1,10
  $ pnpm backtest --symbol AAPL,JPM --covariates ^VIX,SPY
  $ pnpm backtest --symbol AAPL,MSFT,KO --folds 12 --refit-every 20 --seeds 1
  $ pnpm backtest --symbol SPY --train-windows 750 --target return --json > spy.json
  $ pnpm backtest --symbol ACME,BETA --csv bars/ --days days.parquet
  $ pnpm backtest --symbol AAPL,KO --value --cost-bp 10`;

export function addBacktestCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("backtest")
    .description("walk forward through history: fit on the past, forecast the next days, move on")
    .requiredOption("--symbol <list>", "symbols as Yahoo spells them, separated by commas")
    .option("--folds <n>", "number of folds; everything is refitted before each", wholeNumber(1), 8)
    .option("--refit-every <days>", "test days of each fold", wholeNumber(2), 60)
    .option("--seeds <n>", "networks in each fold, with consecutive seeds", wholeNumber(1), 3)
    .option(
      "--train-windows <n>",
      "maximum number of windows to train on before a fold (default: all)",
      wholeNumber(MIN_WINDOWS),
    )
    .option("--warm-start", "start the training of each fold with the weights of the fold before");
  addForecastDataOptions(command);
  addConfigOptions(command)
    .addOption(horizonOption("to forecast beside the next session").default(LATER, String(LATER)))
    .addOption(queueOption("compute the folds on the workers of this queue (pnpm worker)"))
    .addOption(cancelOption())
    .option("--out <dir>", "folder for folds and forecasts", join(paths.data, "backtests"))
    .addOption(daysOption())
    .option(
      "--value",
      "what the forecasts are worth after costs, beside holding: volatility targeting, and the sign",
    )
    .addOption(costOption())
    .addOption(trialsOption())
    .option("--no-track", "do not track the run in MLflow")
    .option("--json", "print one JSON document on stdout, everything else on stderr")
    .addHelpText("after", EXAMPLES)
    .action((flags: BacktestFlags) => backtest(terminal, command, flags));
}

async function backtest(terminal: Terminal, command: Command, flags: BacktestFlags): Promise<void> {
  const names = [...new Set(flags.symbol.split(",").map((name) => parseSymbol(name.trim())))];
  await refuseOneFile(command, flags, names);
  const config = await resolveConfig(flags);
  await requireEngine(config);
  const symbols: QueuedSymbol[] = [];
  const warnings: string[] = [];
  const [loadVix, loadCovariate] = [openVix(terminal, flags), openCovariates(terminal, flags)];
  for (const symbol of names) {
    const own = await loadSeries(terminal, symbol, flags, loadVix);
    const loaded = await addConfigCovariates(terminal, own, config, loadCovariate);
    const { source, warning } = loaded;
    if (source === "sample") warnings.push("On the bundled sample of old bars, not on live data.");
    else if (warning !== undefined) warnings.push(`${symbol}: ${warning}`);
    symbols.push({ ...backtestSymbolOf(loaded), loaded });
  }
  const { folds, refitEvery, trainWindows, seeds, warmStart = false } = flags;
  const horizons = settledHorizons(terminal, flags);
  const plan = { config, folds: { folds, refitEvery, trainWindows }, warmStart, horizons };
  const data = { bars: symbols.map(({ sha256 }) => sha256), vix: symbols.map(({ vix }) => vix ?? null) };
  const covariates = config.covariates && symbols.map(({ covariates }) => covariates);
  const dir = join(
    flags.out,
    folderOf(names, plan, idOf({ ...plan, ...data, ...(covariates && { covariates }) })),
  );
  const tracked = flags.track
    ? await TrackedBacktest.start(await trackingOptions(terminal), { symbols: names, seeds, ...plan })
    : undefined;
  try {
    // Warm starts wait for each other, and files are on this machine.
    const hasFile = flags.csv !== undefined || typeof flags.vix === "object";
    if (flags.queue !== undefined && !warmStart && !hasFile)
      await walkOnQueue(terminal, flags.queue, symbols, plan, flags, join(dir, "folds"));
    const results = await walk(terminal, symbols, flags, plan, join(dir, "folds"), tracked);
    const { DAY_COLUMNS, dayPages, economicValue, forecastsCsv, summarize } = await import(
      "@lstm-predict/backtest"
    );
    const files = await writeForecasts(dir, results, (result) => forecastsCsv(result, config.seed));
    if (flags.days !== undefined) await writeTable(flags.days, DAY_COLUMNS, dayPages(results, config.seed));
    const summary = summarize(results);
    const value = flags.value ? economicValue(results, flags) : undefined;
    const { renderBacktestPage } = await import("@lstm-predict/reports");
    const page = join(dir, "report.html");
    const settings = { seeds, ...plan.folds, horizons, warmStart, ...config };
    await writeWhole(page, await renderBacktestPage(summary, settings, warnings, value));
    tracked?.finish(summary, files, value?.summary);
    if (flags.json) {
      const asked = {
        ...(flags.value && { value: value?.summary ?? null }),
        ...(flags.days !== undefined && { daysFile: flags.days }),
      };
      terminal.json({ ...plan, seeds, ...summary, ...asked, files, html: page });
    } else {
      terminal.result(`\n${renderBacktest(summary)}`);
      if (flags.value) terminal.result(`\n${renderValue(value?.summary)}`);
      if (flags.days !== undefined) terminal.result(`\nDays       ${displayPath(flags.days)}`);
      terminal.result(`\nForecasts  ${displayPath(dir)}, one CSV file a symbol`);
      terminal.result(`Report     ${displayPath(page)}`);
    }
  } catch (error) {
    tracked?.fail(error);
    throw error;
  } finally {
    if (tracked) terminal.note(`MLflow     ${await tracked.close()}`);
  }
}

/** Scores need days with an outcome, and tests of them two. */
const LEAST_DAYS = 2;

/** The later horizons of which test days have their outcome before the bars end; a note for each other one. */
function settledHorizons(terminal: Terminal, flags: BacktestFlags): number[] {
  const days = flags.folds * flags.refitEvery;
  return laterOf(flags)!.filter((horizon) => {
    const settled = days - horizon + 1;
    if (settled >= LEAST_DAYS) return true;
    terminal.note(
      `Without ${horizon} sessions ahead: of ${days} test days, ${Math.max(0, settled)} have a close so far ahead; expected ${LEAST_DAYS}.`,
    );
    return false;
  });
}

async function walk(
  terminal: Terminal,
  symbols: readonly BacktestSymbol[],
  { seeds }: BacktestFlags,
  plan: Plan,
  dir: string,
  tracked: TrackedBacktest | undefined,
): Promise<SymbolForecasts[]> {
  const { FoldStore, runBacktest } = await import("@lstm-predict/backtest");
  const counter = createCounter(terminal, symbols.length * seeds * plan.folds.folds);
  return interruptible(async (signal) => {
    try {
      return await runBacktest({
        symbols,
        ...plan,
        store: new FoldStore(dir),
        signal,
        seeds: Array.from({ length: seeds }, (_, k) => plan.config.seed + k),
        onFold: (fold) => {
          tracked?.onFold(fold);
          const what = `${fold.symbol}, seed ${fold.seed}, fold ${fold.number}`;
          if (fold.stored) counter.kept(`${what} (kept)`);
          else counter.done(what);
        },
      });
    } finally {
      counter.close();
    }
  });
}

async function writeForecasts(
  dir: string,
  results: readonly SymbolForecasts[],
  format: (result: SymbolForecasts) => string,
): Promise<string[]> {
  const files = results.map(({ symbol }) => join(dir, `${symbol}.csv`));
  for (const [k, result] of results.entries()) await writeWhole(files[k]!, format(result));
  return files;
}
