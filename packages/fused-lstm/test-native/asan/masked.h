// AddressSanitizer does not check the masked loads and stores of AVX: these twins touch one lane at a time.
#pragma once
#include <immintrin.h>

#ifdef __AVX512F__
static inline __m512 load_lanes(__mmask16 mask, const float *from) {
  __m512 v = {};
  for (int k = 0; k < 16; k++)
    if (mask >> k & 1) v[k] = from[k];
  return v;
}
static inline void store_lanes(float *to, __mmask16 mask, __m512 v) {
  for (int k = 0; k < 16; k++)
    if (mask >> k & 1) to[k] = v[k];
}
#define _mm512_maskz_loadu_ps load_lanes
#define _mm512_mask_storeu_ps store_lanes
#endif

static inline __m256 load_lanes_256(const float *from, __m256i mask) {
  __m256 v = {};
  for (int k = 0; k < 8; k++)
    if (((__v8si)mask)[k] < 0) v[k] = from[k];
  return v;
}
static inline void store_lanes_256(float *to, __m256i mask, __m256 v) {
  for (int k = 0; k < 8; k++)
    if (((__v8si)mask)[k] < 0) to[k] = v[k];
}
#define _mm256_maskload_ps load_lanes_256
#define _mm256_maskstore_ps store_lanes_256
