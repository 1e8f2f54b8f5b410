import type { Bar } from "@lstm-predict/bars";
import { rollingVolatility, sessionsPerYear, simpleReturns, underwaterCurve } from "@lstm-predict/metrics";

/** Windows of the rolling volatilities, in days. */
export const VOLATILITY_WINDOWS = [20, 60] as const;

/** Daily values that the charts draw, `[days]`; `returns[t]` and `volatility[k][t]` belong to `dates[t + 1]`. */
export interface Curves {
  dates: string[];
  close: Float64Array;
  adjClose: Float64Array;
  volume: Float64Array;
  returns: Float64Array;
  /** Annualised, one array for each of VOLATILITY_WINDOWS. */
  volatility: Float64Array[];
  /** Adjusted close relative to its highest so far, minus 1. */
  underwater: Float64Array;
}

/** Computes the curves of at least 2 bars; returns are simple returns of the adjusted close. */
export function curvesOf(bars: readonly Bar[]): Curves {
  const dates = bars.map(({ date }) => date);
  const column = (field: "close" | "adjClose" | "volume") => Float64Array.from(bars, (bar) => bar[field]);
  const adjClose = column("adjClose");
  const returns = simpleReturns(adjClose);
  const sessions = sessionsPerYear(dates);
  return {
    dates,
    close: column("close"),
    adjClose,
    volume: column("volume"),
    returns,
    volatility: VOLATILITY_WINDOWS.map((window) => rollingVolatility(returns, window, sessions)),
    underwater: underwaterCurve(adjClose),
  };
}
