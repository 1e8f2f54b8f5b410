import { BundleError, type BundleMetadata } from "@lstm-predict/artifacts";
import { dayIn, missedSessions } from "@lstm-predict/bars";
import {
  Forecaster,
  forecastWithModel,
  forecastWithoutModel,
  type NextOptions,
  type NextSession,
} from "@lstm-predict/forecaster";
import type { SessionForecast } from "@lstm-predict/forecasts";
import type { BarSeries } from "@lstm-predict/market-data";
import { readChampion, summarizeBundle } from "@lstm-predict/registry";
import { SHIPPED } from "@lstm-predict/volatility";
import type { Command } from "commander";
import { kernelName } from "fused-lstm/kernel";
import { addBundleOptions, type BundleFlags, findBundleOrNone, NO_MODEL } from "../options/bundle-option.ts";
import {
  addForecastDataOptions,
  type DataFlags,
  loadCovariates,
  loadSeries,
} from "../options/data-options.ts";
import { type HorizonFlags, horizonOption } from "../options/horizon-option.ts";
import { addVolatilityOption, readVolatility, type VolatilityFlags } from "../options/volatility-option.ts";
import { fanChart } from "../screens/chart/fan-chart.ts";
import { coinLine, errorBarLines } from "../screens/error-bar.ts";
import { renderExplanation } from "../screens/explanation.ts";
import { bundleLines, renderForecast } from "../screens/forecast.ts";
import { openModels } from "../settings/open-models.ts";
import { withTrackRecord } from "../settings/track-record.ts";
import { columnsOf, type Terminal } from "../terminal/terminal.ts";

interface PredictFlags extends BundleFlags, DataFlags, VolatilityFlags, HorizonFlags {
  horizon: number[];
  chart?: boolean;
  explain?: boolean;
  record?: boolean;
  json?: boolean;
}

/** A forecast with its bars, and its bundle if it has one. */
interface MadeForecast {
  symbol: string;
  series: BarSeries;
  next: NextSession;
  /** All sessions up to the farthest horizon. */
  sessions: readonly SessionForecast[];
  /** Set if the day that is forecast is long past. */
  past: string | undefined;
  bundle?: { dir: string; metadata: BundleMetadata; isChampion: boolean };
  /** Provenance of the volatility model of a forecast without a trained model. */
  fittedOn?: string;
}

const EXAMPLES = `
First the intervals are updated with the days since the training. --model none forecasts any symbol with 60 bars without a
trained model: the last close, with an error bar.

Examples:
  $ pnpm predict --symbol AAPL --chart
  $ pnpm predict --symbol AAPL --horizon 1,5,20 --chart
  $ pnpm predict --symbol AAPL --explain
  $ pnpm predict --symbol AAPL --record
  $ pnpm predict --symbol ^GSPC --model none
  $ pnpm predict --symbol AAPL --model none --vix off
  $ pnpm predict --model models/AAPL/20261124T040506Z-1a2b3c4d --csv aapl.csv --json`;

const DAYS_OF_CHART = 60;
/** With fewer sessions since the last bar, a file is recent. */
const RECENT_SESSIONS = 5;

export function addPredictCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("predict")
    .description("forecast the close of the next session, or of later ones");
  addForecastDataOptions(addBundleOptions(command));
  addVolatilityOption(command)
    .addOption(horizonOption("whose closes to forecast").default([1], "1"))
    .option(
      "--record",
      "record the forecast of the next session as issued, to be settled when the close comes (pnpm record)",
    )
    .option("--chart", "draw the last 60 days and the intervals in the terminal")
    .option("--explain", "say why: the terms of the error bar, and what the network used, by day and column")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: PredictFlags) => predict(terminal, command, flags));
}

async function predict(terminal: Terminal, command: Command, flags: PredictFlags): Promise<void> {
  const dir = await findBundleOrNone(command, flags).catch(suggestNone);
  if (dir !== undefined && flags.volatility !== undefined) {
    command.error("error: --volatility goes with --model none: a trained model has its own", {
      exitCode: 2,
    });
  }
  if (flags.record && flags.volatility !== undefined) {
    command.error(
      "error: --record is for the volatility model that comes with the program, not for --volatility",
      {
        exitCode: 2,
      },
    );
  }
  const made =
    dir === undefined ? await makeWithoutModel(terminal, flags) : await makeWithModel(terminal, dir, flags);
  show(terminal, made, flags);
  // Last: whoever asked has the forecast, also where the record is away.
  if (flags.record) await recordForecast(terminal, made, flags);
}

function show(terminal: Terminal, made: MadeForecast, flags: PredictFlags): void {
  if (flags.json) {
    terminal.json(document(made, askedOf(made, flags)));
    return;
  }
  const about = [...describeModel(made), ...errorBarLines(made, flags), ...coinLine(made, flags.horizon)];
  const { symbol, next } = made;
  terminal.result(`\n${renderForecast(terminal, symbol, next, askedOf(made, flags), about)}`);
  if (flags.chart) terminal.result(`\n${chart(terminal, made)}`);
  if (next.explanation) terminal.result(`\n${renderExplanation(terminal, next.explanation)}`);
}

async function makeWithModel(terminal: Terminal, dir: string, flags: PredictFlags): Promise<MadeForecast> {
  const forecaster = await Forecaster.load(dir);
  const { metadata } = forecaster;
  const { symbol, data } = metadata;
  const own = await loadSeries(terminal, symbol, flags);
  const series = await loadCovariates(terminal, own, forecaster, flags);
  if (data?.warning && !series.warning) terminal.warn(`The model was trained on old bars. ${data.warning}`);
  const { horizons: sessions = [], ...next } = withAskedWidths(
    forecastWithModel(forecaster, series, askedFor(flags)),
    flags,
  );
  const past = warnOfPast(terminal, series, next);
  return {
    symbol,
    series,
    next,
    sessions,
    past,
    bundle: { dir, metadata, isChampion: flags.model === undefined },
  };
}

async function makeWithoutModel(terminal: Terminal, flags: PredictFlags): Promise<MadeForecast> {
  const pooled = await readVolatility(flags);
  const series = await loadSeries(terminal, flags.symbol!, flags);
  const { horizons: sessions = [], ...next } = withAskedWidths(
    forecastWithoutModel(series, { volatility: pooled, ...askedFor(flags) }),
    flags,
  );
  const past = warnOfPast(terminal, series, next);
  const { fittedOn } = (pooled ?? SHIPPED).provenance;
  return { symbol: series.symbol, series, next, sessions, past, fittedOn };
}

/** All horizons up to the farthest that is asked for, and whether to explain. */
function askedFor({ horizon, explain }: PredictFlags): NextOptions {
  return { horizons: Array.from({ length: horizon.at(-1)! }, (_, k) => k + 1), explain };
}

/** Leaves out the widths of sessions that only the fan goes through. */
function withAskedWidths(next: NextSession, { horizon: asked }: PredictFlags): NextSession {
  if (!next.explanation) return next;
  const { laterWidths, ...explanation } = next.explanation;
  const later = laterWidths?.filter(({ horizon }) => asked.includes(horizon)) ?? [];
  return { ...next, explanation: { ...explanation, ...(later.length > 0 && { laterWidths: later }) } };
}

/** The sessions that are asked for. */
function askedOf({ sessions }: MadeForecast, { horizon: asked }: PredictFlags): SessionForecast[] {
  return sessions.filter(({ horizon }) => asked.includes(horizon));
}

/** Records a forecast as that of the served model, of a challenger, or of the forecaster without a network. */
async function recordForecast(
  terminal: Terminal,
  { symbol, series, next }: MadeForecast,
  { modelsDir }: PredictFlags,
): Promise<void> {
  const { issueForecast, recordForecasts } = await import("@lstm-predict/track-record");
  // A champion that is named by its folder is the champion: recorded as another, its day would lack in the scores.
  const champion = next.model && (await readChampion(await openModels(modelsDir), symbol));
  const isChampion = champion?.version === next.model?.version;
  const role = !next.model ? "zeroShot" : isChampion ? "champion" : "challenger";
  const issued = issueForecast(next, { role, series, issuedAt: new Date() });
  const [recorded] = await withTrackRecord((record) => recordForecasts(record, [issued]));
  const { id, issuedAt, late } = recorded!.forecast;
  terminal.note(
    `${recorded!.isNew ? "Recorded" : `On record since ${issuedAt}`} as entry ${id}${late ? "; its day is over, so it will not be scored" : ""}.`,
  );
}

/** Warns if the bars of a file or of the sample end long ago; Yahoo's have a warning then. */
function warnOfPast(
  terminal: Terminal,
  series: BarSeries,
  { asOf, targetDate }: NextSession,
): string | undefined {
  const missed = missedSessions(series, dayIn(series.timeZone, new Date()));
  if (series.source === "yahoo" || series.warning !== undefined || missed <= RECENT_SESSIONS)
    return undefined;
  const past = `The last bar is of ${asOf}, ${missed} sessions ago: this is a forecast of a day in the past, ${targetDate}.`;
  terminal.warn(past);
  return past;
}

function describeModel({ bundle, fittedOn }: MadeForecast): string[] {
  if (bundle) return bundleLines(bundle.isChampion ? "Champion" : "Model", summarizeBundle(bundle.metadata));
  return [`Model     none: the last close; volatility by zero-shot HAR, fitted on ${fittedOn}`];
}

/** The JSON document of `predict --json`. Fields may be added, but not renamed or removed. */
function document(
  { symbol, series, next, past, bundle, fittedOn }: MadeForecast,
  asked: readonly SessionForecast[],
) {
  const { source, cache, vixMissing } = series;
  const warning = series.warning ?? past ?? bundle?.metadata.data?.warning;
  return {
    symbol,
    version: bundle?.metadata.version ?? null,
    bundle: bundle?.dir ?? null,
    kernel: bundle ? kernelName() : null,
    dataSource: source,
    asOf: next.asOf,
    date: next.targetDate,
    dateIsCertain: next.dateIsCertain,
    horizon: next.horizon,
    prediction: next.prediction,
    naive: next.naive,
    return: next.return,
    ...(next.volatility !== undefined && { volatility: next.volatility, intervals: next.intervals }),
    horizons: asked.map(({ targetDate: date, ...session }) => ({ date, ...session })),
    ...(next.volatilityModel && { volatilityModel: next.volatilityModel }),
    ...(vixMissing !== undefined && { volatilityWarning: vixMissing }),
    ...(next.networkWarning !== undefined && { networkWarning: next.networkWarning }),
    ...(next.explanation && { explanation: next.explanation }),
    ...(next.tracked && { tracked: next.tracked }),
    ...(bundle && { record: summarizeBundle(bundle.metadata) }),
    ...(fittedOn !== undefined && { fittedOn }),
    ...(cache && { cache }),
    ...(warning === undefined ? {} : { warning }),
  };
}

function chart(terminal: Terminal, { series, sessions }: MadeForecast): string {
  return fanChart(
    { history: series.bars.slice(-DAYS_OF_CHART), sessions },
    { columns: columnsOf(terminal.stdout, 80), paint: (text) => terminal.style("cyan", text) },
  );
}

/** Adds to the error of a missing model that a forecast without one is possible. */
function suggestNone(error: Error): never {
  if (!(error instanceof BundleError) || error.code !== "no_model") throw error;
  throw new BundleError("no_model", `${error.message}, or forecast without one: --model ${NO_MODEL}`);
}
