/**
 * Indices of the values that a line chart needs: the first, lowest, highest and last of each pixel column. The line through
 * them covers the same pixels as the line through all values (M4: Jugel et al., VLDB 2014).
 */
export function thin(values: Float64Array, pixels: number): number[] {
  const n = values.length;
  const kept = new Set<number>();
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [from, to] = [Math.floor((pixel * n) / pixels), Math.floor(((pixel + 1) * n) / pixels)];
    if (from === to) continue;
    let [lowest, highest] = [from, from];
    for (let t = from; t < to; t++) {
      if (values[t]! < values[lowest]!) lowest = t;
      if (values[t]! > values[highest]!) highest = t;
    }
    for (const t of [from, lowest, highest, to - 1]) kept.add(t);
  }
  return [...kept].sort((a, b) => a - b);
}
