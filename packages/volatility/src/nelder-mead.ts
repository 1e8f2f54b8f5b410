/** A point and the function's value there. */
export interface Minimum {
  readonly x: number[];
  readonly value: number;
}

const MAX_STEPS = 2000;
const STEP = 0.5;

/**
 * Finds a local minimum of `f` near `start [k]` by the simplex method (Nelder and Mead 1965), without derivatives.
 *
 * Reflection is 1, expansion 2, contraction and shrinkage one half. A NaN of `f` counts as infinite.
 *
 * @param tolerance ends the search when the values differ by less, and the points by less than its square root
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  tolerance = 1e-10,
): Minimum {
  const evaluate = (x: number[]): Minimum => {
    const value = f(x);
    return { x, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const simplex = [[...start], ...start.map((_, k) => start.map((x, j) => (j === k ? x + STEP : x)))].map(
    evaluate,
  );
  for (let step = 0; step < MAX_STEPS; step++) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex.at(-1)!;
    if (worst.value - best.value <= tolerance && diameter(simplex) <= Math.sqrt(tolerance)) break;
    const others = simplex.slice(0, -1);
    const centre = start.map((_, k) => others.reduce((sum, { x }) => sum + x[k]!, 0) / others.length);
    /** The point on the line from the worst point through the centre, `t` times their distance beyond the centre. */
    const along = (t: number) => evaluate(centre.map((c, k) => c + t * (c - worst.x[k]!)));
    const reflected = along(1);
    let next: Minimum;
    if (reflected.value < best.value) {
      const expanded = along(2);
      next = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < others.at(-1)!.value) {
      next = reflected;
    } else {
      const contracted = along(reflected.value < worst.value ? 0.5 : -0.5);
      if (contracted.value >= Math.min(reflected.value, worst.value)) {
        for (let i = 1; i < simplex.length; i++) {
          simplex[i] = evaluate(simplex[i]!.x.map((x, k) => 0.5 * (x + best.x[k]!)));
        }
        continue;
      }
      next = contracted;
    }
    simplex[simplex.length - 1] = next;
  }
  return simplex.reduce((best, point) => (point.value < best.value ? point : best));
}

function diameter(simplex: readonly Minimum[]): number {
  const best = simplex[0]!.x;
  return Math.max(...simplex.map(({ x }) => Math.max(...x.map((value, k) => Math.abs(value - best[k]!)))));
}
