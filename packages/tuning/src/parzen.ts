import { normalCdf, normalPdf } from "@lstm-predict/metrics";
import type { Random } from "@lstm-predict/model";

/** A density over places of a domain, from which places can be drawn. */
export interface Density {
  draw(random: Random): number;
  density(place: number): number;
}

/**
 * Parzen estimator of observed numbers: equally weighted normal densities, truncated to `low` to `high`, one at each observation and
 * one over the whole range. A density is as wide as the larger distance to its neighbours, within limits that narrow with their number
 * (Bergstra et al. 2011, with the limits of their program hyperopt, which Optuna's defaults have too).
 */
export function parzen(observations: readonly number[], low: number, high: number): Density {
  const sorted = [...observations].sort((a, b) => a - b);
  const range = high - low;
  const narrowest = range / Math.min(100, sorted.length + 2);
  const kernels = sorted.map((centre, k) => {
    const left = centre - (sorted[k - 1] ?? (sorted.length === 1 ? low : centre));
    const right = (sorted[k + 1] ?? (sorted.length === 1 ? high : centre)) - centre;
    const width = Math.min(range, Math.max(narrowest, left, right));
    return truncated(centre, width, low, high);
  });
  kernels.push(truncated((low + high) / 2, range, low, high));
  return {
    draw: (random) => kernels[Math.floor(random.uniform() * kernels.length)]!.draw(random),
    density: (place) => kernels.reduce((sum, kernel) => sum + kernel.density(place), 0) / kernels.length,
  };
}

/** A normal density, truncated to `low` to `high`. */
function truncated(centre: number, width: number, low: number, high: number): Density {
  const inside = normalCdf((high - centre) / width) - normalCdf((low - centre) / width);
  return {
    draw: (random) => {
      // A kernel is at most as wide as the range and centred in it, so that a third of the draws or more lie in it.
      for (;;) {
        const place = centre + width * random.normal();
        if (place >= low && place <= high) return place;
      }
    },
    density: (place) => normalPdf((place - centre) / width) / (width * inside),
  };
}

/**
 * The same of choices: the mean over the observations of a distribution that favours the observed index, and of one in which all `count`
 * indices are equally likely.
 */
export function parzenChoice(observations: readonly number[], count: number): Density {
  const kernels = observations.length + 1;
  const rest = observations.length === 0 ? 1 : 1 / kernels;
  const norm = observations.length === 0 ? count : 1 + count * rest;
  const shares = Array.from({ length: count }, (_, index) => {
    const seen = observations.filter((observed) => observed === index).length;
    return observations.length === 0
      ? rest / norm
      : (seen + observations.length * rest) / norm / kernels + 1 / count / kernels;
  });
  return {
    draw: (random) => {
      let left = random.uniform();
      const index = shares.findIndex((share) => {
        left -= share;
        return left < 0;
      });
      return index < 0 ? count - 1 : index;
    },
    density: (index) => shares[index]!,
  };
}
