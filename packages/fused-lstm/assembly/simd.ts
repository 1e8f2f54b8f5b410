/** sum + a b: a fused multiply-add (one rounding) in the relaxed build; the compiler drops the other branch. */
// @ts-ignore: decorator
@inline
export function madd(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** Copies `count` floats, four at a time. */
// @ts-ignore: decorator
@inline
export function copyFloats(target: usize, source: usize, count: i32): void {
  let k: usize = 0;
  const bytes = <usize>count << 2;
  for (; k + 16 <= bytes; k += 16) v128.store(target + k, v128.load(source + k));
  for (; k < bytes; k += 4) store<f32>(target + k, load<f32>(source + k));
}

/** The first `count` lanes of v; the others are 0. */
// @ts-ignore: decorator
@inline
export function firstLanes(v: v128, count: i32): v128 {
  return v128.and(v, i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3)));
}

/** target [count] = a [count] * b [count]; count is a multiple of 4. */
export function multiplyFloats(target: usize, a: usize, b: usize, count: i32): void {
  for (let k: usize = 0, bytes = <usize>count << 2; k < bytes; k += 16) {
    v128.store(target + k, f32x4.mul(v128.load(a + k), v128.load(b + k)));
  }
}
