import type { Bar } from "@lstm-predict/bars";
import { rollingVolatility, sessionsPerYear, simpleReturns, underwaterCurve } from "@lstm-predict/metrics";

export const VOLATILITY_WINDOWS = [20, 60] as const;

/** The day-by-day values that the charts draw; `returns[t]` and `volatility[..][t]` are of `dates[t + 1]`. */
export interface Curves {
  dates: string[];
  close: Float64Array;
  adjClose: Float64Array;
  volume: Float64Array;
  returns: Float64Array;
  /** One for each of VOLATILITY_WINDOWS. */
  volatility: Float64Array[];
  underwater: Float64Array;
}

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
