import * as tf from "@tensorflow/tfjs";
import type { Random } from "./random.ts";

// TensorFlow.js exports a factory but not the class. A subclass keeps the stock initialiser's name in saved models.
const StockOrthogonal = tf.initializers.orthogonal({ gain: 1 }).constructor as new (args: {
  gain: number;
}) => ReturnType<typeof tf.initializers.orthogonal>;

class SeededOrthogonal extends StockOrthogonal {
  readonly #random: Random;

  constructor(random: Random) {
    super({ gain: 1 });
    this.#random = random;
  }

  override apply(shape: tf.Shape): tf.Tensor {
    const [rows, columns] = shape as [number, number];
    return tf.tensor2d(orthogonalMatrix(rows, columns, this.#random), [rows, columns]);
  }
}

/**
 * `tf.initializers.orthogonal` (Saxe et al. 2014), drawn from `random`. It takes milliseconds for a kernel of 100 x 400,
 * the stock initialiser seconds.
 */
export function seededOrthogonal(random: Random) {
  return new SeededOrthogonal(random);
}

/**
 * A random matrix [rows, columns], row-major. Its rows are orthonormal, or its columns if it has more rows than columns.
 * Computed by modified Gram-Schmidt on normal vectors; the second pass removes the rounding errors of the first.
 */
export function orthogonalMatrix(rows: number, columns: number, random: Random): Float32Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const basis: Float64Array[] = [];
  while (basis.length < count) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        const projection = dot(vector, other);
        for (let k = 0; k < length; k++) vector[k]! -= projection * other[k]!;
      }
    }
    const norm = Math.sqrt(dot(vector, vector));
    basis.push(vector.map((value) => value / norm));
  }
  return Float32Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    return rows <= columns ? basis[row]![column]! : basis[column]![row]!;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
