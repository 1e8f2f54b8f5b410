import type { Point, TargetName } from "./preset.ts";

/** The network's return as it is. */
export const UNSHRUNK: Point = { shrinkage: 1, drift: 0 };

/** A log return a day beyond this is no drift. */
const MAX_DRIFT = 0.1;

/** Whether `value` is a shrinkage of `target`; the target `price` has no return to shrink. */
export function isShrinkage(value: number, target: TargetName): boolean {
  return target === "price" ? value === UNSHRUNK.shrinkage : value >= 0 && value <= 1;
}

/** Whether `later` are the shrinkages of `count` later horizons. */
export function areShrinkages(later: readonly number[] | undefined, count: number): boolean {
  return (later ?? []).length === count && (later ?? []).every((value) => value >= 0 && value <= 1);
}

/** Whether `value` is a drift of `target`; the target `price` has none. */
export function isDrift(value: number, target: TargetName): boolean {
  return target === "price" ? value === UNSHRUNK.drift : Math.abs(value) <= MAX_DRIFT;
}

/** The legal shrinkage and drift of `target`, for error messages. */
export function legalPoint(target: TargetName): { shrinkage: string; drift: string } {
  return target === "price"
    ? { shrinkage: '1 for the target "price"', drift: '0 for the target "price"' }
    : { shrinkage: "a number from 0 to 1", drift: `a log return from -${MAX_DRIFT} to ${MAX_DRIFT}` };
}
