/**
 * Fits the factor in [0, 1] by which forecast returns are multiplied: the one with the smallest sum of
 * |actual - factor x forecast|. 1 keeps the forecast, 0 replaces it by "no change".
 *
 * The sum is convex in the factor, and its minimum is the median of actual / forecast weighted by |forecast| (least
 * absolute deviations through the origin). Because it is convex, clipping the median to [0, 1] is optimal.
 *
 * @param forecast forecast returns of the validation span
 * @param actual the returns of the same days, as they were
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
