/**
 * The factor in [0, 1] by which forecasts are shrunk towards zero, so that the sum of |actual - factor x forecast|
 * is smallest: 1 trusts the forecast, 0 falls back to "no change".
 *
 * That sum is convex in the factor and minimal at the median of actual / forecast weighted by |forecast|
 * (weighted least absolute deviations through the origin), so clipping keeps it optimal.
 *
 * @param forecast returns forecast on the validation span
 * @param actual what they turned out to be
 */
export function fitShrinkage(forecast: ArrayLike<number>, actual: ArrayLike<number>): number {
  const ratios: { ratio: number; weight: number }[] = [];
  for (let k = 0; k < forecast.length; k++) {
    if (forecast[k] !== 0) ratios.push({ ratio: actual[k]! / forecast[k]!, weight: Math.abs(forecast[k]!) });
  }
  ratios.sort((a, b) => a.ratio - b.ratio);
  let remaining = ratios.reduce((sum, { weight }) => sum + weight, 0) / 2;
  for (const { ratio, weight } of ratios) {
    remaining -= weight;
    if (remaining <= 0) return Math.min(1, Math.max(0, ratio));
  }
  return 0;
}
