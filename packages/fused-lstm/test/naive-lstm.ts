import type { LstmLayerOptions, LstmShape, LstmState, LstmWeights } from "../src/kernel/shape.ts";

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const hardSigmoid = (z: number) => Math.min(1, Math.max(0, 0.2 * z + 0.5));
const sigmoidSlope = (y: number) => y * (1 - y);
const hardSigmoidSlope = (y: number) => (y > 0 && y < 1 ? 0.2 : 0);

/**
 * The kernel's naive twin: the textbook LSTM in plain loops and float64, forward and backward. Arguments and results have
 * the kernel's shapes; the gradients are those of sum(output * dOutput) + sum(states * dState), and zero without `dOutput`.
 */
export function naiveLstm(
  { batch, steps, inputs, units }: LstmShape,
  x: ArrayLike<number>,
  weights: { [K in keyof LstmWeights]: ArrayLike<number> },
  options: LstmLayerOptions,
  dOutput?: ArrayLike<number>,
  dState?: LstmState,
) {
  const { mask, recurrentDropout, initialState, goBackwards } = options;
  const isHard = options.recurrentActivation === "hardSigmoid";
  const [activate, slope] = isHard ? [hardSigmoid, hardSigmoidSlope] : [sigmoid, sigmoidSlope];
  const G = 4 * units;
  const output = new Float64Array(batch * (options.returnSequences ? steps : 1) * units);
  const dx = new Float64Array(batch * steps * inputs);
  const dKernel = new Float64Array(inputs * G);
  const dRecurrentKernel = new Float64Array(units * G);
  const dBias = new Float64Array(G);
  const states = () => ({ hidden: new Float64Array(batch * units), cell: new Float64Array(batch * units) });
  const state = states();
  const dInitialState = states();

  for (let n = 0; n < batch; n++) {
    const row = (values?: ArrayLike<number>) =>
      Float64Array.from({ length: units }, (_, u) => values?.[n * units + u] ?? 0);
    const factor = (u: number) => recurrentDropout?.[n * units + u] ?? 1;
    const gates: (Float64Array | undefined)[] = [];
    const cells = [row(initialState?.cell)];
    const hidden = [row(initialState?.hidden)];
    const source = (t: number) => n * steps + (goBackwards ? steps - 1 - t : t);
    const xAt = (t: number, i: number) => source(t) * inputs + i;
    const outAt = (t: number, u: number) =>
      options.returnSequences ? (n * steps + t) * units + u : n * units + u;

    for (let t = 0; t < steps; t++) {
      if (mask && mask[source(t)] === 0) {
        gates.push(undefined);
        cells.push(cells[t]!);
        hidden.push(hidden[t]!);
      } else {
        const z = Float64Array.from({ length: G }, (_, j) => {
          let sum = weights.bias[j]!;
          for (let i = 0; i < inputs; i++) sum += x[xAt(t, i)]! * weights.kernel[i * G + j]!;
          for (let u = 0; u < units; u++)
            sum += factor(u) * hidden[t]![u]! * weights.recurrentKernel[u * G + j]!;
          return Math.floor(j / units) === 2 ? Math.tanh(sum) : activate(sum);
        });
        gates.push(z);
        cells.push(Float64Array.from(cells[t]!, (c, u) => z[units + u]! * c + z[u]! * z[2 * units + u]!));
        hidden.push(Float64Array.from(cells[t + 1]!, (c, u) => z[3 * units + u]! * Math.tanh(c)));
      }
      if (options.returnSequences || t === steps - 1) {
        for (let u = 0; u < units; u++) output[outAt(t, u)] = hidden[t + 1]![u]!;
      }
    }
    state.hidden.set(hidden[steps]!, n * units);
    state.cell.set(cells[steps]!, n * units);
    if (!dOutput) continue;

    let dh = row(dState?.hidden);
    let dc = row(dState?.cell);
    for (let t = steps - 1; t >= 0; t--) {
      if (options.returnSequences || t === steps - 1) {
        for (let u = 0; u < units; u++) dh[u]! += dOutput[outAt(t, u)]!;
      }
      const z = gates[t];
      if (!z) continue;
      const dz = new Float64Array(G);
      const dcNext = new Float64Array(units);
      for (let u = 0; u < units; u++) {
        const [i, f, g, o] = [z[u]!, z[units + u]!, z[2 * units + u]!, z[3 * units + u]!];
        const tc = Math.tanh(cells[t + 1]![u]!);
        const dCell = dc[u]! + dh[u]! * o * (1 - tc * tc);
        dz[u] = dCell * g * slope(i);
        dz[units + u] = dCell * cells[t]![u]! * slope(f);
        dz[2 * units + u] = dCell * i * (1 - g * g);
        dz[3 * units + u] = dh[u]! * tc * slope(o);
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
          dhNext[u]! += factor(u) * dz[j]! * weights.recurrentKernel[u * G + j]!;
          dRecurrentKernel[u * G + j]! += dz[j]! * factor(u) * hidden[t]![u]!;
        }
      }
      dh = dhNext;
      dc = dcNext;
    }
    dInitialState.hidden.set(dh, n * units);
    dInitialState.cell.set(dc, n * units);
  }
  return { output, state, dx, dKernel, dRecurrentKernel, dBias, dInitialState };
}
