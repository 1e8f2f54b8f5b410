import { type BarSeries, hashBars, MarketDataError } from "@lstm-predict/market-data";
import {
  annualReturn,
  autocorrelation,
  deepest,
  describeVolatility,
  drawdowns,
  extremes,
  moments,
  monthlyReturns,
  rollingVolatility,
  sessionsPerYear,
  simpleReturns,
  tailCounts,
  totalReturn,
  underwaterCurve,
} from "@lstm-predict/metrics";
import { summarise } from "./summary.ts";

export const VOLATILITY_WINDOWS = [20, 60] as const;
export const LAGS = 30;
const DEEPEST = 5;

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

/** All figures of a page, as `--json` prints them; null is what too few bars or constant prices do not have. */
export type Statistics = Awaited<ReturnType<typeof explore>>["statistics"];

/**
 * Everything that is told about a series. Returns, and what is made of them, are simple returns of the adjusted close,
 * as shares: 0.01 is one percent.
 *
 * @throws MarketDataError `no_data` for a single bar
 */
export async function explore(series: BarSeries) {
  const { bars } = series;
  if (bars.length < 2) {
    throw new MarketDataError(
      "no_data",
      `${series.detail} has 1 bar of ${series.symbol}, of ${bars[0]!.date}: expected at least 2`,
    );
  }
  const dates = bars.map(({ date }) => date);
  const column = (field: "close" | "adjClose" | "volume") => Float64Array.from(bars, (bar) => bar[field]);
  const [close, adjClose, volume] = [column("close"), column("adjClose"), column("volume")];
  const returns = simpleReturns(adjClose);
  const sessions = sessionsPerYear(dates);
  const volatility = VOLATILITY_WINDOWS.map((window) => rollingVolatility(returns, window, sessions));
  const curves: Curves = {
    ...{ dates, close, adjClose, volume, returns, volatility },
    underwater: underwaterCurve(adjClose),
  };

  const shape = moments(returns);
  const { standardDeviation } = shape;
  const falls = drawdowns(dates, adjClose);
  const { symbol, source, detail, timeZone, warning, cleaning, cache } = series;
  const statistics = {
    symbol,
    source,
    detail,
    timeZone,
    ...(warning === undefined ? {} : { warning }),
    bars: { from: dates[0]!, to: dates.at(-1)!, count: bars.length, sha256: hashBars(bars) },
    sessionsPerYear: sessions,
    price: {
      first: close[0]!,
      last: close.at(-1)!,
      lowest: priceAt(dates, close, Math.min(...close)),
      highest: priceAt(dates, close, Math.max(...close)),
      return: totalReturn(close),
      meanVolume: volume.reduce((sum, value) => sum + value, 0) / volume.length,
    },
    adjusted: {
      first: adjClose[0]!,
      last: adjClose.at(-1)!,
      return: totalReturn(adjClose),
      annualReturn: annualReturn(dates, adjClose),
    },
    returns: { ...shape, beyond: tailCounts(returns, shape), ...extremes(dates.slice(1), returns) },
    volatility: {
      annual: standardDeviation === null ? null : standardDeviation * Math.sqrt(sessions),
      rolling: VOLATILITY_WINDOWS.map((window, k) =>
        describeVolatility(dates.slice(1), volatility[k]!, window),
      ),
    },
    drawdowns: {
      count: falls.length,
      current: curves.underwater.at(-1)!,
      shareOfDaysBelowHigh: curves.underwater.filter((depth) => depth < 0).length / bars.length,
      deepest: deepest(falls, DEEPEST),
    },
    autocorrelation: {
      lags: LAGS,
      returns: autocorrelation(returns, LAGS),
      squaredReturns: autocorrelation(
        returns.map((value) => value * value),
        LAGS,
      ),
    },
    monthly: monthlyReturns(dates, adjClose),
    summary: await summarise(bars),
    cleaning,
    ...(cache === undefined ? {} : { cache }),
  };
  return { statistics, curves };
}

function priceAt(dates: readonly string[], close: Float64Array, price: number) {
  return { date: dates[close.indexOf(price)]!, close: price };
}
