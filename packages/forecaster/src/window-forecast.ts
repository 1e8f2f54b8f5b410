import { lastCloseOf } from "@lstm-predict/bars";
import type { Forecast } from "@lstm-predict/forecasts";
import type { DecodedHorizon } from "@lstm-predict/preprocessing";
import type { IntervalForecaster, Span } from "@lstm-predict/volatility";

/** A forecast with the scale of its intervals, from which an error bar can follow the day. */
export interface WindowForecast extends Forecast {
  /** Scale of the next log return: intervals are multiples of it. Absent if `intervals` is. */
  sigma?: number;
  /** Log variances a day of the next h sessions, for each h of `KNOTS`. Absent if `intervals` is. */
  logVariances?: readonly number[];
  /** Forecasts of later horizons by the network itself, by horizon. Absent if it forecasts the next session alone. */
  later?: Readonly<Record<number, DecodedHorizon>>;
  /** Set if the network had no part, because the context lacked closes of its covariates. */
  withoutNetwork?: true;
  /** The price that the intervals are centred on. Absent if that is the last close, or `intervals` is absent. */
  centre?: number;
}

/** The last close as forecast of the next one, with the scales that `errorBar` forecasts from the window before it. */
export function lastCloseForecast(errorBar: IntervalForecaster, window: Span): WindowForecast {
  const naive = lastCloseOf(window.rows);
  const logVariances = errorBar.termStructure(window);
  return { prediction: naive, naive, return: 0, sigma: Math.exp(logVariances[0]! / 2), logVariances };
}

/** Returns the forecast without `sigma`, `logVariances`, `centre`, `later` and `withoutNetwork`, as in documents. */
export function withoutSigma({
  sigma: _,
  logVariances: _l,
  centre: _c,
  later: _h,
  withoutNetwork: _n,
  ...forecast
}: WindowForecast): Forecast {
  return forecast;
}

/** Whether all numbers of the forecast are finite: valid prices such as 1e300 beside 1e-300 overflow. */
export function isFiniteForecast({
  prediction,
  return: change,
  volatility = 0,
  intervals,
}: Forecast): boolean {
  return [prediction, change, volatility, ...Object.values(intervals ?? {}).flat()].every(Number.isFinite);
}
