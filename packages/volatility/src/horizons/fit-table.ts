import { closes, type RawSeries } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import { median } from "@lstm-predict/metrics";
import { conformalQuantile } from "../conformal.ts";
import { meanLogVariance, readDays } from "../days.ts";
import { LeastSquares } from "../least-squares.ts";
import { WINDOW } from "../span.ts";
import { windowsWithContext } from "./context.ts";
import { fitStudentT } from "./fit-student-t.ts";
import { KNOTS } from "./knots.ts";
import {
  FEATURES,
  POOLED_NAMES,
  type PooledCurve,
  type PooledName,
  type PooledTable,
} from "./pooled-table.ts";
import { pooledFeatures } from "./pooled-volatility.ts";

/** The features that each model uses, by their place in `pooledFeatures`. */
const USED: Record<PooledName, readonly number[]> = {
  vix: [0, 1, 2, 3, 4, 5, 6, 7, 8],
  ownLong: [0, 1, 2, 3, 4, 5, 8],
  own: [0, 1, 2, 3, 4, 5],
};

/** Days that a model with the VIX is fitted to at least, over all series: a year. */
const LEAST_VIX_DAYS = 250;

/** A day to fit: its features, the level that they are measured from, and what came of each of `KNOTS`. */
interface Day {
  features: number[];
  level: number;
  hasVix: boolean;
  /** Log mean range variance by knot; shorter where the outcome is not known. */
  logVariance: number[];
  /** Log return by knot. */
  logReturn: number[];
}

/** Options of `fitTable`. */
export interface TableOptions {
  /** Provenance to store with the table, such as symbols and dates. */
  readonly fittedOn: string;
  /** Has the model with the VIX, if the VIX is known on fewer than `LEAST_VIX_DAYS`. */
  readonly otherwise: PooledTable;
}

/**
 * Fits the pooled models by least squares at each of `KNOTS`, over all days that have a window of 60 rows before them, then the
 * quantiles, the median and Student's t of return / sigma over the same days.
 *
 * @param spans one series a symbol, with its VIX if it has one
 * @throws VolatilityError as `readDays`; `too_few_rows` for too few days
 */
export function fitTable(spans: readonly RawSeries[], { fittedOn, otherwise }: TableOptions): PooledTable {
  const days = spans.flatMap(daysOf);
  const curves = POOLED_NAMES.map((name): [PooledName, PooledCurve] => {
    if (name !== "vix") return [name, fitCurve(days, USED[name])];
    const known = days.filter(({ hasVix }) => hasVix);
    return [name, known.length < LEAST_VIX_DAYS ? otherwise.models.vix : fitCurve(known, USED.vix)];
  });
  const models = Object.fromEntries(curves) as Record<PooledName, PooledCurve>;
  const laws = KNOTS.map((horizon, k) => {
    const z = scoresOf(days, models.ownLong.coefficients[k]!, k, horizon);
    return { ...fitStudentT(z), median: median(z) };
  });
  return {
    version: 2,
    models,
    density: {
      df: laws.map(({ df }) => df),
      scale: laws.map(({ scale }) => scale),
      median: laws.map(({ median }) => median),
    },
    provenance: { fittedOn },
  };
}

function daysOf(series: RawSeries): Day[] {
  const { logVariance } = readDays(series);
  const close = closes(series);
  return windowsWithContext(series, WINDOW, series.length).map((window, k) => {
    const row = WINDOW + k;
    const features = pooledFeatures(window);
    const known = KNOTS.filter((horizon) => row + horizon <= series.length);
    return {
      features: features.slice(0, FEATURES),
      level: features[FEATURES]!,
      hasVix: window.context!.implied !== undefined,
      logVariance: known.map((horizon) => meanLogVariance(logVariance, row - 1, horizon)),
      logReturn: known.map((horizon) => Math.log(close[row + horizon - 1]! / close[row - 1]!)),
    };
  });
}

function fitCurve(days: readonly Day[], used: readonly number[]): PooledCurve {
  const coefficients = KNOTS.map((_, k) => {
    const squares = new LeastSquares(used.length);
    for (const { features, level, logVariance } of days) {
      if (k >= logVariance.length) continue;
      squares.add(
        used.map((at) => features[at]!),
        logVariance[k]! - level,
      );
    }
    const solved = squares.solve();
    const all = new Array<number>(FEATURES).fill(0);
    used.forEach((at, i) => {
      all[at] = solved[i]!;
    });
    return all;
  });
  const quantiles = KNOTS.map((horizon, k) => {
    const sizes = scoresOf(days, coefficients[k]!, k, horizon).map(Math.abs);
    return LEVELS.map((level) => conformalQuantile(sizes, level));
  });
  return { coefficients, quantiles };
}

/** Computes return / sigma of every day whose outcome is known. */
function scoresOf(
  days: readonly Day[],
  coefficients: readonly number[],
  knot: number,
  horizon: number,
): Float64Array {
  const known = days.filter(({ logReturn }) => knot < logReturn.length);
  return Float64Array.from(known, ({ features, level, logReturn }) => {
    const forecast = coefficients.reduce((sum, value, i) => sum + value * features[i]!, level);
    return logReturn[knot]! / (Math.exp(forecast / 2) * Math.sqrt(horizon));
  });
}
