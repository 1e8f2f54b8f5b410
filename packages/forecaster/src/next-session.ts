import {
  closes,
  knowsHolidays,
  lastWindow,
  nextSession,
  type RawSeries,
  rowsBefore,
  type Sessions,
  toRawSeries,
  windowsBefore,
} from "@lstm-predict/bars";
import type { ForecastRecord } from "@lstm-predict/forecasts";
import type { BarSeries } from "@lstm-predict/market-data";
import {
  har,
  IntervalForecaster,
  OWN_BARS,
  type PooledModel,
  WINDOW,
  windowBefore,
} from "@lstm-predict/volatility";
import { Follower } from "./follower.ts";
import type { Forecaster } from "./forecaster.ts";
import { describeIntervals } from "./intervals.ts";
import { pooledErrorBar } from "./model-volatility.ts";
import { type Tracked, trackDays } from "./tracking.ts";
import { requireBarsSinceTraining } from "./training-end.ts";
import { withoutSigma } from "./window-forecast.ts";

/** A forecast of the session after the last bar. */
export interface NextSession extends ForecastRecord {
  /** Whether `targetDate` is on record in the exchange's calendar, rather than estimated. */
  dateIsCertain: boolean;
  /** The days that the error bar followed first; absent if there is no error bar. */
  tracked?: TrackedDays;
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
export function forecastWithModel(forecaster: Forecaster, series: BarSeries): NextSession {
  const { metadata, window } = forecaster;
  const { data, version, weightsSha256 } = metadata;
  const raw = toRawSeries(series.bars);
  lastWindow(raw, window);
  requireBarsSinceTraining(metadata, series.bars.at(-1)!.date);
  const follower = Follower.of(forecaster);
  if (follower) {
    const days = follower.next(raw);
    const windows = windowsBefore(raw, days.from, days.to, window);
    follower.follow(raw, days, forecaster.forecastBatch(windows));
  }
  const forecast = forecaster.forecast(rowsBefore(raw, raw.length, window));
  // A CSV file has no time zone, but the training data may have one.
  const timeZone = series.timeZone === "unspecified" && data ? data.timeZone : series.timeZone;
  return {
    symbol: metadata.symbol,
    asOf: series.bars.at(-1)!.date,
    ...targetOf({ symbol: metadata.symbol, timeZone, bars: series.bars }),
    ...withoutSigma(follower ? follower.intervals.apply(forecast) : forecast),
    model: { version, weightsSha256 },
    ...(follower && { tracked: withFirst(follower.intervals.tracked, follower.from) }),
  };
}

/**
 * Forecasts the session after the last bar without a model: the last close, with zero-shot HAR as error bar.
 *
 * The pooled quantiles first follow all days that have 60 bars before them.
 *
 * @throws BarsError `too_few_bars` for fewer than 60 bars
 * @throws ForecastError `unsupported_model` if `pooled` has a market term
 */
export function forecastWithoutModel(series: BarSeries, pooled?: PooledModel): NextSession {
  const raw = toRawSeries(series.bars);
  lastWindow(raw, WINDOW);
  return forecastLastClose(series, raw, pooledErrorBar(pooled), WINDOW);
}

/** Shares of the bars that HAR is fitted on, and fitted and calibrated on together: those of a training. */
const [FITTED, CALIBRATED] = [0.7, 0.85];
/** With fewer bars, a HAR of their own says less than the pooled one. */
const LEAST_BARS = 500;

/**
 * Forecasts the session after the last bar by the last close, with HAR of these bars alone as error bar: fitted on the first 70 %,
 * its quantiles mixed with the pooled ones on the next 15 %, as for a model, and then following the rest.
 *
 * @returns undefined for fewer than 500 bars
 */
export function forecastWithHar(series: BarSeries): NextSession | undefined {
  const raw = toRawSeries(series.bars);
  if (raw.length < LEAST_BARS) return undefined;
  const [fitted, calibrated] = [FITTED, CALIBRATED].map((share) => Math.floor(share * raw.length)) as [
    number,
    number,
  ];
  const rowsTo = (end: number) => ({ rows: rowsBefore(raw, end, end) });
  const errorBar = IntervalForecaster.calibrate(har.fit(rowsTo(fitted)), rowsTo(calibrated), {
    from: fitted,
    pooled: OWN_BARS.quantiles,
  });
  return forecastLastClose(series, raw, errorBar, calibrated);
}

/** The last close with an error bar that first follows the days from the row `from` on. */
function forecastLastClose(
  series: BarSeries,
  raw: RawSeries,
  errorBar: IntervalForecaster,
  from: number,
): NextSession {
  const windows = Array.from({ length: raw.length - from }, (_, k) => windowBefore(raw, from + k));
  const tracked = trackDays(errorBar, windows, closes(raw).subarray(from));
  const last = series.bars.at(-1)!;
  return {
    symbol: series.symbol,
    asOf: last.date,
    ...targetOf(series),
    prediction: last.close,
    naive: last.close,
    return: 0,
    ...describeIntervals(errorBar, windowBefore(raw, raw.length)),
    model: null,
    tracked: withFirst(tracked, raw.dates[from]),
  };
}

function targetOf(sessions: Sessions) {
  return { targetDate: nextSession(sessions), horizon: 1, dateIsCertain: knowsHolidays(sessions) };
}

function withFirst(tracked: Tracked, from: string | undefined): TrackedDays {
  return { ...tracked, ...(from !== undefined && { from }) };
}
