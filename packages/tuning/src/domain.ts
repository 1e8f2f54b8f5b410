import type { Random } from "@lstm-predict/model";

/** Values that a parameter may have: one of several, or a number in a range. */
export type Domain = Choice | Range;

/** One of several values. */
export interface Choice {
  readonly choice: readonly unknown[];
}

/** A number from `from` to `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** Whether equal ratios count as equal distances. */
  readonly log?: boolean | undefined;
  /** Distance of two values, counted from `from`; undefined: any number, rounded to three digits. */
  readonly step?: number | undefined;
}

/** Whether a domain lists its values. */
export function isChoice(domain: Domain): domain is Choice {
  return "choice" in domain;
}

/** The ends of a range on the scale on which it is sampled; half a step wider, so that all steps are equally likely. */
export function endsOf(range: Range): { low: number; high: number } {
  const { from, step = 0 } = range;
  return { low: toScale(range, from - step / 2), high: toScale(range, lastOf(range) + step / 2) };
}

/** The largest value: `to`, or the last step before it. */
export function lastOf({ from, to, step }: Range): number {
  if (step === undefined) return to;
  return Number((from + step * Math.floor((to - from) / step + ROUNDING)).toPrecision(EXACT));
}

/** A value on the scale on which a range is sampled. */
export function toScale({ log = false }: Range, value: number): number {
  return log ? Math.log(value) : value;
}

/** The value at a place on that scale. */
export function fromScale(range: Range, place: number): number {
  const { from, log = false, step } = range;
  const value = log ? Math.exp(place) : place;
  const rounded =
    step === undefined
      ? Number(value.toPrecision(DIGITS))
      : Number((from + step * Math.round((value - from) / step)).toPrecision(EXACT));
  return Math.min(lastOf(range), Math.max(from, rounded));
}

/** Digits of a sampled number: more would say nothing, and nobody could read them. */
const DIGITS = 3;
/** Digits without the errors of binary fractions. */
const EXACT = 12;
/** A share of a step that binary fractions may lack. */
const ROUNDING = 1e-9;

/** Draws a value; each is equally likely. */
export function drawUniformly(domain: Domain, random: Random): unknown {
  if (isChoice(domain)) return domain.choice[Math.floor(random.uniform() * domain.choice.length)];
  const { low, high } = endsOf(domain);
  return fromScale(domain, low + random.uniform() * (high - low));
}
