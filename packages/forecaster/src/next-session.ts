import {
  closes,
  firstBar,
  knowsHolidays,
  lastWindow,
  nextSession,
  rowsBefore,
  toRawSeries,
  windowsBefore,
} from "@lstm-predict/bars";
import type { Forecast } from "@lstm-predict/forecasts";
import type { BarSeries } from "@lstm-predict/market-data";
import { type PooledModel, WINDOW, windowBefore } from "@lstm-predict/volatility";
import type { Forecaster } from "./forecaster.ts";
import { describeIntervals } from "./intervals.ts";
import { pooledErrorBar } from "./model-volatility.ts";
import { type Tracked, trackDays } from "./tracking.ts";

/** A forecast of the session after the last bar. */
export interface NextSession extends Forecast {
  /** The last bar, YYYY-MM-DD. */
  asOf: string;
  /** The session that is forecast, as far as it can be known. */
  date: string;
  /** Whether no holiday may come in between. */
  dateIsCertain: boolean;
  /** The days that the error bar followed before; absent where there is none. */
  tracked?: TrackedDays;
}

export interface TrackedDays extends Tracked {
  /** The first of them, if there is one; the last is `asOf`. */
  from?: string;
}

/**
 * What a bundle says of the session after the last bar. Its error bar first follows the days since its training that have a
 * window before them; the bars are all that is used, and so later ones change nothing.
 *
 * PreprocessingError `too_few_bars` where there is not one window.
 */
export function forecastWithModel(forecaster: Forecaster, series: BarSeries): NextSession {
  const { metadata, window } = forecaster;
  const raw = toRawSeries(series.bars);
  lastWindow(raw, window);
  const { data } = metadata;
  // The error bar of an imported model was fitted to no day of the symbol.
  const from = data ? firstBar(raw, dayAfter(data.to), window) : window;
  const tracked = forecaster.track(windowsBefore(raw, from, raw.length, window), closes(raw).subarray(from));
  // A CSV file does not say whose calendar its dates keep; the bars of the training may.
  const timeZone = series.timeZone === "unspecified" && data ? data.timeZone : series.timeZone;
  return {
    asOf: series.bars.at(-1)!.date,
    ...dateOf({ timeZone, bars: series.bars }),
    ...forecaster.forecast(rowsBefore(raw, raw.length, window)),
    ...(tracked && { tracked: withFirst(tracked, raw.dates[from]) }),
  };
}

/**
 * A forecast that needs no training: the last close, and zero-shot HAR with the pooled quantiles, which follow all days
 * that have 60 bars before them.
 *
 * PreprocessingError `too_few_bars` below 60 bars.
 */
export function forecastWithoutModel(series: BarSeries, pooled?: PooledModel): NextSession {
  const raw = toRawSeries(series.bars);
  lastWindow(raw, WINDOW);
  const errorBar = pooledErrorBar(pooled);
  const windows = Array.from({ length: raw.length - WINDOW }, (_, k) => windowBefore(raw, WINDOW + k));
  const tracked = trackDays(errorBar, windows, closes(raw).subarray(WINDOW));
  const last = series.bars.at(-1)!;
  return {
    asOf: last.date,
    ...dateOf(series),
    ...{ prediction: last.close, naive: last.close, return: 0 },
    ...describeIntervals(errorBar, windowBefore(raw, raw.length)),
    tracked: withFirst(tracked, raw.dates[WINDOW]),
  };
}

function dateOf(sessions: Pick<BarSeries, "timeZone" | "bars">): { date: string; dateIsCertain: boolean } {
  return { date: nextSession(sessions), dateIsCertain: knowsHolidays(sessions) };
}

function withFirst(tracked: Tracked, from: string | undefined): TrackedDays {
  return { ...tracked, ...(from !== undefined && { from }) };
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
