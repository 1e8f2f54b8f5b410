// What a build of the kernel offers to addon.c. Addresses are bytes from `base`.
#pragma once
#include <stdint.h>

typedef struct Adam {
  float rate, beta1, beta2, epsilon;
  // Factor of the gradient: below 1 where its norm is limited.
  float scale;
} Adam;

typedef struct Kernel {
  // Floats of a vector.
  int lanes;
  // Rows of a tile of the matrix product.
  int tile_rows;
  // Vectors of a tile.
  int tile_vectors;
  // Computes part `part` of the pass at `pass`. Returns 0, or the address of a counter if the layer below has not finished
  // the steps that this layer needs next: call again when the counter has changed.
  uint32_t (*run_part)(char *base, uint32_t pass, int part);
  void (*join_weights)(char *base, uint32_t kernel, uint32_t recurrent_kernel, int inputs, int units, uint32_t target);
  void (*join_bias)(char *base, uint32_t bias, int units, uint32_t target);
  void (*split_weights)(char *base, uint32_t source, int inputs, int units, uint32_t kernel, uint32_t recurrent_kernel);
  void (*split_bias)(char *base, uint32_t source, int units, uint32_t bias);
  void (*pack)(char *base, uint32_t joined, int inputs, int units, uint32_t target);
  void (*pack_transposed)(char *base, uint32_t joined, int inputs, int units, uint32_t target);
  void (*adam)(char *base, uint32_t values, uint32_t gradient, uint32_t mean, uint32_t square, int count, Adam);
  // Multiply-adds of independent vectors, `rounds` times: 2 x 16 x lanes operations in each. Returns a sum of all.
  float (*multiply_adds)(int rounds);
} Kernel;

extern const Kernel kernel_avx512, kernel_avx2, kernel_neon;
