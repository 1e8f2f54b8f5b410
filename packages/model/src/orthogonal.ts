import * as tf from "@tensorflow/tfjs";
import type { Random } from "./random.ts";

// The class behind the factory: the configuration, and so the saved model, stays the stock initialiser's.
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
 * `tf.initializers.orthogonal` (Saxe et al. 2014), drawn from our generator and computed in milliseconds: the
 * stock one takes seconds for a kernel of 100 x 400.
 */
export function seededOrthogonal(random: Random) {
  return new SeededOrthogonal(random);
}

/**
 * A random matrix [rows, columns], row-major, with orthonormal rows (columns where there are more rows than
 * columns), by modified Gram-Schmidt on normal vectors, applied twice for full orthogonality.
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
