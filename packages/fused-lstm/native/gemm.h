// The matrix product of the forward and backward passes. A tile of TILE_ROWS x TILE_VECTORS vectors of C stays in registers
// while the loop runs over the depth. Every tile sums in the order of the depth, so a value does not depend on its tile.
//
// B is packed in panels of one to TILE_VECTORS vectors, [panel][row][vector].
#pragma once
#include "simd.h"

// Vectors of C's columns in panels: `full` panels of TILE_VECTORS, then `rest` panels of `narrow` vectors. Two panels of 2
// are faster than one of 3 and one of 1.
typedef struct Panels {
  int full, rest, narrow;
} Panels;

INLINE Panels panels_of(int vectors) {
  const int full = vectors / TILE_VECTORS, narrow = vectors % TILE_VECTORS;
  if (TILE_VECTORS == 3 && narrow == 1 && full > 0) return (Panels){full - 1, 2, 2};
  return (Panels){full, narrow > 0, narrow};
}

// The panels that hold the first `vectors` of all.
INLINE Panels first_panels(Panels all, int vectors) {
  const int full = (vectors + TILE_VECTORS - 1) / TILE_VECTORS;
  if (full <= all.full) return (Panels){full, 0, 0};
  return (Panels){all.full, (vectors - all.full * TILE_VECTORS + all.narrow - 1) / all.narrow, all.narrow};
}

typedef struct Product {
  const float *a;
  long lda;
  // Panels of `depth_of_b` rows, of which the product uses `depth` from `first` on.
  const float *b;
  long depth_of_b, first, depth;
  // Added to C. `ldi` is 0 if all rows have the same.
  const float *init;
  long ldi;
  float *c;
  long ldc;
} Product;

// C [rows, panels x vectors] of one tile. `rows`, `panels` and `vectors` are literals. A tile of few rows spans several
// panels, because about ten independent sums hide the latency of the multiply-add.
INLINE void tile(const int rows, const int panels, const int vectors, const Product p) {
  const int wide = panels * vectors;
  vf sum[TILE_ROWS][3 * TILE_VECTORS];
  for (int r = 0; r < rows; r++)
    for (int j = 0; j < wide; j++) sum[r][j] = load(p.init + r * p.ldi + j * LANES);
  const float *b = p.b + p.first * vectors * LANES;
  for (int k = 0; k < p.depth; k++, b += vectors * LANES) {
    vf row[3 * TILE_VECTORS];
    for (int j = 0; j < wide; j++) row[j] = load(b + j / vectors * (p.depth_of_b * vectors * LANES) + j % vectors * LANES);
    for (int r = 0; r < rows; r++) {
      const vf x = splat(p.a[r * p.lda + k]);
      for (int j = 0; j < wide; j++) sum[r][j] = x * row[j] + sum[r][j];
    }
  }
  for (int r = 0; r < rows; r++)
    for (int j = 0; j < wide; j++) store(p.c + r * p.ldc + j * LANES, sum[r][j]);
}

INLINE Product below(Product p, int rows) {
  p.a += rows * p.lda;
  p.init += rows * p.ldi;
  p.c += rows * p.ldc;
  return p;
}

INLINE Product right(Product p, int vectors) {
  p.b += vectors * LANES * p.depth_of_b;
  p.init += vectors * LANES;
  p.c += vectors * LANES;
  return p;
}

// All rows of one panel: a multiple of 4 after the last whole tile.
INLINE void tall_panel(const int vectors, Product p, int rows) {
  for (; rows >= TILE_ROWS; rows -= TILE_ROWS, p = below(p, TILE_ROWS)) tile(TILE_ROWS, 1, vectors, p);
  if (rows > 0) tile(4, 1, vectors, p);
}

static void tall_product(Product p, Panels panels, int rows) {
  for (int k = 0; k < panels.full; k++, p = right(p, TILE_VECTORS)) tall_panel(TILE_VECTORS, p, rows);
  for (int k = 0; k < panels.rest; k++, p = right(p, panels.narrow)) {
    if (panels.narrow == 2) tall_panel(2, p, rows);
    else tall_panel(1, p, rows);
  }
}

// One or two rows of all panels. More than three streams of B at a time are slow: the prefetcher loses them.
INLINE void thin_product(const int rows, Product p, Panels panels) {
  const int most = rows == 1 ? 3 : 2;
  int full = panels.full;
  for (; full >= most; full -= most, p = right(p, most * TILE_VECTORS)) tile(rows, most, TILE_VECTORS, p);
  if (full == 2) tile(rows, 2, TILE_VECTORS, p);
  else if (full == 1) tile(rows, 1, TILE_VECTORS, p);
  p = right(p, full * TILE_VECTORS);
  if (panels.rest == 2) tile(rows, 2, 2, p);
  else if (panels.narrow == 2) tile(rows, 1, 2, p);
  else if (panels.narrow == 1) tile(rows, 1, 1, p);
}

// C [rows, columns of the panels] = init + A [rows, depth] B [depth, columns]
static void gemm(Product p, int rows, Panels panels) {
  const int thin = rows % TILE_ROWS % 4;
  if (rows > thin) tall_product(p, panels, rows - thin);
  p = below(p, rows - thin);
  if (thin >= 2) {
    thin_product(2, p, panels);
    p = below(p, 2);
  }
  if (thin & 1) thin_product(1, p, panels);
}
