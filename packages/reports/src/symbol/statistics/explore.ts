import { type BarSeries, MarketDataError } from "@lstm-predict/market-data";
import { type Curves, curvesOf } from "./curves.ts";
import { describeSeries, type Statistics } from "./describe-series.ts";

/**
 * Computes statistics and curves of a series. Returns are simple returns of the adjusted close, as shares: 0.01 is 1 %.
 *
 * @throws MarketDataError `no_data` for a single bar
 */
export async function explore(series: BarSeries): Promise<{ statistics: Statistics; curves: Curves }> {
  const { bars } = series;
  if (bars.length < 2) {
    throw new MarketDataError(
      "no_data",
      `${series.detail} has 1 bar of ${series.symbol}, of ${bars[0]!.date}: expected at least 2`,
    );
  }
  const curves = curvesOf(bars);
  return { statistics: await describeSeries(series, curves), curves };
}
