// Matrix products of one or two rows. A tile needs ten independent sums to hide the latency of the multiply-add
// (gemm.ts), so these tiles span several panels: one row by 40 columns has 10 sums, two rows by 24 columns have 12.
// The arguments are those of `gemm`, with strides in bytes.

import { PANEL } from "./pack";
import { madd } from "./simd";

/** C [1, columns] = init [columns] + A [1, depth] B. */
export function oneRow(
  a: usize, b: usize, panelBytes: usize, init: usize, c: usize, depth: i32, columns: i32,
): void {
  for (; columns >= 5 * PANEL; columns -= 5 * PANEL) {
    tile1(5, a, b, panelBytes, init, c, depth);
    b += 5 * panelBytes;
    init += 5 * (PANEL << 2);
    c += 5 * (PANEL << 2);
  }
  switch (columns / PANEL) {
    case 4: { tile1(4, a, b, panelBytes, init, c, depth); break; }
    case 3: { tile1(3, a, b, panelBytes, init, c, depth); break; }
    case 2: { tile1(2, a, b, panelBytes, init, c, depth); break; }
    case 1: { tile1(1, a, b, panelBytes, init, c, depth); break; }
  }
}

/** C [2, columns] = init [columns] + A [2, depth] B. */
export function twoRows(
  a: usize, strideA: usize, b: usize, panelBytes: usize, init: usize, c: usize, strideC: usize,
  depth: i32, columns: i32,
): void {
  for (; columns >= 3 * PANEL; columns -= 3 * PANEL) {
    tile2(3, a, strideA, b, panelBytes, init, c, strideC, depth);
    b += 3 * panelBytes;
    init += 3 * (PANEL << 2);
    c += 3 * (PANEL << 2);
  }
  switch (columns / PANEL) {
    case 2: { tile2(2, a, strideA, b, panelBytes, init, c, strideC, depth); break; }
    case 1: { tile2(1, a, strideA, b, panelBytes, init, c, strideC, depth); break; }
  }
}

/** One row by `panels` x 8 columns; `panels` is a literal from 1 to 5, as `rows` is in gemm.ts. */
// @ts-ignore: decorator
@inline
function tile1(panels: i32, a: usize, b: usize, panelBytes: usize, init: usize, c: usize, depth: i32): void {
  let q = b + panelBytes, r = q + panelBytes, s = r + panelBytes, t = s + panelBytes;
  let s0 = v128.load(init), s1 = v128.load(init, 16);
  let s2 = s0, s3 = s0;
  if (panels > 1) { s2 = v128.load(init, 32); s3 = v128.load(init, 48); }
  let s4 = s0, s5 = s0;
  if (panels > 2) { s4 = v128.load(init, 64); s5 = v128.load(init, 80); }
  let s6 = s0, s7 = s0;
  if (panels > 3) { s6 = v128.load(init, 96); s7 = v128.load(init, 112); }
  let s8 = s0, s9 = s0;
  if (panels > 4) { s8 = v128.load(init, 128); s9 = v128.load(init, 144); }
  const end = a + (<usize>depth << 2);
  for (; a < end; a += 4) {
    const x = v128.load32_splat(a);
    s0 = madd(s0, x, v128.load(b)); s1 = madd(s1, x, v128.load(b, 16)); b += 32;
    if (panels > 1) { s2 = madd(s2, x, v128.load(q)); s3 = madd(s3, x, v128.load(q, 16)); q += 32; }
    if (panels > 2) { s4 = madd(s4, x, v128.load(r)); s5 = madd(s5, x, v128.load(r, 16)); r += 32; }
    if (panels > 3) { s6 = madd(s6, x, v128.load(s)); s7 = madd(s7, x, v128.load(s, 16)); s += 32; }
    if (panels > 4) { s8 = madd(s8, x, v128.load(t)); s9 = madd(s9, x, v128.load(t, 16)); t += 32; }
  }
  v128.store(c, s0); v128.store(c, s1, 16);
  if (panels > 1) { v128.store(c, s2, 32); v128.store(c, s3, 48); }
  if (panels > 2) { v128.store(c, s4, 64); v128.store(c, s5, 80); }
  if (panels > 3) { v128.store(c, s6, 96); v128.store(c, s7, 112); }
  if (panels > 4) { v128.store(c, s8, 128); v128.store(c, s9, 144); }
}

/** Two rows by `panels` x 8 columns; `panels` is a literal from 1 to 3. */
// @ts-ignore: decorator
@inline
function tile2(
  panels: i32, a: usize, strideA: usize, b: usize, panelBytes: usize, init: usize, c: usize, strideC: usize, depth: i32,
): void {
  const a1 = a + strideA;
  let q = b + panelBytes, r = q + panelBytes;
  let s0 = v128.load(init), s1 = v128.load(init, 16);
  let s2 = s0, s3 = s0;
  if (panels > 1) { s2 = v128.load(init, 32); s3 = v128.load(init, 48); }
  let s4 = s0, s5 = s0;
  if (panels > 2) { s4 = v128.load(init, 64); s5 = v128.load(init, 80); }
  let t0 = s0, t1 = s1, t2 = s2, t3 = s3, t4 = s4, t5 = s5;
  const end = <usize>depth << 2;
  for (let k: usize = 0; k < end; k += 4) {
    const x = v128.load32_splat(a + k), y = v128.load32_splat(a1 + k);
    let w = v128.load(b); s0 = madd(s0, x, w); t0 = madd(t0, y, w);
    w = v128.load(b, 16); s1 = madd(s1, x, w); t1 = madd(t1, y, w);
    b += 32;
    if (panels > 1) {
      w = v128.load(q); s2 = madd(s2, x, w); t2 = madd(t2, y, w);
      w = v128.load(q, 16); s3 = madd(s3, x, w); t3 = madd(t3, y, w);
      q += 32;
    }
    if (panels > 2) {
      w = v128.load(r); s4 = madd(s4, x, w); t4 = madd(t4, y, w);
      w = v128.load(r, 16); s5 = madd(s5, x, w); t5 = madd(t5, y, w);
      r += 32;
    }
  }
  v128.store(c, s0); v128.store(c, s1, 16);
  if (panels > 1) { v128.store(c, s2, 32); v128.store(c, s3, 48); }
  if (panels > 2) { v128.store(c, s4, 64); v128.store(c, s5, 80); }
  c += strideC;
  v128.store(c, t0); v128.store(c, t1, 16);
  if (panels > 1) { v128.store(c, t2, 32); v128.store(c, t3, 48); }
  if (panels > 2) { v128.store(c, t4, 64); v128.store(c, t5, 80); }
}
