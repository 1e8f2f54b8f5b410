import { CLOSE, COLUMN_COUNT } from "@lstm-predict/bars";
import { MAX_HORIZON, meanLogVariance } from "@lstm-predict/volatility";
import { logRangeVariance } from "./features.ts";
import type { DecodedHorizon, Point, Preset, TargetName } from "./preset.ts";

/** The horizons of a network that forecasts the next session alone. */
export const NEXT_ONLY: readonly number[] = [1];

/** Horizons of a network; more would leave each little of the loss. */
const MAX_HORIZONS = 6;

/** The legal horizons of a network, for error messages. */
export const LEGAL_HORIZONS = `1 and at most ${MAX_HORIZONS - 1} later ones up to ${MAX_HORIZON}, ascending, such as [1, 5, 20]; later ones for the target "distribution" alone`;

/** Whether a network may forecast these horizons, in sessions. */
export function areHorizons(horizons: readonly number[], target: TargetName): boolean {
  const isLegal = (horizon: number, k: number) =>
    Number.isInteger(horizon) && horizon <= MAX_HORIZON && (k === 0 || horizon > horizons[k - 1]!);
  const most = target === "distribution" ? MAX_HORIZONS : 1;
  return horizons[0] === 1 && horizons.length <= most && horizons.every(isLegal);
}

/** Number of outputs of a network: those of the preset for each horizon, in the order of the horizons. */
export function countOutputs(
  { outputs }: Pick<Preset, "outputs">,
  horizons: readonly number[] = NEXT_ONLY,
): number {
  return outputs * horizons.length;
}

/** The unscaled targets of the `horizon` sessions from row `index` of `rows [n, 6]`: log mean range variance, log return. */
export function laterTargets(rows: ArrayLike<number>, index: number, horizon: number): number[] {
  const logVariances = Array.from({ length: horizon }, (_, k) => logRangeVariance(rows, index + k, false));
  const closeOf = (row: number) => rows[row * COLUMN_COUNT + CLOSE]!;
  return [
    meanLogVariance(logVariances, 0, horizon),
    Math.log(closeOf(index + horizon - 1) / closeOf(index - 1)),
  ];
}

/**
 * The forecast of each later horizon from unscaled outputs `[horizons, 2]`; without outputs, the last close and the drift.
 *
 * @param horizons of the network; the first is the next session
 */
export function decodeLater(
  horizons: readonly number[],
  outputs: ArrayLike<number> | undefined,
  lastClose: number,
  { drift, later = [] }: Point,
): Record<number, DecodedHorizon> {
  return Object.fromEntries(
    horizons.slice(1).map((horizon, k) => {
      const [logVariance, logReturn = 0] = outputs ? [outputs[2 * k + 2]!, outputs[2 * k + 3]!] : [];
      const price = lastClose * Math.exp(horizon * drift + later[k]! * logReturn);
      return [horizon, { price, ...(logVariance !== undefined && { logVariance }) }];
    }),
  );
}
