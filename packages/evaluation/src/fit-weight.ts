import { MOST_WEIGHT } from "@lstm-predict/forecaster";
import { type LossPanel, panelDieboldMariano } from "@lstm-predict/metrics";

/** Days that pull the fitted weight to 0 as much as one validation span of a year pulls it away. */
const PRIOR_DAYS = 250;
/** The network has a part only if chance gives such an improvement less often. */
const SIGNIFICANT = 0.05;

/** Log variances of a day, or of several from a day on: as they were, and as two forecasters forecast them. */
export interface WeighedDay {
  actual: number;
  pooled: number;
  network: number;
}

/**
 * The weight of the network's log variance: the slope of actual minus pooled on network minus pooled, shrunk as if `PRIOR_DAYS` more
 * days had said 0, from 0 to one half.
 */
export function fitWeight(weighed: readonly WeighedDay[]): number {
  const days = weighed.map(({ actual, pooled, network }) => ({ x: network - pooled, y: actual - pooled }));
  const mean = (of: "x" | "y") => days.reduce((sum, day) => sum + day[of], 0) / days.length;
  const [meanX, meanY] = [mean("x"), mean("y")];
  let [xx, xy] = [0, 0];
  for (const { x, y } of days) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  const slope = xx > 0 ? xy / xx : 0;
  const shrunk = (slope * days.length) / (days.length + PRIOR_DAYS);
  return Math.min(MOST_WEIGHT, Math.max(0, shrunk));
}

/**
 * The p of the one-sided test that A's losses of forecasts `horizon` sessions ahead are lower than B's (Diebold and Mariano 1995), with a
 * variance that allows for outcomes up to twice the horizon apart; NaN for fewer than two days.
 */
export function pOfBetter(days: LossPanel, horizon: number): number {
  const count = days.dates.length;
  if (count < 2) return Number.NaN;
  const lag = Math.min(2 * horizon, count - 1);
  return panelDieboldMariano([days], { lag, alternative: "better" }).pValue;
}

/** Whether an improvement of this p is more than chance. */
export function isEarned(p: number): boolean {
  return p < SIGNIFICANT;
}
