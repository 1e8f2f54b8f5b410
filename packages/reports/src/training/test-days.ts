import type { CalibratedScale } from "@lstm-predict/evaluation";
import { LEVELS } from "@lstm-predict/forecasts";
import { interval, type ReturnDensity, returnDensity, standardDeviation } from "@lstm-predict/volatility";
import type { ReportData } from "./types.ts";

/** The test span as the charts need it, day by day; arrays are [days], sizes of a move are log returns. */
export interface TestDays {
  dates: string[];
  /** The close before, which is the naive forecast. */
  last: Float64Array;
  actual: Float64Array;
  model: Float64Array;
  /** ln(actual / forecast): what each forecast of the close missed. */
  errors: { model: Float64Array; naive: Float64Array };
  /** What the day's volatility looked like afterwards: the root of its range variance. */
  rangeVolatility: Float64Array;
  /** Forecasts of that, where the constant one could be fitted. */
  forecastRange: { model: Float64Array; constant?: Float64Array };
  /** Forecast laws of the return, and their standard deviations. */
  laws: ReturnDensity[];
  deviation: Float64Array;
  /** How far the 90 % interval reaches on either side of the last close. */
  reach90: Float64Array;
  /** By level in percent: "50", "80", "90", "95". */
  bounds: Record<string, Bounds>;
}

export interface Bounds {
  level: number;
  lower: Float64Array;
  upper: Float64Array;
  /** Whether the close came to lie inside. */
  held: boolean[];
}

const LEVEL_90 = LEVELS.indexOf(0.9);

export function testDays({ forecasts, test: { from, to } }: ReportData): TestDays {
  const part = (values: Float64Array) => values.subarray(from, to);
  const [last, actual, model] = [part(forecasts.last), part(forecasts.actual), part(forecasts.points.model!)];
  const { model: scale, constant } = forecasts.scales;
  const sigma = part(scale!.sigma);
  const quantiles = scale!.quantiles.slice(from, to);
  const laws = Array.from(sigma, (value, k) => returnDensity(value, quantiles[k]![LEVEL_90]!));
  const range = ({ variance }: CalibratedScale) => part(variance).map(Math.sqrt);
  return {
    dates: forecasts.dates.slice(from, to),
    last,
    actual,
    model,
    errors: { model: logRatio(actual, model), naive: logRatio(actual, last) },
    rangeVolatility: part(forecasts.logRangeVariance).map((value) => Math.exp(value / 2)),
    forecastRange: { model: range(scale!), ...(constant && { constant: range(constant) }) },
    laws,
    deviation: Float64Array.from(laws, standardDeviation),
    reach90: sigma.map((value, k) => value * quantiles[k]![LEVEL_90]!),
    bounds: Object.fromEntries(
      LEVELS.map((level, k) => [
        String(Math.round(100 * level)),
        boundsOf(
          level,
          Array.from(last, (close, day) => interval(close, sigma[day]!, quantiles[day]![k]!)),
          actual,
        ),
      ]),
    ),
  };
}

function boundsOf(
  level: number,
  intervals: { lower: number; upper: number }[],
  actual: Float64Array,
): Bounds {
  return {
    level,
    lower: Float64Array.from(intervals, ({ lower }) => lower),
    upper: Float64Array.from(intervals, ({ upper }) => upper),
    held: intervals.map(({ lower, upper }, k) => lower <= actual[k]! && actual[k]! <= upper),
  };
}

function logRatio(actual: Float64Array, forecast: Float64Array): Float64Array {
  return actual.map((value, k) => Math.log(value / forecast[k]!));
}
