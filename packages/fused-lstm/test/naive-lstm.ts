import type { LstmOptions, LstmShape, LstmWeights } from "../src/kernel/shape.ts";

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/**
 * The kernel's naive twin: the textbook LSTM in plain loops and float64, forward and backward. Arguments and results have
 * the kernel's shapes; the gradients are those of sum(output * dOutput), and zero without `dOutput`.
 */
export function naiveLstm(
  { batch, steps, inputs, units }: LstmShape,
  x: ArrayLike<number>,
  weights: { [K in keyof LstmWeights]: ArrayLike<number> },
  options: LstmOptions,
  dOutput?: ArrayLike<number>,
) {
  const G = 4 * units;
  const output = new Float64Array(batch * (options.returnSequences ? steps : 1) * units);
  const dx = new Float64Array(batch * steps * inputs);
  const dKernel = new Float64Array(inputs * G);
  const dRecurrentKernel = new Float64Array(units * G);
  const dBias = new Float64Array(G);

  for (let n = 0; n < batch; n++) {
    const gates: Float64Array[] = [];
    const cells = [new Float64Array(units)];
    const hidden = [new Float64Array(units)];
    const xAt = (t: number, i: number) => (n * steps + t) * inputs + i;
    const outAt = (t: number, u: number) =>
      options.returnSequences ? (n * steps + t) * units + u : n * units + u;

    for (let t = 0; t < steps; t++) {
      const z = Float64Array.from({ length: G }, (_, j) => {
        let sum = weights.bias[j]!;
        for (let i = 0; i < inputs; i++) sum += x[xAt(t, i)]! * weights.kernel[i * G + j]!;
        for (let u = 0; u < units; u++) sum += hidden[t]![u]! * weights.recurrentKernel[u * G + j]!;
        return Math.floor(j / units) === 2 ? Math.tanh(sum) : sigmoid(sum);
      });
      gates.push(z);
      cells.push(Float64Array.from(cells[t]!, (c, u) => z[units + u]! * c + z[u]! * z[2 * units + u]!));
      hidden.push(Float64Array.from(cells[t + 1]!, (c, u) => z[3 * units + u]! * Math.tanh(c)));
      if (options.returnSequences || t === steps - 1) {
        for (let u = 0; u < units; u++) output[outAt(t, u)] = hidden[t + 1]![u]!;
      }
    }
    if (!dOutput) continue;

    let dh = new Float64Array(units);
    let dc = new Float64Array(units);
    for (let t = steps - 1; t >= 0; t--) {
      const z = gates[t]!;
      const dz = new Float64Array(G);
      const dcNext = new Float64Array(units);
      for (let u = 0; u < units; u++) {
        const [i, f, g, o] = [z[u]!, z[units + u]!, z[2 * units + u]!, z[3 * units + u]!];
        const dOut = options.returnSequences || t === steps - 1 ? dOutput[outAt(t, u)]! : 0;
        const dHidden = dh[u]! + dOut;
        const tc = Math.tanh(cells[t + 1]![u]!);
        const dCell = dc[u]! + dHidden * o * (1 - tc * tc);
        dz[u] = dCell * g * i * (1 - i);
        dz[units + u] = dCell * cells[t]![u]! * f * (1 - f);
        dz[2 * units + u] = dCell * i * (1 - g * g);
        dz[3 * units + u] = dHidden * tc * o * (1 - o);
        dcNext[u] = dCell * f;
      }
      const dhNext = new Float64Array(units);
      for (let j = 0; j < G; j++) {
        dBias[j]! += dz[j]!;
        for (let i = 0; i < inputs; i++) {
          dx[xAt(t, i)]! += dz[j]! * weights.kernel[i * G + j]!;
          dKernel[i * G + j]! += dz[j]! * x[xAt(t, i)]!;
        }
        for (let u = 0; u < units; u++) {
          dhNext[u]! += dz[j]! * weights.recurrentKernel[u * G + j]!;
          dRecurrentKernel[u * G + j]! += dz[j]! * hidden[t]![u]!;
        }
      }
      dh = dhNext;
      dc = dcNext;
    }
  }
  return { output, dx, dKernel, dRecurrentKernel, dBias };
}
