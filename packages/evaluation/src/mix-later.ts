import type { HorizonMix } from "@lstm-predict/artifacts";
import type { WindowRange } from "@lstm-predict/preprocessing";
import { mixLogVariance } from "@lstm-predict/volatility";
import type { CalibratedScale, calibrate, Outcomes } from "./calibrate.ts";
import { fitWeight, isEarned, pOfBetter } from "./fit-weight.ts";
import { winklerLosses } from "./winkler-losses.ts";

type Calibrated = ReturnType<typeof calibrate>;

/** The network at a later horizon; arrays are `[days]`. */
export interface LaterNetwork {
  /** The network's log variances a day; undefined on days on which it forecast none. */
  network: readonly (number | undefined)[];
  /** The pooled ones. */
  pooled: readonly number[];
  outcomes: Outcomes;
  /** Dates of the outcomes. */
  dates: readonly string[];
  validation: WindowRange;
  /** Calibrates log variances a day of the horizon. */
  calibrate: (forecast: (day: number) => number) => Calibrated;
  /** The weight that a training fitted, instead of a new one. */
  weight?: number | undefined;
}

/**
 * Gives the network the weight that it deserves in the error bar of a later horizon, as `mixNetwork` for the next session: fitted on the
 * validation days whose outcomes are known before the first test day, and 0 unless the 90 % intervals of these days are better by more
 * than chance (Diebold and Mariano 1995, with a variance that allows for twice the horizon). Both error bars are calibrated at the horizon.
 *
 * @returns the weight, and the error bar with the network's part; without one if it has none
 */
export function mixLater(options: LaterNetwork): { mix: HorizonMix; scale?: Calibrated } {
  const { network, pooled, outcomes, weight } = options;
  const { horizon } = outcomes;
  const at = (share: number) =>
    options.calibrate((day) => {
      const of = network[day];
      return of === undefined ? pooled[day]! : mixLogVariance(share, of, pooled[day]!);
    });
  if (weight !== undefined)
    return { mix: { horizon, weight, fitted: weight }, ...(weight > 0 && { scale: at(weight) }) };
  const days = settledDays(options).filter((day) => network[day] !== undefined);
  const fitted = fitWeight(
    days.map((day) => ({
      actual: outcomes.logRangeVariance[day]!,
      pooled: pooled[day]!,
      network: network[day]!,
    })),
  );
  if (!(fitted > 0)) return { mix: { horizon, weight: 0, fitted: 0 } };
  const mixed = at(fitted);
  const losses = (model: CalibratedScale) => {
    const ofAll = winklerLosses({ ...outcomes, scales: { model } }, "model");
    return days.map((day) => ofAll[day]!);
  };
  const panel = {
    dates: days.map((day) => options.dates[day]!),
    lossA: losses(mixed),
    lossB: losses(at(0)),
  };
  const p = pOfBetter(panel, horizon);
  const earns = isEarned(p);
  return {
    mix: { horizon, weight: earns ? fitted : 0, fitted, p },
    ...(earns && { scale: mixed }),
  };
}

/** The validation days whose outcomes are of validation days. */
function settledDays({ validation: { from, to }, outcomes: { horizon } }: LaterNetwork): number[] {
  return Array.from({ length: Math.max(0, to - horizon + 1 - from) }, (_, k) => from + k);
}
