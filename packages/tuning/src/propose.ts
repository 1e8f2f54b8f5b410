import type { Random } from "@lstm-predict/model";
import { type Domain, drawUniformly, endsOf, fromScale, isChoice, toScale } from "./domain.ts";
import { type Density, parzen, parzenChoice } from "./parzen.ts";
import type { Space, Values } from "./space.ts";

/** A point that was tried; a lower score is better. */
export interface Observation {
  values: Values;
  score: number;
}

/** Points that are drawn at random before the others can tell anything. */
export const RANDOM_TRIALS = 10;
/** Candidates for each value. */
const CANDIDATES = 24;
/** Share of the observations that count as good, and their largest number. */
const GOOD = { share: 0.1, most: 25 };

/**
 * Proposes the next point: the tree-structured Parzen estimator (Bergstra et al. 2011). For each name it draws candidates from the
 * density of good values, and takes the one for which that density is largest relative to the density of all other values.
 */
export function propose(space: Space, observed: readonly Observation[], random: Random): Values {
  const sorted = [...observed].sort((a, b) => a.score - b.score);
  const good = Math.min(GOOD.most, Math.ceil(GOOD.share * sorted.length));
  const entries = Object.entries(space).map(([name, domain]) => {
    if (observed.length < RANDOM_TRIALS) return [name, drawUniformly(domain, random)];
    const places = sorted.map(({ values }) => placeOf(domain, values[name]));
    return [
      name,
      valueAt(
        domain,
        best(densityOf(domain, places.slice(0, good)), densityOf(domain, places.slice(good)), random),
      ),
    ];
  });
  return Object.fromEntries(entries);
}

function best(good: Density, others: Density, random: Random): number {
  const candidates = Array.from({ length: CANDIDATES }, () => good.draw(random));
  const ratios = candidates.map((place) => good.density(place) / others.density(place));
  return candidates[ratios.indexOf(Math.max(...ratios))]!;
}

function densityOf(domain: Domain, places: readonly number[]): Density {
  if (isChoice(domain)) return parzenChoice(places, domain.choice.length);
  const { low, high } = endsOf(domain);
  return parzen(places, low, high);
}

/** The place of a value in its domain: on the scale of a range, or the index of a choice. */
function placeOf(domain: Domain, value: unknown): number {
  if (!isChoice(domain)) return toScale(domain, value as number);
  const text = JSON.stringify(value);
  return domain.choice.findIndex((one) => JSON.stringify(one) === text);
}

function valueAt(domain: Domain, place: number): unknown {
  return isChoice(domain) ? domain.choice[place] : fromScale(domain, place);
}
