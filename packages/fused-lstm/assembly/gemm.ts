// The matrix product of the forward and backward passes. A tile of 6 rows x 8 columns of C stays in 12 vector registers
// while the loop runs over the depth. Two vectors of B and one of A fill the 15 registers that a compiler has on x64.
// The 12 sums are independent, which hides the latency of the multiply-add (4 cycles, two issued per cycle). In theory
// 8 sums are enough; measured, fewer than 10 are slower.

import { PANEL } from "./pack";
import { madd } from "./simd";
import { oneRow, twoRows } from "./thin";

/**
 * C [rows, columns] = init [columns] + A [rows, depth] B [depth, columns]
 *
 * @param lda floats between the rows of A
 * @param b panels of 8 columns (pack.ts), `panelFloats` apart; columns is a multiple of 8
 * @param init [columns], added to every row of C
 * @param ldc floats between the rows of C
 */
export function gemm(
  a: usize, lda: i32, b: usize, panelFloats: i32, init: usize, c: usize, ldc: i32,
  rows: i32, depth: i32, columns: i32,
): void {
  const strideA = <usize>lda << 2;
  const strideC = <usize>ldc << 2;
  const panelBytes = <usize>panelFloats << 2;
  // One to four remaining rows take tiles of one or two rows that are several panels wide.
  const thin = rows % 6 < 5 ? rows % 6 : 0;
  const tiled = rows - thin;
  if (tiled > 0) tiles(a, strideA, b, panelBytes, init, c, strideC, tiled, depth, columns);
  a += <usize>tiled * strideA;
  c += <usize>tiled * strideC;
  for (let left = thin; left >= 2; left -= 2) {
    twoRows(a, strideA, b, panelBytes, init, c, strideC, depth, columns);
    a += strideA << 1;
    c += strideC << 1;
  }
  if (thin & 1) oneRow(a, b, panelBytes, init, c, depth, columns);
}

/** `rows` is 6 n or 6 n + 5. A panel of B stays in the first-level cache while all rows use it. */
function tiles(
  a: usize, strideA: usize, b: usize, panelBytes: usize, init: usize, c: usize, strideC: usize,
  rows: i32, depth: i32, columns: i32,
): void {
  for (let column = 0; column < columns; column += PANEL) {
    let pa = a;
    let pc = c;
    let left = rows;
    for (; left >= 6; left -= 6) {
      tile(6, pa, strideA, b, init, pc, strideC, depth);
      pa += 6 * strideA;
      pc += 6 * strideC;
    }
    if (left > 0) tile(5, pa, strideA, b, init, pc, strideC, depth);
    b += panelBytes;
    init += PANEL << 2;
    c += PANEL << 2;
  }
}

/** `rows` x 8 values of C; `rows` is the literal 5 or 6, and the compiler drops the branches of a missing row. */
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
    x = v128.load32_splat(a1 + k); s10 = madd(s10, x, b0); s11 = madd(s11, x, b1);
    x = v128.load32_splat(a2 + k); s20 = madd(s20, x, b0); s21 = madd(s21, x, b1);
    x = v128.load32_splat(a3 + k); s30 = madd(s30, x, b0); s31 = madd(s31, x, b1);
    x = v128.load32_splat(a4 + k); s40 = madd(s40, x, b0); s41 = madd(s41, x, b1);
    if (rows > 5) { x = v128.load32_splat(a5 + k); s50 = madd(s50, x, b0); s51 = madd(s51, x, b1); }
  }
  v128.store(c, s00); v128.store(c, s01, 16);
  c += strideC; v128.store(c, s10); v128.store(c, s11, 16);
  c += strideC; v128.store(c, s20); v128.store(c, s21, 16);
  c += strideC; v128.store(c, s30); v128.store(c, s31, 16);
  c += strideC; v128.store(c, s40); v128.store(c, s41, 16);
  if (rows > 5) { c += strideC; v128.store(c, s50); v128.store(c, s51, 16); }
}
