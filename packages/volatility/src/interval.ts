import { LEVELS } from "@lstm-predict/forecasts";
import { atHorizon } from "./horizons/knots.ts";
import { SHIPPED } from "./horizons/pooled-table.ts";

const QUANTILE_90 = LEVELS.indexOf(0.9);

/** Bounds between which the next close lies with probability `level`. */
export interface Interval {
  readonly level: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The interval of `q` sigmas in logarithms around `close`: close exp(-q sigma) to close exp(q sigma).
 *
 * @param centre of the interval in sigmas, instead of 0
 */
export function interval(
  close: number,
  sigma: number,
  q: number,
  centre = 0,
): { lower: number; upper: number } {
  return { lower: close * Math.exp((centre - q) * sigma), upper: close * Math.exp((centre + q) * sigma) };
}

/** The levels whose intervals have the centre of the density; wider ones are symmetric around the last close. */
export function centreAt(level: number, centre: number): number {
  return level <= CENTRED_LEVEL ? centre : 0;
}
const CENTRED_LEVEL = 0.5;

/** The distribution of a log return: Student's t around `location` with `df` degrees of freedom. */
export interface ReturnDensity {
  readonly df: number;
  readonly scale: number;
  readonly location: number;
}

// Of the days to which the pooled models were fitted, at each of `KNOTS`.
const DF = [5.1, ...SHIPPED.density.df.slice(1)];
/** The scale over the .90 quantile, both in sigmas. */
const SCALES = [
  0.906 / 1.779,
  ...SHIPPED.density.scale
    .map((scale, k) => scale / SHIPPED.models.ownLong.quantiles[k]![QUANTILE_90]!)
    .slice(1),
];

/**
 * The distribution of the log return over `horizon` sessions, given that its 90 % interval reaches `quantile90` sigmas.
 *
 * @param centre in sigmas
 */
export function returnDensity(sigma: number, quantile90: number, horizon = 1, centre = 0): ReturnDensity {
  return {
    df: atHorizon(DF, horizon),
    scale: atHorizon(SCALES, horizon) * quantile90 * sigma,
    location: centre * sigma,
  };
}

/** The standard deviation of a Student-t distribution. */
export function standardDeviation({ df, scale }: Pick<ReturnDensity, "df" | "scale">): number {
  return scale * Math.sqrt(df / (df - 2));
}
