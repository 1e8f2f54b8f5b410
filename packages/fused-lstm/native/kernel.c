// One build of the kernel. The build script compiles this file once for each width of vectors.
#include "step.h"

// Loads of the counter before the thread returns to sleep: about a tenth of a millisecond.
#define SPINS 2000

static void pause(void) {
#if LANES == 4
  __asm__ volatile("yield");
#else
  __builtin_ia32_pause();
#endif
}

// One layer of a pipeline: it follows the layer below, block by block, and counts its own steps in `progress`.
static uint32_t follow(const Layer *layer, char *base) {
  int32_t *progress = (int32_t *)(base + layer->progress);
  const int32_t *below = layer->progress_below ? (int32_t *)(base + layer->progress_below) : 0;
  for (int t = __atomic_load_n(progress, __ATOMIC_ACQUIRE); t < layer->steps;) {
    const int to = min_of(t + (below ? TIME_BLOCK : 1), layer->steps);
    for (int spin = 0; below && __atomic_load_n(below, __ATOMIC_ACQUIRE) < to; spin++) {
      if (spin == SPINS) return layer->progress_below;
      pause();
    }
    forward(layer, base, t, to, 0, layer->batch);
    t = to;
    __atomic_store_n(progress, t, __ATOMIC_RELEASE);
  }
  return 0;
}

// Numbers too small for a normal exponent take a hundred cycles each, and vanishing gradients have many. They become zero
// while a part is computed.
#if LANES == 4
static uint64_t flush_small(void) {
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | 1u << 24));
  return before;
}
static void keep_small(uint64_t before) { __asm__ volatile("msr fpcr, %0" : : "r"(before)); }
#else
static uint64_t flush_small(void) {
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | 0x8040);
  return before;
}
static void keep_small(uint64_t before) { _mm_setcsr((unsigned)before); }
#endif

__attribute__((noinline)) static uint32_t compute_part(char *base, uint32_t pass, int part) {
  const Layer *layer = layer_at(base, pass);
  const Step *step = (const Step *)layer;
  switch (layer->kind) {
  case PIPELINED:
    // The lowest layer is taken first: parts count down.
    for (int k = layer->per_part - 1 - part; k > 0; k--) layer = layer_at(base, layer->next);
    return follow(layer, base);
  case SEQUENCES: return step_sequences(step, base, part), 0;
  case GRADIENTS: return step_gradients(step, base, part), 0;
  case UPDATE:
  case PACK: return step_update(step, base, part), 0;
  }
  const int first = part * layer->per_part, last = first + layer->per_part;
  if (layer->kind == WEIGHT_GRADIENTS) weight_gradients(layer, base, first, min_of(last, 4 * padded_units(layer) / LANES));
  else if (layer->kind == BACKWARD) backward(layer, base, first, min_of(last, layer->batch));
  else
    for (;; layer = layer_at(base, layer->next)) {
      forward(layer, base, 0, layer->steps, first, min_of(last, layer->batch));
      if (!layer->next) break;
    }
  return 0;
}

static uint32_t run_part(char *base, uint32_t pass, int part) {
  const uint64_t before = flush_small();
  const uint32_t waits = compute_part(base, pass, part);
  keep_small(before);
  return waits;
}

static void join_weights_at(char *base, uint32_t kernel, uint32_t recurrent_kernel, int inputs, int units, uint32_t target) {
  join_weights(floats_at(base, target), floats_at(base, kernel), floats_at(base, recurrent_kernel), inputs, units);
}
static void join_bias_at(char *base, uint32_t bias, int units, uint32_t target) {
  join_bias(floats_at(base, target), floats_at(base, bias), units);
}
static void split_weights_at(char *base, uint32_t source, int inputs, int units, uint32_t kernel, uint32_t recurrent_kernel) {
  split_weights(floats_at(base, source), floats_at(base, kernel), floats_at(base, recurrent_kernel), inputs, units);
}
static void split_bias_at(char *base, uint32_t source, int units, uint32_t bias) {
  separate(floats_at(base, bias), floats_at(base, source), units);
}
static void pack_at(char *base, uint32_t joined, int inputs, int units, uint32_t target) {
  const int padded = pad(units), depth = inputs + padded;
  for (int row = 0; row < depth; row++)
    pack_row(floats_at(base, target), floats_at(base, joined) + (long)row * 4 * padded, row, depth, 4 * padded);
}
static void pack_transposed_at(char *base, uint32_t joined, int inputs, int units, uint32_t target) {
  const int depth = inputs + pad(units);
  for (int block = 0; block * LANES < depth; block++)
    pack_transposed(floats_at(base, target), floats_at(base, joined), block, inputs, units);
}
static void adam_at(char *base, uint32_t values, uint32_t gradient, uint32_t mean, uint32_t square, int count, Adam p) {
  adam(floats_at(base, values), floats_at(base, gradient), floats_at(base, mean), floats_at(base, square), count, p);
}

static float multiply_adds(int rounds) {
  vf sum[16];
  for (int k = 0; k < 16; k++) sum[k] = splat(k);
  vf a = splat(.999f), b = splat(.001f);
  // The compiler must not know their values.
#if LANES == 4
  __asm__ volatile("" : "+w"(a), "+w"(b));
#else
  __asm__ volatile("" : "+v"(a), "+v"(b));
#endif
  for (int round = 0; round < rounds; round++)
    for (int k = 0; k < 16; k++) sum[k] = sum[k] * a + b;
  for (int k = 1; k < 16; k++) sum[0] += sum[k];
  return sum_of_lanes(sum[0]);
}

#if LANES == 16
const Kernel kernel_avx512 = {
#elif LANES == 8
const Kernel kernel_avx2 = {
#else
const Kernel kernel_neon = {
#endif
    LANES, TILE_ROWS, TILE_VECTORS, run_part, join_weights_at, join_bias_at, split_weights_at, split_bias_at, pack_at,
    pack_transposed_at, adam_at, multiply_adds,
};
