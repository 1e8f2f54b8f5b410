import type { CalibratedScale } from "@lstm-predict/evaluation";
import { LEVELS } from "@lstm-predict/forecasts";
import {
  centreAt,
  interval,
  type ReturnDensity,
  returnDensity,
  standardDeviation,
} from "@lstm-predict/volatility";
import type { ReportData } from "./types.ts";

/** Daily values of the test span that the charts draw; arrays are `[days]`, returns are log returns. */
export interface TestDays {
  dates: string[];
  /** Last close before each day, which is the naive forecast. */
  last: Float64Array;
  actual: Float64Array;
  model: Float64Array;
  /** ln(actual / forecast) of each forecaster. */
  errors: { model: Float64Array; naive: Float64Array };
  /** Realised volatility: the square root of the range variance of the day. */
  rangeVolatility: Float64Array;
  /** Forecasts of `rangeVolatility`; without `constant` if it could not be fitted. */
  forecastRange: { model: Float64Array; constant?: Float64Array };
  /** Forecast distributions of the return. */
  laws: ReturnDensity[];
  /** Standard deviations of `laws`. */
  deviation: Float64Array;
  /** Distance of the bounds of the 90 % interval from the last close, as a log return. */
  reach90: Float64Array;
  /** By level in percent: "50", "80", "90", "95". */
  bounds: Record<string, Bounds>;
}

/** Intervals of one level, in price units. */
export interface Bounds {
  level: number;
  lower: Float64Array;
  upper: Float64Array;
  /** Whether the interval contains the actual close. */
  held: boolean[];
}

const LEVEL_90 = LEVELS.indexOf(0.9);

/** Extracts the test span from the forecasts of a report. */
export function testDays({ forecasts, test: { from, to } }: ReportData): TestDays {
  const part = (values: Float64Array) => values.subarray(from, to);
  const [last, actual, model] = [part(forecasts.last), part(forecasts.actual), part(forecasts.points.model!)];
  const { model: scale, constant } = forecasts.scales;
  const sigma = part(scale!.sigma);
  const quantiles = scale!.quantiles.slice(from, to);
  const { centre = 0 } = scale!;
  const laws = Array.from(sigma, (value, k) => returnDensity(value, quantiles[k]![LEVEL_90]!, 1, centre));
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
          Array.from(last, (close, day) =>
            interval(close, sigma[day]!, quantiles[day]![k]!, centreAt(level, centre)),
          ),
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
