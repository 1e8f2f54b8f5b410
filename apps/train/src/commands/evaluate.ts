import { loadBundle } from "@lstm-predict/artifacts";
import { type RawSeries, windowsBefore } from "@lstm-predict/bars";
import { forecastAll, type ModelForecasts, scoreSplits } from "@lstm-predict/evaluation";
import { Forecaster } from "@lstm-predict/forecaster";
import { hashBars, rawSeriesOf } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model/config";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { intervalVerdict, testScoresOf, verdict } from "@lstm-predict/reports";
import { displayPath } from "@lstm-predict/storage";
import { pooledModelFromJSON } from "@lstm-predict/volatility";
import type { Command } from "commander";
import { addBundleOptions, type BundleFlags, findBundle } from "../options/bundle-option.ts";
import { engineOption } from "../options/config-options.ts";
import { addForecastDataOptions, type DataFlags, loadSeries } from "../options/data-options.ts";
import { evaluationDocument } from "../screens/documents.ts";
import { renderIntervals, renderScores } from "../screens/scores.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface EvaluateFlags extends BundleFlags, DataFlags {
  engine?: string;
  json?: boolean;
}

const EXAMPLES = `
By default the bars are those of the training, from the sample or Yahoo; after a training on a CSV file, those that the training put into the cache.

Examples:
  $ pnpm evaluate --symbol AAPL
  $ pnpm evaluate --symbol AAPL --vix off
  $ pnpm evaluate --model models/AAPL/20261124T040506Z-1a2b3c4d --csv aapl.csv`;

export function addEvaluateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("evaluate")
    .description("recompute the scores of a saved model from its bundle");
  addForecastDataOptions(addBundleOptions(command))
    .addOption(engineOption())
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: EvaluateFlags) => evaluate(terminal, command, flags));
}

/** Forecasts all days with the forecaster that the API and `predict` use. */
function forecastAs(forecaster: Forecaster, raw: RawSeries): ModelForecasts {
  const { window } = forecaster;
  const forecasts = forecaster.decodeBatch(windowsBefore(raw, window, raw.length, window));
  return {
    price: Float64Array.from(forecasts, ({ price }) => price),
    windows: forecasts.map(({ window: rows }) => rows),
  };
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
  const source = flags.source ?? (flags.csv === undefined ? (data?.source ?? "auto") : "csv");
  const period = data && { start: data.from, end: data.to };
  const series = await loadSeries(terminal, metadata.symbol, { ...period, ...flags, source });
  const sameBars = data ? hashBars(series.bars) === data.sha256 : null;
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
      ? forecastAs(forecaster, raw)
      : await (await import("@lstm-predict/training")).forecastOn(config, bundle, raw);
  const { volatility, calibration } = metadata;
  const pooled = volatility && pooledModelFromJSON(volatility);
  const weight = calibration?.network?.weight;
  const forecasts = forecastAll(raw, splits, forecaster.window, metadata.target, model, pooled, weight);
  const scores = scoreSplits(forecasts, splits);

  if (flags.json) return terminal.json(evaluationDocument(dir, metadata, config.engine, sameBars, scores));
  terminal.result(`\n${renderScores(terminal, scores)}\n\n${renderIntervals(terminal, scores)}\n`);
  const words = testScoresOf(scores.test);
  terminal.result(
    `${verdict(words.mase)}\n${intervalVerdict(words.intervals)}\nBundle    ${displayPath(dir)}`,
  );
}
