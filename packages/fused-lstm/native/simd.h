// Vectors of LANES floats: 16 with AVX-512, 8 with AVX2 and FMA, 4 with NEON. Arithmetic uses the operators of the
// compiler's vector types, and `-ffp-contract=fast` makes a fused multiply-add of `a * b + c`. The functions below are
// what operators do not say.
#pragma once
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

#if defined(__AVX512F__)
#include <immintrin.h>
#define LANES 16
// A tile of the matrix product: 8 rows x 3 vectors are 24 sums; 32 registers also hold 3 vectors of B and one of A.
#define TILE_ROWS 8
#define TILE_VECTORS 3
#elif defined(__AVX2__)
#include <immintrin.h>
#define LANES 8
// 6 x 2 = 12 sums of 16 registers.
#define TILE_ROWS 6
#define TILE_VECTORS 2
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#define LANES 4
// 8 x 3 = 24 sums of 32 registers.
#define TILE_ROWS 8
#define TILE_VECTORS 3
#else
#error "this build has no vectors: compile for AVX-512, AVX2 or NEON"
#endif

typedef float vf __attribute__((vector_size(4 * LANES)));
typedef int32_t vi __attribute__((vector_size(4 * LANES)));
typedef uint32_t vu __attribute__((vector_size(4 * LANES)));
typedef float vf_unaligned __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE vf load(const float *from) { return *(const vf_unaligned *)from; }
INLINE void store(float *to, vf v) { *(vf_unaligned *)to = v; }
INLINE vf splat(float x) { return x - (vf){}; }

// min(a, b) and max(a, b) return b if either is NaN (AVX) or NaN (NEON): a NaN in b stays.
// any_beyond(v, limit) is not 0 if |v| > limit in a lane.
// load_some and store_some touch the first `count` floats only; the other lanes are zero. 0 <= count <= LANES.
#if LANES == 16
INLINE vf minimum(vf a, vf b) { return _mm512_min_ps(a, b); }
INLINE vf maximum(vf a, vf b) { return _mm512_max_ps(a, b); }
INLINE vf square_root(vf v) { return _mm512_sqrt_ps(v); }
INLINE int any_beyond(vf v, vf limit) { return _mm512_cmp_ps_mask(_mm512_abs_ps(v), limit, _CMP_GT_OQ); }
INLINE __mmask16 lanes_below(int count) { return (__mmask16)((1u << count) - 1); }
INLINE vf load_some(const float *from, int count) { return _mm512_maskz_loadu_ps(lanes_below(count), from); }
INLINE void store_some(float *to, vf v, int count) { _mm512_mask_storeu_ps(to, lanes_below(count), v); }
#elif LANES == 8
INLINE vf minimum(vf a, vf b) { return _mm256_min_ps(a, b); }
INLINE vf maximum(vf a, vf b) { return _mm256_max_ps(a, b); }
INLINE vf square_root(vf v) { return _mm256_sqrt_ps(v); }
INLINE int any_beyond(vf v, vf limit) {
  return _mm256_movemask_ps(_mm256_cmp_ps((vf)((vi)v & INT32_MAX), limit, _CMP_GT_OQ));
}
INLINE __m256i lanes_below(int count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
INLINE vf load_some(const float *from, int count) { return _mm256_maskload_ps(from, lanes_below(count)); }
INLINE void store_some(float *to, vf v, int count) { _mm256_maskstore_ps(to, lanes_below(count), v); }
#else
INLINE vf minimum(vf a, vf b) { return vminq_f32(a, b); }
INLINE vf maximum(vf a, vf b) { return vmaxq_f32(a, b); }
INLINE vf square_root(vf v) { return vsqrtq_f32(v); }
INLINE int any_beyond(vf v, vf limit) { return vmaxvq_u32(vcagtq_f32(v, limit)) != 0; }
INLINE vf load_some(const float *from, int count) {
  if (count == LANES) return load(from);
  vf v = {};
  for (int k = 0; k < count; k++) v[k] = from[k];
  return v;
}
INLINE void store_some(float *to, vf v, int count) {
  if (count == LANES) return store(to, v);
  for (int k = 0; k < count; k++) to[k] = v[k];
}
#endif

// 0, 1, 2, ...
INLINE vu lane_numbers(void) {
  vu v = {};
  for (int k = 0; k < LANES; k++) v[k] = k;
  return v;
}

INLINE float sum_of_lanes(vf v) {
  float sum = 0;
  for (int k = 0; k < LANES; k++) sum += v[k];
  return sum;
}

INLINE void copy(float *to, const float *from, int count) {
  int k = 0;
  for (; k + LANES <= count; k += LANES) store(to + k, load(from + k));
  if (k < count) store_some(to + k, load_some(from + k, count - k), count - k);
}

INLINE void fill_zero(float *to, int count) {
  int k = 0;
  for (; k + LANES <= count; k += LANES) store(to + k, (vf){});
  if (k < count) store_some(to + k, (vf){}, count - k);
}
