import {
  type ComingSession,
  closes,
  lastWindow,
  nextSessions,
  type RawSeries,
  rowsBefore,
  windowsBefore,
} from "@lstm-predict/bars";
import type { ForecastRecord, HorizonForecast, SessionForecast } from "@lstm-predict/forecasts";
import { type BarSeries, rawSeriesOf } from "@lstm-predict/market-data";
import {
  type Context,
  checkHorizon,
  choosePooled,
  har,
  harTerm,
  IntervalForecaster,
  MAX_HORIZON,
  type PooledName,
  TermBars,
  WINDOW,
  windowsWithContext,
} from "@lstm-predict/volatility";
import { explainWidths } from "./explain/explain-widths.ts";
import type { Explanation, ModelExplanation } from "./explain/explanation.ts";
import { Follower } from "./follower.ts";
import type { Forecaster } from "./forecaster.ts";
import { pooledErrorBar, type StoredVolatility } from "./model-volatility.ts";
import { TrackedIntervals } from "./tracked-intervals.ts";
import type { Tracked } from "./tracking.ts";
import { requireBarsSinceTraining } from "./training-end.ts";
import { lastCloseForecast, withoutSigma } from "./window-forecast.ts";

/** A forecast of the session after the last bar. */
export interface NextSession extends ForecastRecord {
  /** Whether `targetDate` is on record in the exchange's calendar, rather than estimated. */
  dateIsCertain: boolean;
  /** The days that the error bar followed first; absent if there is no error bar. */
  tracked?: TrackedDays;
  /** What the pooled volatility is forecast from: the VIX, own bars of a year, own bars of the window; absent without it. */
  volatilityModel?: PooledName;
  /** Why the network had no part; absent if it had. */
  networkWarning?: string;
  /** The forecasts of the horizons asked for, in their order; absent if none was asked for. */
  horizons?: SessionForecast[];
  /** Why the forecast is as it is; absent if that was not asked for. */
  explanation?: Explanation;
}

/** What to forecast. */
export interface NextOptions {
  /** Sessions after the last bar, each from 1 to 20. */
  horizons?: readonly number[] | undefined;
  /** Whether to explain the forecast of the next session, and the widths of `horizons`: it takes tens of milliseconds. */
  explain?: boolean | undefined;
}

/** Days that an error bar followed, up to `asOf`. */
export interface TrackedDays extends Tracked {
  /** The first day, YYYY-MM-DD; absent if there is none. */
  from?: string;
}

/**
 * Forecasts the session after the last bar with a model.
 *
 * A copy of the error bar first follows the days since the training that have a window before them. The result depends on
 * the model and these bars only.
 *
 * @throws BarsError `too_few_bars` if the bars are fewer than a window
 * @throws ForecastError `old_bars` if the model was trained on later bars
 */
export function forecastWithModel(
  forecaster: Forecaster,
  series: BarSeries,
  { horizons, explain }: NextOptions = {},
): NextSession {
  horizons?.forEach(checkHorizon);
  const { metadata, window } = forecaster;
  const { data, version, weightsSha256 } = metadata;
  const raw = rawSeriesOf(series);
  lastWindow(raw, window);
  requireBarsSinceTraining(metadata, series.bars.at(-1)!.date);
  // A CSV file has no time zone, but the training data may have one.
  const timeZone = series.timeZone === "unspecified" && data ? data.timeZone : series.timeZone;
  const calendar = { symbol: metadata.symbol, timeZone, bars: series.bars };
  const sessions = nextSessions(calendar, MAX_HORIZON);
  const follower = Follower.of(forecaster);
  if (follower) {
    const days = follower.next(raw);
    const windows = windowsBefore(raw, days.from, days.to, window);
    const contexts = forecaster.contextsFrom(raw, days.from, days.to);
    follower.follow(raw, days, forecaster.forecastBatch(windows, contexts));
  }
  const context = forecaster.contextsFrom(raw, raw.length, raw.length + 1, sessions[0]!.date)[0]!;
  const rows = rowsBefore(raw, raw.length, window);
  const forecast = forecaster.forecast(rows, context);
  const at = (horizon: number) =>
    follower
      ? follower.intervals.applyAt(forecast, forecaster.drift, horizon)
      : forecaster.forecastAt(forecast, horizon);
  return {
    symbol: metadata.symbol,
    asOf: series.bars.at(-1)!.date,
    ...targetOf(sessions),
    ...withoutSigma(follower ? follower.intervals.apply(forecast) : forecast),
    ...volatilityModel(forecaster.intervals, context),
    ...(forecast.withoutNetwork && {
      networkWarning: whyWithoutNetwork(forecaster, context, series.covariatesMissing),
    }),
    ...(horizons && { horizons: sessionForecasts(horizons, sessions, at) }),
    model: { version, weightsSha256 },
    ...(explain && {
      explanation: withDays(
        forecaster.explain(rows, context, { errorBar: follower?.intervals.errorBar, horizons }),
        raw,
      ),
    }),
    ...(follower && { tracked: withFirst(follower.intervals.tracked, follower.from) }),
  };
}

/**
 * Forecasts the session after the last bar without a model: the last close, with the pooled volatility as error bar.
 *
 * The pooled quantiles first follow all days that have 60 bars before them.
 *
 * @throws BarsError `too_few_bars` for fewer than 60 bars
 * @throws ForecastError `unsupported_model` if `volatility` has a market term
 */
export function forecastWithoutModel(
  series: BarSeries,
  { volatility, horizons, explain }: NextOptions & { volatility?: StoredVolatility | undefined } = {},
): NextSession {
  const raw = rawSeriesOf(series);
  lastWindow(raw, WINDOW);
  return forecastLastClose(series, raw, {
    errorBar: pooledErrorBar(raw, volatility),
    from: WINDOW,
    horizons,
    explain,
  });
}

/** Shares of the bars that HAR is fitted on, and fitted and calibrated on together: those of a training. */
const [FITTED, CALIBRATED] = [0.7, 0.85];
/** With fewer bars, a HAR of their own says less than the pooled one. */
const LEAST_BARS = 500;

/**
 * Forecasts the session after the last bar by the last close, with HAR of these bars alone as error bar: fitted on the first 70 %,
 * its quantiles mixed with the pooled ones on the next 15 %, as for a model, and then following the rest. The quantiles of later
 * sessions start from the pooled ones.
 *
 * @returns undefined for fewer than 500 bars
 */
export function forecastWithHar(series: BarSeries, { horizons }: NextOptions = {}): NextSession | undefined {
  const raw = rawSeriesOf(series);
  if (raw.length < LEAST_BARS) return undefined;
  const [fitted, calibrated] = [FITTED, CALIBRATED].map((share) => Math.floor(share * raw.length)) as [
    number,
    number,
  ];
  const rowsTo = (end: number) => ({ rows: rowsBefore(raw, end, end) });
  const pooled = choosePooled(raw, fitted);
  const { volatility, tracker } = IntervalForecaster.calibrate(har.fit(rowsTo(fitted)), rowsTo(calibrated), {
    from: fitted,
    pooled: pooled.quantiles[0]!,
  });
  const later = TermBars.zeroShot(pooled, undefined, harTerm(rowsTo(fitted)));
  const errorBar = new IntervalForecaster(volatility, tracker, later);
  return forecastLastClose(series, raw, { errorBar, from: calibrated, horizons });
}

/** The last close with an error bar that first follows the days from the row `from` on. */
function forecastLastClose(
  series: BarSeries,
  raw: RawSeries,
  { errorBar, from, horizons, explain }: NextOptions & { errorBar: IntervalForecaster; from: number },
): NextSession {
  horizons?.forEach(checkHorizon);
  const sessions = nextSessions(series, MAX_HORIZON);
  const windows = windowsWithContext(raw, from, raw.length + 1, sessions[0]!.date);
  const last = windows.pop()!;
  const tracked = new TrackedIntervals(errorBar);
  const after = closes(raw).subarray(from);
  windows.forEach((window, k) => {
    tracked.update(lastCloseForecast(errorBar, window), after[k]!);
  });
  const next = lastCloseForecast(errorBar, last);
  return {
    symbol: series.symbol,
    asOf: series.bars.at(-1)!.date,
    ...targetOf(sessions),
    ...withoutSigma(tracked.apply(next)),
    ...volatilityModel(errorBar, last.context!),
    ...(horizons && {
      horizons: sessionForecasts(horizons, sessions, (horizon) => tracked.applyAt(next, 0, horizon)),
    }),
    ...(explain && { explanation: explainWidths(tracked.errorBar, last, horizons) }),
    model: null,
    tracked: withFirst(tracked.tracked, raw.dates[from]),
  };
}

/** An explanation of the last window of a series, with the dates of its rows. */
export function withDays(
  { network, ...explanation }: ModelExplanation,
  { dates }: Pick<RawSeries, "dates">,
): ModelExplanation {
  if (!network) return explanation;
  const days = dates.slice(-network.outputs[0]!.attributions.length);
  return { ...explanation, network: { ...network, days } };
}

/** What a forecast of a model is without its network, for its users. */
const WITHOUT_NETWORK =
  "the forecast is the last close and the drift, its error bar that of the volatility model without the network";

/** Why the network of a model had no part in a forecast: a line for its users. */
export function whyWithoutNetwork(
  { preprocessor, window }: Pick<Forecaster, "preprocessor" | "window">,
  { covariates }: Context,
  covariatesMissing?: string,
): string {
  const lacking = preprocessor.lackingCovariates(covariates).join(", ");
  const reason = covariatesMissing ?? `closes of ${lacking} are not known for all of its ${window} days`;
  return `without the network: ${reason}: ${WITHOUT_NETWORK}`;
}

function volatilityModel(
  errorBar: IntervalForecaster | undefined,
  context: Context,
): Pick<NextSession, "volatilityModel"> {
  const pooled = errorBar?.volatility.pooled ?? errorBar?.later.pooled;
  return pooled ? { volatilityModel: pooled.modelFor(context) } : {};
}

function sessionForecasts(
  horizons: readonly number[],
  sessions: readonly ComingSession[],
  at: (horizon: number) => HorizonForecast,
): SessionForecast[] {
  return horizons.map((horizon) => {
    const { date, isCertain } = sessions[horizon - 1]!;
    return { ...at(horizon), targetDate: date, dateIsCertain: isCertain };
  });
}

/** The forecast of each later horizon that was asked for, as a record of its own; the next session's is not among them. */
export function laterRecords({ horizons = [], ...next }: NextSession): ForecastRecord[] {
  const { symbol, asOf, naive, model } = next;
  return horizons
    .filter(({ horizon }) => horizon > 1)
    .map((later) => ({ symbol, asOf, naive, model, ...later }));
}

function targetOf([next]: readonly ComingSession[]) {
  return { targetDate: next!.date, horizon: 1, dateIsCertain: next!.isCertain };
}

function withFirst(tracked: Tracked, from: string | undefined): TrackedDays {
  return { ...tracked, ...(from !== undefined && { from }) };
}
