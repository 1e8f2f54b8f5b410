import { closes, type InstrumentKind, type RawSeries } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import { intervalScore } from "@lstm-predict/metrics";
import { type Span, WINDOW } from "../span.ts";
import { windowsWithContext } from "./context.ts";
import { type PooledTable, SHIPPED } from "./pooled-table.ts";
import { PooledVolatility } from "./pooled-volatility.ts";

/** What moves for other reasons than the stocks of the S&P 500, whose options make the VIX. */
const APART: readonly (InstrumentKind | undefined)[] = ["crypto", "currency", "future"];
const LEVEL = 0.9;

/** The centre of the density in sigmas at each of `KNOTS`: half the pooled median for what earns the premium of stocks, else 0. */
export function centreOf(
  { instrument }: Pick<RawSeries, "instrument">,
  table: PooledTable = SHIPPED,
): number[] {
  const share = instrument === "equity" || instrument === "fund" ? 0.5 : 0;
  return table.density.median.map((median) => share * median);
}

/**
 * Chooses whether a symbol's volatility is forecast with the VIX: if it has one, is not a crypto, currency or future, and the 90 %
 * intervals of its rows before `to`, which nothing was fitted to, score no worse with it.
 */
export function choosePooled(
  series: RawSeries | undefined,
  to: number | undefined = series?.length,
  table: PooledTable = SHIPPED,
): PooledVolatility {
  const own = new PooledVolatility("own", table);
  if (!series?.vix || APART.includes(series.instrument)) return own;
  const withVix = new PooledVolatility("vix", table);
  const days = knownDays(series, to!);
  return scoreOf(withVix, days) <= scoreOf(own, days) ? withVix : own;
}

/** A day on which the VIX is known. */
interface KnownDay {
  window: Span;
  logReturn: number;
}

/** The days before row `to` on which the VIX is known. */
function knownDays(series: RawSeries, to: number): KnownDay[] {
  const close = closes(series);
  return windowsWithContext(series, WINDOW, to).flatMap((window, k) => {
    const row = WINDOW + k;
    return window.context!.implied ? [{ window, logReturn: Math.log(close[row]! / close[row - 1]!) }] : [];
  });
}

/** The sum of the 90 % interval scores of log returns, with the pooled quantile. */
function scoreOf(volatility: PooledVolatility, days: readonly KnownDay[]): number {
  const q = volatility.quantiles[0]![LEVELS.indexOf(LEVEL)]!;
  let sum = 0;
  for (const { window, logReturn } of days) {
    const reach = q * Math.exp(volatility.forecast(window) / 2);
    sum += intervalScore(logReturn, -reach, reach, LEVEL);
  }
  return sum;
}
