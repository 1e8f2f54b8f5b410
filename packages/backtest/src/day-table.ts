import type { Forecasts } from "@lstm-predict/evaluation";
import { LEVELS, levelName } from "@lstm-predict/forecasts";
import type { TableColumn, TableColumns } from "@lstm-predict/storage/tables";
import { centreAt, interval } from "@lstm-predict/volatility";
import type { SymbolForecasts } from "./run-backtest.ts";

/** One day of one forecaster. */
interface Day {
  symbol: string;
  seed: number;
  forecaster: string;
  forecasts: Forecasts;
  at: number;
}

const text = (read: (day: Day) => string): TableColumn<Day> => ({ type: "STRING", read });
const whole = (read: (day: Day) => number): TableColumn<Day> => ({ type: "INT32", read });
const number = (read: (day: Day) => number | undefined): TableColumn<Day> => ({
  type: "DOUBLE",
  read: (day) => {
    const value = read(day);
    return value !== undefined && Number.isFinite(value) ? value : null;
  },
});

function end(level: (typeof LEVELS)[number], of: "lower" | "upper"): TableColumn<Day> {
  return number(({ forecasts: { last, scales }, forecaster, at }) => {
    const scale = scales[forecaster];
    if (!scale) return undefined;
    const { sigma, quantiles, centre = 0 } = scale;
    const q = quantiles[at]![LEVELS.indexOf(level)]!;
    return interval(last[at]!, sigma[at]!, q, centreAt(level, centre))[of];
  });
}

/**
 * The columns of all test days of all forecasters. Prices are in the unit of the bars, `sigma` is the scale of the log return;
 * a forecaster of prices alone has no sigma and no intervals, one of volatility alone no prediction.
 */
export const DAY_COLUMNS: TableColumns<Day> = {
  symbol: text(({ symbol }) => symbol),
  seed: whole(({ seed }) => seed),
  date: text(({ forecasts, at }) => forecasts.dates[at]!),
  horizon: whole(({ forecasts }) => forecasts.horizon),
  forecaster: text(({ forecaster }) => forecaster),
  last: number(({ forecasts, at }) => forecasts.last[at]),
  actual: number(({ forecasts, at }) => forecasts.actual[at]),
  prediction: number(({ forecasts, forecaster, at }) => forecasts.points[forecaster]?.[at]),
  sigma: number(({ forecasts, forecaster, at }) => forecasts.scales[forecaster]?.sigma[at]),
  ...Object.fromEntries(
    LEVELS.flatMap((level) => [
      [`lower${levelName(level)}`, end(level, "lower")],
      [`upper${levelName(level)}`, end(level, "upper")],
    ]),
  ),
};

/** All test days of all forecasters: a page for each symbol, horizon, seed and forecaster, in the order of time. */
export function* dayPages(results: readonly SymbolForecasts[], firstSeed: number): Generator<Day[]> {
  for (const { symbol, bySeed, later = [] } of results) {
    for (const ofHorizon of [bySeed, ...later]) {
      for (const [k, forecasts] of ofHorizon.entries()) {
        const { points, scales } = forecasts;
        for (const forecaster of new Set([...Object.keys(points), ...Object.keys(scales)])) {
          yield forecasts.dates.map((_, at) => ({ symbol, seed: firstSeed + k, forecaster, forecasts, at }));
        }
      }
    }
  }
}
