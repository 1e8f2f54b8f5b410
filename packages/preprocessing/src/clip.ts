/** Limits `values` to -limit .. limit in place. */
export function clip(values: Float32Array, limit: number): Float32Array {
  if (limit === Number.POSITIVE_INFINITY) return values;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! > limit) values[i] = limit;
    else if (values[i]! < -limit) values[i] = -limit;
  }
  return values;
}
