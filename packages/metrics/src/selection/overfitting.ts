import { checkSeries, MetricsError } from "../errors.ts";

/** How a choice among trials did on days that had no part in it. */
export interface Overfitting {
  /** Share of the combinations whose best trial is not above the median on the other days. */
  probability: number;
  /** Log odds of the rank of each combination's best trial on the other days; 0 is the median, above is better. */
  logits: Float64Array;
}

/**
 * Estimates the probability that the best of several trials is overfitted: combinatorially symmetric cross-validation (Bailey,
 * Borwein, López de Prado and Zhu 2017). The days are cut into blocks; for each half of the blocks the best trial is chosen, and ranked
 * among all on the other half.
 *
 * @param losses daily losses `[trials][days]`, at least two trials; the lowest mean is the best
 * @param blocks an even number from 2 to the number of days
 * @throws MetricsError `bad_length`, `empty` or `bad_value`
 * @example
 * probabilityOfOverfitting(losses).probability; // 0.5: the choice says nothing of other days
 */
export function probabilityOfOverfitting(losses: readonly ArrayLike<number>[], blocks = 16): Overfitting {
  if (losses.length < 2)
    throw new MetricsError("empty", `there are ${losses.length} trials: expected at least 2`);
  checkSeries(Object.fromEntries(losses.map((series, k) => [`losses[${k}]`, series])));
  const days = losses[0]!.length;
  if (!(Number.isInteger(blocks) && blocks >= 2 && blocks % 2 === 0 && blocks <= days)) {
    throw new MetricsError("bad_value", `blocks is ${blocks}: expected an even number from 2 to ${days}`);
  }
  const bounds = Array.from({ length: blocks + 1 }, (_, k) => Math.floor((k * days) / blocks));
  const sums = losses.map((series) =>
    Float64Array.from({ length: blocks }, (_, k) => {
      let sum = 0;
      for (let t = bounds[k]!; t < bounds[k + 1]!; t++) sum += series[t]!;
      return sum;
    }),
  );
  const all = Array.from({ length: blocks }, (_, k) => k);
  const logits = halves(blocks).map((chosen) => {
    const others = all.filter((block) => !chosen.includes(block));
    return logitOfBest(sumsOver(sums, chosen), sumsOver(sums, others));
  });
  const notAbove = logits.filter((logit) => logit <= 0).length;
  return { probability: notAbove / logits.length, logits: Float64Array.from(logits) };
}

function sumsOver(sums: readonly Float64Array[], blocks: readonly number[]): number[] {
  return sums.map((ofTrial) => blocks.reduce((total, block) => total + ofTrial[block]!, 0));
}

/** The log odds of the relative rank among `outside` of the trial with the lowest loss `inside`; equal losses share a rank. */
function logitOfBest(inside: readonly number[], outside: readonly number[]): number {
  const loss = outside[inside.indexOf(Math.min(...inside))]!;
  const worse = outside.filter((other) => other > loss).length;
  const equal = outside.filter((other) => other === loss).length;
  const rank = worse + (equal + 1) / 2;
  const share = rank / (outside.length + 1);
  return Math.log(share / (1 - share));
}

/** All ways to choose half of the numbers below `n`, in lexicographic order. */
function halves(n: number): number[][] {
  const found: number[][] = [];
  const extend = (chosen: number[], from: number): void => {
    if (chosen.length === n / 2) return void found.push(chosen);
    for (let k = from; k <= n / 2 + chosen.length; k++) extend([...chosen, k], k + 1);
  };
  extend([], 0);
  return found;
}
