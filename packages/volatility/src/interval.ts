/** Where the next close is expected with a probability of `level`. */
export interface Interval {
  readonly level: number;
  readonly lower: number;
  readonly upper: number;
}

/** The interval around a close `q` sigmas wide on either side, in logarithms: close exp(-q sigma) to close exp(q sigma). */
export function interval(close: number, sigma: number, q: number): { lower: number; upper: number } {
  return { lower: close * Math.exp(-q * sigma), upper: close * Math.exp(q * sigma) };
}

/** The law of the next log return: Student's t, around 0. */
export interface ReturnDensity {
  readonly df: number;
  readonly scale: number;
}

const DENSITY_DF = 5.1;
/** Fitted with the shipped pooled model on the same days: its scale in sigmas where the .90 quantile was 1.779. */
const DENSITY_SCALE = 0.906 / 1.779;

/** The law of the next log return around intervals whose .90 quantile is `quantile90` sigmas. */
export function returnDensity(sigma: number, quantile90: number): ReturnDensity {
  return { df: DENSITY_DF, scale: DENSITY_SCALE * quantile90 * sigma };
}

/** The standard deviation of such a law. */
export function standardDeviation({ df, scale }: ReturnDensity): number {
  return scale * Math.sqrt(df / (df - 2));
}
