// Matrix products, register-blocked: a tile of 4 rows x 8 columns of C is held in 8 vectors while the depth
// is walked once. All row strides (ld*) are in floats; the width of C is a multiple of 8.

import { PANEL } from "./pack";
import { madd } from "./simd";

/** C [rows, columns] += A [rows, depth] B [depth, columns], B packed in panels (see pack.ts). */
export function gemmPacked(
  a: usize, lda: i32, b: usize, c: usize, ldc: i32, rows: i32, depth: i32, columns: i32,
): void {
  const strideA = <usize>lda << 2;
  const strideC = <usize>ldc << 2;
  const panelBytes = <usize>depth << 5;
  for (let column = 0; column < columns; column += PANEL) {
    let row = 0;
    let pa = a;
    let pc = c + (<usize>column << 2);
    for (; row + 4 <= rows; row += 4) {
      tile4x8(pa, strideA, b, pc, strideC, depth);
      pa += strideA << 2;
      pc += strideC << 2;
    }
    for (; row < rows; row++) {
      tile1x8(pa, b, pc, depth);
      pa += strideA;
      pc += strideC;
    }
    b += panelBytes;
  }
}

// @ts-ignore: decorator
@inline
function tile4x8(a: usize, strideA: usize, b: usize, c: usize, strideC: usize, depth: i32): void {
  const a1 = a + strideA, a2 = a1 + strideA, a3 = a2 + strideA;
  const c1 = c + strideC, c2 = c1 + strideC, c3 = c2 + strideC;
  let s00 = v128.load(c), s01 = v128.load(c, 16);
  let s10 = v128.load(c1), s11 = v128.load(c1, 16);
  let s20 = v128.load(c2), s21 = v128.load(c2, 16);
  let s30 = v128.load(c3), s31 = v128.load(c3, 16);
  const end = <usize>depth << 2;
  for (let k: usize = 0; k < end; k += 4) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    b += 32;
    let x = v128.load32_splat(a + k);
    s00 = madd(s00, x, b0);
    s01 = madd(s01, x, b1);
    x = v128.load32_splat(a1 + k);
    s10 = madd(s10, x, b0);
    s11 = madd(s11, x, b1);
    x = v128.load32_splat(a2 + k);
    s20 = madd(s20, x, b0);
    s21 = madd(s21, x, b1);
    x = v128.load32_splat(a3 + k);
    s30 = madd(s30, x, b0);
    s31 = madd(s31, x, b1);
  }
  v128.store(c, s00); v128.store(c, s01, 16);
  v128.store(c1, s10); v128.store(c1, s11, 16);
  v128.store(c2, s20); v128.store(c2, s21, 16);
  v128.store(c3, s30); v128.store(c3, s31, 16);
}

// @ts-ignore: decorator
@inline
function tile1x8(a: usize, b: usize, c: usize, depth: i32): void {
  let s0 = v128.load(c), s1 = v128.load(c, 16);
  const end = <usize>depth << 2;
  for (let k: usize = 0; k < end; k += 4) {
    const x = v128.load32_splat(a + k);
    s0 = madd(s0, x, v128.load(b));
    s1 = madd(s1, x, v128.load(b, 16));
    b += 32;
  }
  v128.store(c, s0); v128.store(c, s1, 16);
}

/** C [m, n] += Aᵀ B for A [depth, m] and B [depth, n], both row-major: the weight gradients. */
export function gemmTransposedA(
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, depth: i32, m: i32, n: i32,
): void {
  const strideA = <usize>lda << 2;
  const strideB = <usize>ldb << 2;
  const strideC = <usize>ldc << 2;
  for (let column = 0; column < n; column += PANEL) {
    let i = 0;
    for (; i + 4 <= m; i += 4) outer4x8(a + (<usize>i << 2), strideA, b, strideB, c + <usize>i * strideC, strideC, depth);
    for (; i < m; i++) outer1x8(a + (<usize>i << 2), strideA, b, strideB, c + <usize>i * strideC, depth);
    b += PANEL << 2;
    c += PANEL << 2;
  }
}

// @ts-ignore: decorator
@inline
function outer4x8(a: usize, strideA: usize, b: usize, strideB: usize, c: usize, strideC: usize, depth: i32): void {
  const c1 = c + strideC, c2 = c1 + strideC, c3 = c2 + strideC;
  let s00 = v128.load(c), s01 = v128.load(c, 16);
  let s10 = v128.load(c1), s11 = v128.load(c1, 16);
  let s20 = v128.load(c2), s21 = v128.load(c2, 16);
  let s30 = v128.load(c3), s31 = v128.load(c3, 16);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    s00 = madd(s00, x, b0);
    s01 = madd(s01, x, b1);
    x = v128.load32_splat(a, 4);
    s10 = madd(s10, x, b0);
    s11 = madd(s11, x, b1);
    x = v128.load32_splat(a, 8);
    s20 = madd(s20, x, b0);
    s21 = madd(s21, x, b1);
    x = v128.load32_splat(a, 12);
    s30 = madd(s30, x, b0);
    s31 = madd(s31, x, b1);
    a += strideA;
    b += strideB;
  }
  v128.store(c, s00); v128.store(c, s01, 16);
  v128.store(c1, s10); v128.store(c1, s11, 16);
  v128.store(c2, s20); v128.store(c2, s21, 16);
  v128.store(c3, s30); v128.store(c3, s31, 16);
}

// @ts-ignore: decorator
@inline
function outer1x8(a: usize, strideA: usize, b: usize, strideB: usize, c: usize, depth: i32): void {
  let s0 = v128.load(c), s1 = v128.load(c, 16);
  for (let k = 0; k < depth; k++) {
    const x = v128.load32_splat(a);
    s0 = madd(s0, x, v128.load(b));
    s1 = madd(s1, x, v128.load(b, 16));
    a += strideA;
    b += strideB;
  }
  v128.store(c, s0); v128.store(c, s1, 16);
}
