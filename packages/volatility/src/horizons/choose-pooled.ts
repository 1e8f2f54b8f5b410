import { closes, type InstrumentKind, type RawSeries, rowsBefore } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import { daysBefore, readDays } from "../days.ts";
import { WINDOW } from "../span.ts";
import { contextsOf } from "./context.ts";
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
  return scoreOf(withVix, series, to!) <= scoreOf(own, series, to!) ? withVix : own;
}

/** The sum of the 90 % interval scores of log returns, with the pooled quantile, over the days on which the VIX is known. */
function scoreOf(volatility: PooledVolatility, series: RawSeries, to: number): number {
  const days = readDays({ rows: series.rows });
  const contextOf = contextsOf(series, days);
  const close = closes(series);
  const q = volatility.quantiles[0]![LEVELS.indexOf(LEVEL)]!;
  let sum = 0;
  for (let row = WINDOW; row < to; row++) {
    const context = contextOf(row);
    if (!context.implied) continue;
    const window = { rows: rowsBefore(series, row, WINDOW), days: daysBefore(days, row, WINDOW), context };
    const reach = q * Math.exp(volatility.forecast(window) / 2);
    const beyond = Math.abs(Math.log(close[row]! / close[row - 1]!)) - reach;
    sum += 2 * reach + Math.max(0, (2 / (1 - LEVEL)) * beyond);
  }
  return sum;
}
