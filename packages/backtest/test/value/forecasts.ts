import type { Forecasts } from "@lstm-predict/evaluation";
import { Random } from "@lstm-predict/model";

/** Quantiles by which the forecast density's standard deviation is sigma. */
const QUANTILES = [0.5, 1, 1.779 / (0.906 * Math.sqrt(5.1 / 3.1)), 2];

export const scale = (sigma: Float64Array) => ({
  sigma,
  quantiles: Array.from(sigma, () => QUANTILES),
  variance: sigma.map((value) => value ** 2),
});

/**
 * `days` weekdays whose volatility is .5 % and 2 % in turn for a quarter of a year each. The model knows it, constant and EWMA
 * do not; the mean return is 0.
 */
export function regimes(days: number, seed = 1): Forecasts {
  const random = new Random(seed);
  const dates: string[] = [];
  for (let day = Date.UTC(2020, 0, 1); dates.length < days; day += 86_400_000)
    if (![0, 6].includes(new Date(day).getUTCDay())) dates.push(new Date(day).toISOString().slice(0, 10));
  const sigma = Float64Array.from(dates, (date) => (Number(date.slice(5, 7)) % 6 < 3 ? 0.005 : 0.02));
  const last = new Float64Array(days);
  const actual = new Float64Array(days);
  let close = 100;
  for (let day = 0; day < days; day++) {
    last[day] = close;
    close *= 1 + sigma[day]! * random.normal();
    actual[day] = close;
  }
  const flat = (value: number) => scale(new Float64Array(days).fill(value));
  return {
    horizon: 1,
    dates,
    last,
    actual,
    logRangeVariance: sigma.map((value) => 2 * Math.log(value)),
    points: { model: last.map((value, day) => value * (day % 2 === 0 ? 1.001 : 0.999)), naive: last },
    scales: { model: scale(sigma), constant: flat(0.01), ewma: flat(0.012) },
  };
}
