import { numbers, object, oneOf, quote } from "@lstm-predict/checks";
import { PreprocessingError } from "./errors.ts";

const KINDS = ["standard", "minmax"] as const;
export type ScalerKind = (typeof KINDS)[number];

/** A fitted scaler: scaled = (x - offset) / scale in each column; both are `[columns]`. */
export interface ScalerState {
  kind: ScalerKind;
  offset: number[];
  scale: number[];
}

/** Schema of a stored scaler of `kind` with `columns` columns, or any number of them. */
export function scalerState(columns: number | undefined, kind: ScalerKind) {
  return object({
    kind: oneOf(KINDS).pipe(oneOf([kind])),
    offset: numbers(columns),
    scale: numbers(columns).superRefine((scale, context) => {
      const zero = scale.findIndex((value) => value <= 0);
      if (zero >= 0) context.addIssue({ code: "custom", path: [zero], message: "a number above 0" });
    }),
  });
}

// A spread this small, relative to the column's largest magnitude, is rounding error.
const CONSTANT_SPREAD = 1e-12;

/**
 * Scales each column by an offset and a scale fitted to it.
 *
 * `standard`: mean and population standard deviation. `minmax`: minimum and (maximum - minimum), which maps the fitted
 * values to [0, 1]. A constant column has scale 1.
 */
export class Scaler {
  readonly kind: ScalerKind;
  readonly #offset: Float64Array;
  readonly #scale: Float64Array;

  private constructor(state: ScalerState) {
    this.kind = state.kind;
    this.#offset = Float64Array.from(state.offset);
    this.#scale = Float64Array.from(state.scale);
  }

  get columns(): number {
    return this.#offset.length;
  }

  /**
   * Fits a scaler to `values [n, columns]`, n >= 1.
   *
   * @throws PreprocessingError `bad_shape`, or `bad_value` for a value that is not finite
   */
  static fit(kind: ScalerKind, values: ArrayLike<number>, columns: number): Scaler {
    if (values.length === 0 || values.length % columns !== 0) {
      throw new PreprocessingError(
        "bad_shape",
        `the scaler was given ${values.length} values: expected one or more rows of ${columns}`,
      );
    }
    const state: ScalerState = { kind, offset: [], scale: [] };
    for (let column = 0; column < columns; column++) {
      const { offset, scale } = fitColumn(kind, values, columns, column);
      state.offset.push(offset);
      state.scale.push(scale);
    }
    return new Scaler(state);
  }

  /**
   * Scales `values [n, columns]` into `out [n, columns]`.
   *
   * @throws PreprocessingError `bad_shape`
   */
  transform(values: ArrayLike<number>, out: Float32Array = new Float32Array(values.length)): Float32Array {
    this.#checkShape(values.length, out.length);
    const offset = this.#offset;
    const scale = this.#scale;
    for (let at = 0; at < values.length; at += offset.length) {
      for (let column = 0; column < offset.length; column++) {
        out[at + column] = (values[at + column]! - offset[column]!) / scale[column]!;
      }
    }
    return out;
  }

  /**
   * Reverses `transform`: `scaled [n, columns]` into `out [n, columns]`.
   *
   * @throws PreprocessingError `bad_shape`
   */
  inverse(scaled: ArrayLike<number>, out: Float64Array = new Float64Array(scaled.length)): Float64Array {
    this.#checkShape(scaled.length, out.length);
    const columns = this.columns;
    for (let i = 0; i < scaled.length; i++) {
      const column = i % columns;
      out[i] = scaled[i]! * this.#scale[column]! + this.#offset[column]!;
    }
    return out;
  }

  toJSON(): ScalerState {
    return { kind: this.kind, offset: Array.from(this.#offset), scale: Array.from(this.#scale) };
  }

  /** Makes a scaler from a state that `scalerState` has checked. */
  static fromState(state: ScalerState): Scaler {
    return new Scaler(state);
  }

  #checkShape(values: number, out: number): void {
    if (values % this.columns === 0 && out === values) return;
    throw new PreprocessingError(
      "bad_shape",
      `${values} values into ${out}: expected whole rows of ${this.columns}, and as many out as in`,
    );
  }
}

function fitColumn(kind: ScalerKind, values: ArrayLike<number>, columns: number, column: number) {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  // Welford's algorithm: stable for large volumes, exact for a constant column.
  let mean = 0;
  let squares = 0;
  for (let row = 0; row * columns < values.length; row++) {
    const value = values[row * columns + column]!;
    if (!Number.isFinite(value)) {
      throw new PreprocessingError(
        "bad_value",
        `row ${row}, column ${column} is ${quote(value)}: a scaler is fitted on finite numbers`,
      );
    }
    min = Math.min(min, value);
    max = Math.max(max, value);
    const deviation = value - mean;
    mean += deviation / (row + 1);
    squares += deviation * (value - mean);
  }
  const isConstant = max - min <= CONSTANT_SPREAD * Math.max(Math.abs(min), Math.abs(max));
  const [offset, spread] =
    kind === "minmax" ? [min, max - min] : [mean, Math.sqrt((squares * columns) / values.length)];
  return { offset, scale: isConstant ? 1 : spread };
}
