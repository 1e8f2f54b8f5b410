/**
 * Updates `values` [count] by one step of Adam (Kingma and Ba 2015), and the moments `mean` and `square` with them.
 *
 * `count` is rounded up to whole vectors of 4. `rate` is the learning rate times both bias corrections, as in the
 * efficient form at the end of the paper's section 2. `scale` is a factor of the gradient.
 */
export function adam(
  values: usize, gradient: usize, mean: usize, square: usize, count: i32,
  rate: f32, beta1: f32, beta2: f32, epsilon: f32, scale: f32,
): void {
  const toMean = f32x4.splat(1 - beta1), toSquare = f32x4.splat(1 - beta2);
  const rates = f32x4.splat(rate), epsilons = f32x4.splat(epsilon), scales = f32x4.splat(scale);
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 16) {
    const g = f32x4.mul(v128.load(gradient + at), scales);
    let m = v128.load(mean + at), v = v128.load(square + at);
    m = f32x4.add(m, f32x4.mul(toMean, f32x4.sub(g, m)));
    v = f32x4.add(v, f32x4.mul(toSquare, f32x4.sub(f32x4.mul(g, g), v)));
    v128.store(mean + at, m);
    v128.store(square + at, v);
    const step = f32x4.div(f32x4.mul(rates, m), f32x4.add(f32x4.sqrt(v), epsilons));
    v128.store(values + at, f32x4.sub(v128.load(values + at), step));
  }
}
