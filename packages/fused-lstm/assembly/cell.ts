import { hardSigmoid4, sigmoid4, tanh4 } from "./activations";
import { LayerPass } from "./layer-pass";
import { firstLanes, madd } from "./simd";

/**
 * One time step of one sequence. Activates `gates` in place and writes `cell`, `cellTanh` and `hidden`, each [padded].
 *
 * @param previous cell state one step before, or 0: it is zero
 */
export function step(
  pass: LayerPass, gates: usize, previous: usize, cell: usize, cellTanh: usize, hidden: usize,
): void {
  if (pass.hardSigmoid) cells(true, pass.units, gates, previous, cell, cellTanh, hidden);
  else cells(false, pass.units, gates, previous, cell, cellTanh, hidden);
}

/** `hard` is a literal, and the compiler drops the branches of the other. */
// @ts-ignore: decorator
@inline
function cells(
  hard: bool, units: i32, gates: usize, previous: usize, cell: usize, cellTanh: usize, hidden: usize,
): void {
  for (let left = units; left > 0; left -= 4) {
    let i = v128.load(gates), f = v128.load(gates, 16), g = v128.load(gates, 32), o = v128.load(gates, 48);
    // z of padded units is not used: 0 x infinity in their sums would be NaN.
    if (left < 4) {
      i = firstLanes(i, left); f = firstLanes(f, left); g = firstLanes(g, left); o = firstLanes(o, left);
    }
    i = hard ? hardSigmoid4(i) : sigmoid4(i);
    f = hard ? hardSigmoid4(f) : sigmoid4(f);
    o = hard ? hardSigmoid4(o) : sigmoid4(o);
    g = tanh4(g);
    // A NaN in f reaches c at the first step too.
    const before = previous ? v128.load(previous) : f32x4.splat(0);
    const c = madd(f32x4.mul(i, g), f, before);
    const tc = tanh4(c);
    v128.store(gates, i);
    v128.store(gates, f, 16);
    v128.store(gates, g, 32);
    v128.store(gates, o, 48);
    v128.store(cell, c);
    v128.store(cellTanh, tc);
    v128.store(hidden, f32x4.mul(o, tc));
    gates += 64;
    if (previous) previous += 16;
    cell += 16;
    cellTanh += 16;
    hidden += 16;
  }
}
