import { VolatilityError } from "./errors.ts";

// A pivot this small, relative to its column's square, is rounding error: the column depends on those before it.
const DEPENDENT = 1e-10;

/**
 * Least squares of targets on features, with rows added one at a time: memory does not grow with their number.
 *
 * Solves the normal equations by Cholesky decomposition. A column that depends linearly on those before it, such as the
 * zeros of a symbol without volume, gets coefficient 0.
 */
export class LeastSquares {
  readonly #size: number;
  /** Sums of products of features `[size, size]`, lower triangle. */
  readonly #gram: Float64Array;
  /** Sums of products of features and target `[size]`. */
  readonly #moment: Float64Array;
  /** Number of rows added. */
  rows = 0;

  constructor(size: number) {
    this.#size = size;
    this.#gram = new Float64Array(size * size);
    this.#moment = new Float64Array(size);
  }

  /** Adds one row: `features [size]` and its target. */
  add(features: ArrayLike<number>, target: number): void {
    const size = this.#size;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) this.#gram[i * size + j]! += features[i]! * features[j]!;
      this.#moment[i]! += features[i]! * target;
    }
    this.rows++;
  }

  /**
   * Returns the coefficients `[size]`.
   *
   * @throws VolatilityError `too_few_rows` unless there are more rows than coefficients
   */
  solve(): number[] {
    const size = this.#size;
    if (this.rows <= size) {
      throw new VolatilityError(
        "too_few_rows",
        `there are ${this.rows} days to fit: ${size} coefficients need more than ${size}`,
      );
    }
    // L [size, size] with L L' = gram; row and column of a dependent column stay 0.
    const lower = new Float64Array(size * size);
    const inner = (i: number, j: number) => {
      let sum = 0;
      for (let k = 0; k < j; k++) sum += lower[i * size + k]! * lower[j * size + k]!;
      return sum;
    };
    for (let j = 0; j < size; j++) {
      const square = this.#gram[j * size + j]!;
      const pivot = square - inner(j, j);
      if (!(pivot > DEPENDENT * square)) {
        lower.fill(0, j * size, j * size + j);
        continue;
      }
      lower[j * size + j] = Math.sqrt(pivot);
      for (let i = j + 1; i < size; i++) {
        lower[i * size + j] = (this.#gram[i * size + j]! - inner(i, j)) / lower[j * size + j]!;
      }
    }
    return substitute(lower, this.#moment, size);
  }
}

/** Solves L L' x = b; x is 0 where the diagonal is 0. */
function substitute(lower: Float64Array, b: Float64Array, size: number): number[] {
  const x = Array.from(b);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!;
    x[i] = divided(x[i]!, lower[i * size + i]!);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= lower[k * size + i]! * x[k]!;
    x[i] = divided(x[i]!, lower[i * size + i]!);
  }
  return x;
}

function divided(value: number, pivot: number): number {
  return pivot > 0 ? value / pivot : 0;
}
