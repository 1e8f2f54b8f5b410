import { Forecaster } from "@lstm-predict/forecaster";
import { COLUMN_COUNT, lastWindow, toRawSeries } from "@lstm-predict/preprocessing";
import type { Command } from "commander";
import type { Terminal } from "../terminal.ts";
import { addBundleOptions, type BundleFlags, findBundle } from "./bundle-option.ts";
import { addDataOptions, type DataFlags, loadSeries } from "./data-options.ts";

interface PredictFlags extends BundleFlags, DataFlags {
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ pnpm predict --symbol AAPL
  $ pnpm predict --model models/AAPL/20261124T040506Z-1a2b3c4d --csv aapl.csv --json`;

export function addPredictCommand(program: Command, terminal: Terminal): void {
  const command = program.command("predict").description("forecast the close after the last bar");
  addDataOptions(addBundleOptions(command))
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: PredictFlags) => predict(terminal, command, flags));
}

async function predict(terminal: Terminal, command: Command, flags: PredictFlags): Promise<void> {
  const dir = await findBundle(command, flags);
  const forecaster = await Forecaster.load(dir);
  const { symbol, version, data, scores } = forecaster.metadata;
  const series = await loadSeries(terminal, symbol, flags);
  const rows = lastWindow(toRawSeries(series.bars), forecaster.window);
  const window = Array.from({ length: forecaster.window }, (_, row) =>
    rows.subarray(row * COLUMN_COUNT, (row + 1) * COLUMN_COUNT),
  );
  const forecast = forecaster.forecast(window);
  const asOf = series.bars.at(-1)!.date;

  if (flags.json) {
    const warning = series.warning ?? data.warning;
    return terminal.json({
      symbol,
      version,
      bundle: dir,
      dataSource: series.source,
      asOf,
      ...forecast,
      ...(warning === undefined ? {} : { warning }),
    });
  }
  if (data.warning && !series.warning) terminal.warn(`The model was trained on old bars. ${data.warning}`);
  const percent = `${forecast.return >= 0 ? "+" : ""}${(100 * Math.expm1(forecast.return)).toFixed(2)} %`;
  terminal.result(
    `\n${terminal.style("bold", `${symbol}: ${forecast.prediction.toFixed(2)}`)}  forecast of the close of the session after ${asOf} (${percent})`,
  );
  terminal.result(
    `${" ".repeat(symbol.length)}  ${forecast.naive.toFixed(2)}  the naive forecast: the last close, of ${asOf}`,
  );
  terminal.result(
    `\nOn its test span this model's MASE was ${scores.test.model.mase.toFixed(4)}: 1 is as good as naive, less is better.`,
  );
}
