// Which builds this processor and its operating system run.
#pragma once
#include <stdint.h>

#if defined(__x86_64__)
static void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t out[4]) {
  __asm__ volatile("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3]) : "a"(leaf), "c"(subleaf));
}

static int has_bits(uint32_t value, uint32_t bits) { return (value & bits) == bits; }

// The vector registers that the operating system saves: bits of XCR0.
static uint32_t saved_registers(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static int runs_avx2(void) {
  uint32_t leaf[4];
  cpuid(0, 0, leaf);
  if (leaf[0] < 7) return 0;
  cpuid(1, 0, leaf);
  // FMA, MOVBE, POPCNT, OSXSAVE, AVX, F16C: with AVX2 and BMI the level x86-64-v3, which the compiler may use.
  if (!has_bits(leaf[2], 1u << 12 | 1u << 22 | 1u << 23 | 1u << 27 | 1u << 28 | 1u << 29)) return 0;
  if (!has_bits(saved_registers(), 0x6)) return 0;
  cpuid(7, 0, leaf);
  if (!has_bits(leaf[1], 1u << 3 | 1u << 5 | 1u << 8)) return 0;
  cpuid(0x80000001u, 0, leaf);
  return has_bits(leaf[2], 1u << 5);
}

static int runs_avx512(void) {
  uint32_t leaf[4];
  if (!runs_avx2() || !has_bits(saved_registers(), 0xe6)) return 0;
  cpuid(7, 0, leaf);
  // F, DQ, CD, BW, VL: the level x86-64-v4.
  return has_bits(leaf[1], 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31);
}
#endif
