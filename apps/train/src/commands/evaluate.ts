import { loadBundle } from "@lstm-predict/artifacts";
import { type RawSeries, windowsBefore } from "@lstm-predict/bars";
import {
  forecastAll,
  forecastLater,
  type ModelForecasts,
  scoreLater,
  scoreSplits,
} from "@lstm-predict/evaluation";
import { Forecaster, storedVolatilityFromJSON } from "@lstm-predict/forecaster";
import { hashBars, rawSeriesOf } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model/config";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import {
  errorBarVerdicts,
  horizonVerdicts,
  intervalVerdict,
  testScoresOf,
  verdict,
} from "@lstm-predict/reports";
import { displayPath } from "@lstm-predict/storage";
import type { Command } from "commander";
import { addBundleOptions, type BundleFlags, findBundle } from "../options/bundle-option.ts";
import { engineOption } from "../options/config-options.ts";
import {
  addForecastDataOptions,
  type DataFlags,
  loadCovariates,
  loadSeries,
} from "../options/data-options.ts";
import { type HorizonFlags, horizonOption, LATER, laterOf } from "../options/horizon-option.ts";
import { evaluationDocument } from "../screens/documents.ts";
import { hasLater, renderHorizons, renderIntervals, renderScores } from "../screens/scores.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface EvaluateFlags extends BundleFlags, DataFlags, HorizonFlags {
  engine?: string;
  json?: boolean;
}

const EXAMPLES = `
By default the bars are those of the training, from the sample or Yahoo; after a training on a CSV file, those that the training put into the cache.

Examples:
  $ pnpm evaluate --symbol AAPL
  $ pnpm evaluate --symbol AAPL --vix off
  $ pnpm evaluate --symbol AAPL --horizon 10
  $ pnpm evaluate --model models/AAPL/20261124T040506Z-1a2b3c4d --csv aapl.csv`;

export function addEvaluateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("evaluate")
    .description("recompute the scores of a saved model from its bundle");
  addForecastDataOptions(addBundleOptions(command))
    .addOption(engineOption())
    .addOption(horizonOption("to score beside the next session (default: those of the training)"))
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: EvaluateFlags) => evaluate(terminal, command, flags));
}

/** Forecasts all days with the forecaster that the API and `predict` use. */
function forecastAs(terminal: Terminal, forecaster: Forecaster, raw: RawSeries): ModelForecasts {
  const { window } = forecaster;
  const contexts = forecaster.contextsFrom(raw, window, raw.length);
  const forecasts = forecaster.decodeBatch(windowsBefore(raw, window, raw.length, window), contexts);
  const without = forecasts.filter(({ hasNetwork }) => !hasNetwork).length;
  if (without > 0)
    terminal.warn(
      `The network has no part in the forecasts of ${without} of ${forecasts.length} days: closes of ${forecaster.covariates.join(", ")} are missing.`,
    );
  return {
    price: Float64Array.from(forecasts, ({ price }) => price),
    windows: forecasts.map(({ window: rows }) => rows),
    ...(forecaster.preprocessor.horizons.length > 1 && { later: forecasts.map(({ later }) => later!) }),
  };
}

/** The later horizons that a bundle has scores of. */
function scoredHorizons({ laterScores }: Forecaster["metadata"]): number[] {
  return laterScores ? Object.keys(laterScores).map(Number) : LATER;
}

async function evaluate(terminal: Terminal, command: Command, flags: EvaluateFlags): Promise<void> {
  const dir = await findBundle(command, flags);
  const bundle = await loadBundle(dir);
  const forecaster = Forecaster.fromBundle(bundle);
  const { metadata } = forecaster;
  const { data } = metadata;
  const config = parseConfig({ ...metadata.config, engine: flags.engine ?? "auto" });
  if (metadata.imported && config.engine !== "fused") {
    command.error(
      `error: --engine ${config.engine}: ${metadata.version} was imported, and runs on fused alone`,
      { exitCode: 2 },
    );
  }
  const trainedOn = data?.source ?? "auto";
  const source = flags.source ?? (flags.csv === undefined ? trainedOn : "csv");
  if (source === "custom") {
    command.error(
      `error: ${metadata.version} was trained on bars of "${data!.detail}", which only the program that trained it can read: expected --csv FILE with these bars, or --source`,
      { exitCode: 2 },
    );
  }
  const period = data && { start: data.from, end: data.to };
  const bars = { ...period, ...flags, source };
  const own = await loadSeries(terminal, metadata.symbol, bars);
  const series = await loadCovariates(terminal, own, forecaster, bars);
  const covariates = series.covariates ?? [];
  const sameBars = data
    ? hashBars(series.bars) === data.sha256 &&
      covariates.every(({ sha256 }, k) => sha256 === data.covariates?.[k]?.sha256)
    : null;
  if (sameBars === false) {
    terminal.warn(
      "These are not the bars of the training (their SHA-256 differs), so the scores may differ from those in the bundle.",
    );
  }
  if (sameBars === null) {
    terminal.warn(
      "This model was imported: which of these days it was trained on is unknown, and scores on days that it has seen are too good.",
    );
  }

  const raw = rawSeriesOf(series);
  const splits = chronologicalSplits(raw.length, config.window);
  const model =
    config.engine === "fused"
      ? forecastAs(terminal, forecaster, raw)
      : await (await import("@lstm-predict/training")).forecastOn(config, bundle, raw);
  const { volatility, calibration } = metadata;
  const pooled = volatility && storedVolatilityFromJSON(volatility);
  const weight = calibration?.network?.weight;
  const forecasts = forecastAll(raw, splits, forecaster.window, metadata.target, model, pooled, weight);
  const scores = scoreSplits(forecasts, splits);
  const horizons = laterOf(flags) ?? scoredHorizons(metadata);
  const options = {
    ...{ splits, window: forecaster.window, drift: forecaster.drift, horizons, stored: pooled },
    weights: Object.fromEntries(
      calibration?.network?.horizons?.map(({ horizon, weight }) => [horizon, weight]) ?? [],
    ),
  };
  const laterScores = scoreLater(forecastLater(raw, model, options).byHorizon, splits);

  if (flags.json) {
    const engine = config.engine;
    return terminal.json(evaluationDocument(dir, metadata, engine, sameBars, scores, laterScores));
  }
  terminal.result(`\n${renderScores(terminal, scores)}\n\n${renderIntervals(terminal, scores)}\n`);
  if (hasLater(laterScores)) terminal.result(`${renderHorizons(terminal, { 1: scores, ...laterScores })}\n`);
  const words = testScoresOf(scores.test);
  const lines = [verdict(words.mase), intervalVerdict(words.intervals), ...horizonVerdicts(laterScores)];
  lines.push(...errorBarVerdicts(metadata));
  terminal.result([...lines, `Bundle    ${displayPath(dir)}`].join("\n"));
}
