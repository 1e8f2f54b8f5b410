/** Bounds between which the next close lies with probability `level`. */
export interface Interval {
  readonly level: number;
  readonly lower: number;
  readonly upper: number;
}

/** The interval of `q` sigmas in logarithms around `close`: close exp(-q sigma) to close exp(q sigma). */
export function interval(close: number, sigma: number, q: number): { lower: number; upper: number } {
  return { lower: close * Math.exp(-q * sigma), upper: close * Math.exp(q * sigma) };
}

/** The distribution of the next log return: Student's t around 0 with `df` degrees of freedom. */
export interface ReturnDensity {
  readonly df: number;
  readonly scale: number;
}

const DENSITY_DF = 5.1;
/** The scale over the .90 quantile, both in sigmas, on the days of the shipped pooled model. */
const DENSITY_SCALE = 0.906 / 1.779;

/** The distribution of the next log return, given that its 90 % interval reaches `quantile90` sigmas. */
export function returnDensity(sigma: number, quantile90: number): ReturnDensity {
  return { df: DENSITY_DF, scale: DENSITY_SCALE * quantile90 * sigma };
}

/** The standard deviation of a Student-t distribution. */
export function standardDeviation({ df, scale }: ReturnDensity): number {
  return scale * Math.sqrt(df / (df - 2));
}
