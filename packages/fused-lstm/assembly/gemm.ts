// The matrix product of the forward and backward passes. A tile of up to 6 rows x 8 columns of C lives in 12 vectors while
// the depth is walked once: with two vectors of B and one of A that fills the 15 vector registers a compiler has on
// x64, and 12 independent sums hide the latency of the multiply-add (4 cycles, two a cycle).

import { PANEL } from "./pack";
import { madd } from "./simd";

/**
 * C [rows, columns] = init [columns] + A [rows, depth] B [depth, columns]
 *
 * @param lda floats between the rows of A
 * @param b panels of 8 columns (pack.ts), `panelFloats` apart; columns is a multiple of 8
 * @param init one row, the same for all rows of C
 * @param ldc floats between the rows of C
 */
export function gemm(
  a: usize, lda: i32, b: usize, panelFloats: i32, init: usize, c: usize, ldc: i32,
  rows: i32, depth: i32, columns: i32,
): void {
  const strideA = <usize>lda << 2;
  const strideC = <usize>ldc << 2;
  const panelBytes = <usize>panelFloats << 2;
  let column = 0;
  if (rows == 1) {
    for (; column + 4 * PANEL <= columns; column += 4 * PANEL) {
      row1x32(a, b, panelBytes, init, c, depth);
      b += panelBytes << 2;
      init += 4 * (PANEL << 2);
      c += 4 * (PANEL << 2);
    }
  }
  for (; column < columns; column += PANEL) {
    let pa = a;
    let pc = c;
    for (let left = rows; left > 0; ) {
      const taken = tileRows(left);
      switch (taken) {
        case 6: { tile(6, pa, strideA, b, init, pc, strideC, depth); break; }
        case 5: { tile(5, pa, strideA, b, init, pc, strideC, depth); break; }
        case 4: { tile(4, pa, strideA, b, init, pc, strideC, depth); break; }
        case 3: { tile(3, pa, strideA, b, init, pc, strideC, depth); break; }
        case 2: { tile(2, pa, strideA, b, init, pc, strideC, depth); break; }
        case 1: { tile(1, pa, strideA, b, init, pc, strideC, depth); break; }
      }
      pa += <usize>taken * strideA;
      pc += <usize>taken * strideC;
      left -= taken;
    }
    b += panelBytes;
    init += PANEL << 2;
    c += PANEL << 2;
  }
}

/**
 * How many of the `left` rows the next tile takes: 6, but 7 and 8 are better off as 4 + 3 and 4 + 4 than as 6 and a rest too
 * thin to hide the latency.
 */
// @ts-ignore: decorator
@inline
export function tileRows(left: i32): i32 {
  if (left == 7 || left == 8) return 4;
  return min(left, 6);
}

/** `rows` is a literal: the compiler drops the branches of the rows that are not there. */
// @ts-ignore: decorator
@inline
function tile(
  rows: i32, a: usize, strideA: usize, b: usize, init: usize, c: usize, strideC: usize, depth: i32,
): void {
  const a1 = a + strideA, a2 = a1 + strideA, a3 = a2 + strideA, a4 = a3 + strideA, a5 = a4 + strideA;
  const i0 = v128.load(init), i1 = v128.load(init, 16);
  let s00 = i0, s01 = i1;
  let s10 = i0, s11 = i1;
  let s20 = i0, s21 = i1;
  let s30 = i0, s31 = i1;
  let s40 = i0, s41 = i1;
  let s50 = i0, s51 = i1;
  const end = <usize>depth << 2;
  for (let k: usize = 0; k < end; k += 4) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    b += 32;
    let x = v128.load32_splat(a + k);
    s00 = madd(s00, x, b0); s01 = madd(s01, x, b1);
    if (rows > 1) { x = v128.load32_splat(a1 + k); s10 = madd(s10, x, b0); s11 = madd(s11, x, b1); }
    if (rows > 2) { x = v128.load32_splat(a2 + k); s20 = madd(s20, x, b0); s21 = madd(s21, x, b1); }
    if (rows > 3) { x = v128.load32_splat(a3 + k); s30 = madd(s30, x, b0); s31 = madd(s31, x, b1); }
    if (rows > 4) { x = v128.load32_splat(a4 + k); s40 = madd(s40, x, b0); s41 = madd(s41, x, b1); }
    if (rows > 5) { x = v128.load32_splat(a5 + k); s50 = madd(s50, x, b0); s51 = madd(s51, x, b1); }
  }
  v128.store(c, s00); v128.store(c, s01, 16);
  if (rows > 1) { c += strideC; v128.store(c, s10); v128.store(c, s11, 16); }
  if (rows > 2) { c += strideC; v128.store(c, s20); v128.store(c, s21, 16); }
  if (rows > 3) { c += strideC; v128.store(c, s30); v128.store(c, s31, 16); }
  if (rows > 4) { c += strideC; v128.store(c, s40); v128.store(c, s41, 16); }
  if (rows > 5) { c += strideC; v128.store(c, s50); v128.store(c, s51, 16); }
}

/** One row alone has only its columns to hide the latency with. */
// @ts-ignore: decorator
@inline
function row1x32(a: usize, b: usize, panelBytes: usize, init: usize, c: usize, depth: i32): void {
  let q = b + panelBytes, r = q + panelBytes, s = r + panelBytes;
  let s0 = v128.load(init, 0);
  let s1 = v128.load(init, 16);
  let s2 = v128.load(init, 32);
  let s3 = v128.load(init, 48);
  let s4 = v128.load(init, 64);
  let s5 = v128.load(init, 80);
  let s6 = v128.load(init, 96);
  let s7 = v128.load(init, 112);
  const end = a + (<usize>depth << 2);
  for (; a < end; a += 4) {
    const x = v128.load32_splat(a);
    s0 = madd(s0, x, v128.load(b));
    s1 = madd(s1, x, v128.load(b, 16));
    s2 = madd(s2, x, v128.load(q));
    s3 = madd(s3, x, v128.load(q, 16));
    s4 = madd(s4, x, v128.load(r));
    s5 = madd(s5, x, v128.load(r, 16));
    s6 = madd(s6, x, v128.load(s));
    s7 = madd(s7, x, v128.load(s, 16));
    b += 32; q += 32; r += 32; s += 32;
  }
  v128.store(c, s0, 0);
  v128.store(c, s1, 16);
  v128.store(c, s2, 32);
  v128.store(c, s3, 48);
  v128.store(c, s4, 64);
  v128.store(c, s5, 80);
  v128.store(c, s6, 96);
  v128.store(c, s7, 112);
}
