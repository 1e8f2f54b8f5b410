// The matrix product of the weight gradients, AᵀB: it sums over the rows of both factors. Tiles as in gemm.ts.

import { PANEL } from "./pack";
import { madd } from "./simd";

/**
 * C [m, columns] += Aᵀ B for A [depth, m] and B [depth, columns], all row-major; columns is a multiple of 8.
 *
 * Keep the depth short (one sequence), so that a panel of B and all of A stay in the first-level cache.
 *
 * @param lda floats between the rows of A; `ldb` and `ldc` likewise
 */
export function gemmTransposed(
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, depth: i32, m: i32, columns: i32,
): void {
  const strideA = <usize>lda << 2;
  const strideB = <usize>ldb << 2;
  const strideC = <usize>ldc << 2;
  for (let column = 0; column < columns; column += PANEL) {
    let pa = a;
    let pc = c;
    for (let left = m; left > 0; ) {
      const taken = tileRows(left);
      switch (taken) {
        case 6: { tile(6, pa, strideA, b, strideB, pc, strideC, depth); break; }
        case 5: { tile(5, pa, strideA, b, strideB, pc, strideC, depth); break; }
        case 4: { tile(4, pa, strideA, b, strideB, pc, strideC, depth); break; }
        case 3: { tile(3, pa, strideA, b, strideB, pc, strideC, depth); break; }
        case 2: { tile(2, pa, strideA, b, strideB, pc, strideC, depth); break; }
        case 1: { tile(1, pa, strideA, b, strideB, pc, strideC, depth); break; }
      }
      pa += <usize>taken << 2;
      pc += <usize>taken * strideC;
      left -= taken;
    }
    b += PANEL << 2;
    c += PANEL << 2;
  }
}

/** `rows` x 8 values of C; `rows` is a literal, and the compiler drops the branches of missing rows. */
// @ts-ignore: decorator
@inline
function tile(
  rows: i32, a: usize, strideA: usize, b: usize, strideB: usize, c: usize, strideC: usize, depth: i32,
): void {
  const c1 = c + strideC, c2 = c1 + strideC, c3 = c2 + strideC, c4 = c3 + strideC, c5 = c4 + strideC;
  let s00 = v128.load(c), s01 = v128.load(c, 16);
  let s10 = s00, s11 = s01;
  if (rows > 1) { s10 = v128.load(c1); s11 = v128.load(c1, 16); }
  let s20 = s00, s21 = s01;
  if (rows > 2) { s20 = v128.load(c2); s21 = v128.load(c2, 16); }
  let s30 = s00, s31 = s01;
  if (rows > 3) { s30 = v128.load(c3); s31 = v128.load(c3, 16); }
  let s40 = s00, s41 = s01;
  if (rows > 4) { s40 = v128.load(c4); s41 = v128.load(c4, 16); }
  let s50 = s00, s51 = s01;
  if (rows > 5) { s50 = v128.load(c5); s51 = v128.load(c5, 16); }
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    s00 = madd(s00, x, b0); s01 = madd(s01, x, b1);
    if (rows > 1) { x = v128.load32_splat(a, 4); s10 = madd(s10, x, b0); s11 = madd(s11, x, b1); }
    if (rows > 2) { x = v128.load32_splat(a, 8); s20 = madd(s20, x, b0); s21 = madd(s21, x, b1); }
    if (rows > 3) { x = v128.load32_splat(a, 12); s30 = madd(s30, x, b0); s31 = madd(s31, x, b1); }
    if (rows > 4) { x = v128.load32_splat(a, 16); s40 = madd(s40, x, b0); s41 = madd(s41, x, b1); }
    if (rows > 5) { x = v128.load32_splat(a, 20); s50 = madd(s50, x, b0); s51 = madd(s51, x, b1); }
    a += strideA;
    b += strideB;
  }
  v128.store(c, s00); v128.store(c, s01, 16);
  if (rows > 1) { v128.store(c1, s10); v128.store(c1, s11, 16); }
  if (rows > 2) { v128.store(c2, s20); v128.store(c2, s21, 16); }
  if (rows > 3) { v128.store(c3, s30); v128.store(c3, s31, 16); }
  if (rows > 4) { v128.store(c4, s40); v128.store(c4, s41, 16); }
  if (rows > 5) { v128.store(c5, s50); v128.store(c5, s51, 16); }
}

/** Rows of the next tile when `left` remain: at most 6. 4 + 3 is faster than 6 + 1, and 4 + 4 faster than 6 + 2. */
// @ts-ignore: decorator
@inline
function tileRows(left: i32): i32 {
  if (left == 7 || left == 8) return 4;
  return min(left, 6);
}
