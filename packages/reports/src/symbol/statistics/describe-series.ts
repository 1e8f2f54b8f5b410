import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import {
  annualReturn,
  autocorrelation,
  deepest,
  describeVolatility,
  drawdowns,
  extremes,
  mean,
  moments,
  monthlyReturns,
  sessionsPerYear,
  tailCounts,
  totalReturn,
} from "@lstm-predict/metrics";
import { type Curves, VOLATILITY_WINDOWS } from "./curves.ts";
import { summarise } from "./summary.ts";

const LAGS = 30;
const DEEPEST = 5;

/** All statistics of a page, as `--json` prints them; null if there are too few bars, or prices are constant. */
export type Statistics = Awaited<ReturnType<typeof describeSeries>>;

/** Computes the statistics of a series of at least 2 bars from its curves. */
export async function describeSeries(series: BarSeries, curves: Curves) {
  const { dates, close, adjClose, volume, returns, volatility, underwater } = curves;
  const sessions = sessionsPerYear(dates);
  const shape = moments(returns);
  const { standardDeviation } = shape;
  const falls = drawdowns(dates, adjClose);
  const { symbol, source, detail, timeZone, warning, bars, cleaning, cache } = series;
  return {
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
      meanVolume: mean(volume),
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
      current: underwater.at(-1)!,
      shareOfDaysBelowHigh: underwater.filter((depth) => depth < 0).length / bars.length,
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
}

function priceAt(dates: readonly string[], close: Float64Array, price: number) {
  return { date: dates[close.indexOf(price)]!, close: price };
}
