// The matrix product of the weight gradients, AᵀB: it sums over the rows of both factors. Tiles as in gemm.h.
#pragma once
#include "gemm.h"

INLINE void tile_transposed(
    const int rows, const int vectors, const float *a, long lda, const float *b, long ldb, float *c, long ldc, int depth) {
  vf sum[TILE_ROWS][TILE_VECTORS];
  for (int r = 0; r < rows; r++)
    for (int j = 0; j < vectors; j++) sum[r][j] = load(c + r * ldc + j * LANES);
  for (int k = 0; k < depth; k++, a += lda, b += ldb) {
    vf row[TILE_VECTORS];
    for (int j = 0; j < vectors; j++) row[j] = load(b + j * LANES);
    for (int r = 0; r < rows; r++) {
      const vf x = splat(a[r]);
      for (int j = 0; j < vectors; j++) sum[r][j] = x * row[j] + sum[r][j];
    }
  }
  for (int r = 0; r < rows; r++)
    for (int j = 0; j < vectors; j++) store(c + r * ldc + j * LANES, sum[r][j]);
}

INLINE void panel_transposed(
    const int vectors, const float *a, long lda, const float *b, long ldb, float *c, long ldc, int depth, int m) {
  for (; m >= TILE_ROWS; m -= TILE_ROWS, a += TILE_ROWS, c += TILE_ROWS * ldc)
    tile_transposed(TILE_ROWS, vectors, a, lda, b, ldb, c, ldc, depth);
  if (m >= 4) {
    tile_transposed(4, vectors, a, lda, b, ldb, c, ldc, depth);
    a += 4, c += 4 * ldc, m -= 4;
  }
  if (m >= 2) {
    tile_transposed(2, vectors, a, lda, b, ldb, c, ldc, depth);
    a += 2, c += 2 * ldc, m -= 2;
  }
  if (m) tile_transposed(1, vectors, a, lda, b, ldb, c, ldc, depth);
}

// C [m, columns] += Aᵀ B for A [depth, m] and B [depth, columns]; columns is a multiple of LANES. Keep the depth short (one
// sequence), so that a panel of B and all of A stay in the first-level cache.
static void gemm_transposed(
    const float *a, long lda, const float *b, long ldb, float *c, long ldc, int depth, int m, int columns) {
  const Panels panels = panels_of(columns / LANES);
  for (int k = 0; k < panels.full; k++, b += TILE_VECTORS * LANES, c += TILE_VECTORS * LANES)
    panel_transposed(TILE_VECTORS, a, lda, b, ldb, c, ldc, depth, m);
  for (int k = 0; k < panels.rest; k++, b += panels.narrow * LANES, c += panels.narrow * LANES) {
    if (panels.narrow == 2) panel_transposed(2, a, lda, b, ldb, c, ldc, depth, m);
    else panel_transposed(1, a, lda, b, ldb, c, ldc, depth, m);
  }
}
