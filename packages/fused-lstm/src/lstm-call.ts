import * as tf from "@tensorflow/tfjs";
import { composedLstm } from "./composed-lstm.ts";
import { backThroughTime, weightGradients } from "./kernel/backward.ts";
import { lstmForwardWithState } from "./kernel/inference.ts";
import type { Reserve } from "./kernel/reserve.ts";
import type { LstmShape } from "./kernel/shape.ts";
import { lstmForwardTraining } from "./kernel/training.ts";
import { openReserves } from "./open-reserves.ts";
import type { LstmCallOptions, LstmInputs } from "./options.ts";

type Name = keyof LstmInputs<unknown>;
type Values = LstmInputs<Float32Array>;

/** One call of the layer on the kernel: its forward pass, and its gradients when TensorFlow.js asks for them. */
export class LstmCall {
  readonly #names: readonly Name[];
  readonly #shape: LstmShape;
  readonly #options: LstmCallOptions;
  readonly #keep: boolean;
  #reserve: Reserve | undefined;

  /**
   * @param names of the inputs, in their order
   * @param keep keep what the backward pass reads; without it, a backward pass repeats the forward pass
   */
  constructor(names: readonly Name[], shape: LstmShape, options: LstmCallOptions, keep: boolean) {
    this.#names = names;
    this.#shape = shape;
    this.#options = options;
    this.#keep = keep;
  }

  /** @returns the output or, with `returnState`, the output, the hidden state and the cell state */
  forward(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const values = this.#read(inputs);
    const { output, state } =
      this.#keep || this.#options.dropout
        ? this.#forwardTraining(values)
        : lstmForwardWithState(this.#shape, values.x, this.#weightsOf(values), this.#optionsWith(values));
    if (!this.#keep) this.#release();
    const { batch, steps, units } = this.#shape;
    const shape = this.#options.returnSequences ? [batch, steps, units] : [batch, units];
    const states = this.#options.returnState ? [state.hidden, state.cell] : [];
    return [toTensor(output, shape), ...states.map((values) => toTensor(values, [batch, units]))];
  }

  /**
   * The gradient of each input as a function, in the inputs' order. TensorFlow.js calls those of the inputs that need one, in
   * this order; nothing else is computed.
   *
   * @param dOutputs gradients of what `forward` returned
   * @param inputs as they were given to `forward`
   */
  gradients(dOutputs: readonly tf.Tensor[], inputs: readonly tf.Tensor[]): (() => tf.Tensor)[] {
    // While a tape is on, this is an inner gradient: the outer one differentiates what is computed here.
    if (tf.engine().isTapeOn()) return this.#composedGradients(dOutputs, inputs);
    let through: ReturnType<typeof backThroughTime> | undefined;
    let weights: ReturnType<typeof weightGradients> | undefined;
    return this.#names.map((name, at) => () => {
      through ??= this.#backThroughTime(dOutputs, inputs, name === "x");
      if (name === "x") return toTensor(through.dx, inputs[at]!.shape);
      if (name === "hidden" || name === "cell")
        return toTensor(through.dInitialState![name], inputs[at]!.shape);
      weights ??= this.#weightGradients();
      const of = { kernel: weights.dKernel, recurrentKernel: weights.dRecurrentKernel, bias: weights.dBias };
      return toTensor(of[name], inputs[at]!.shape);
    });
  }

  #forwardTraining(values: Values) {
    const run = lstmForwardTraining(
      this.#shape,
      values.x,
      this.#weightsOf(values),
      this.#optionsWith(values),
    );
    this.#reserve = run.reserve;
    openReserves.add(run.reserve);
    return run;
  }

  #backThroughTime(dOutputs: readonly tf.Tensor[], inputs: readonly tf.Tensor[], inputGradient: boolean) {
    if (!this.#reserve || this.#reserve.released) this.#forwardTraining(this.#read(inputs));
    const [dOutput, hidden, cell] = dOutputs.map(read) as [Float32Array, Float32Array?, Float32Array?];
    const dState = hidden && cell && { dState: { hidden, cell } };
    return backThroughTime(this.#reserve!, dOutput, { inputGradient, ...dState });
  }

  #weightGradients() {
    const all = weightGradients(this.#reserve!);
    this.#release();
    return all;
  }

  #composedGradients(dOutputs: readonly tf.Tensor[], inputs: readonly tf.Tensor[]) {
    const weighted = (...tensors: tf.Tensor[]) => {
      const outputs = composedLstm(this.#named(tensors), this.#options);
      const sums = dOutputs.map((dOutput, k) => tf.sum(tf.mul(outputs[k]!, dOutput)));
      return tf.addN(sums);
    };
    const all = tf.grads(weighted)([...inputs]);
    return all.map((gradient) => () => gradient);
  }

  #release(): void {
    if (this.#reserve) openReserves.close(this.#reserve);
    this.#reserve = undefined;
  }

  #weightsOf({ kernel, recurrentKernel, bias }: Values) {
    return { kernel, recurrentKernel, bias: bias ?? new Float32Array(4 * this.#shape.units) };
  }

  #optionsWith({ hidden, cell }: Values) {
    return hidden && cell ? { ...this.#options, initialState: { hidden, cell } } : this.#options;
  }

  #read(inputs: readonly tf.Tensor[]): Values {
    return this.#named(inputs.map(read));
  }

  #named<T>(inputs: readonly T[]): LstmInputs<T> {
    return Object.fromEntries(this.#names.map((name, at) => [name, inputs[at]])) as unknown as LstmInputs<T>;
  }
}

function read(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<"float32">();
}

/** Without tf.tensor's checks: in debug mode they throw where the stock layer reports a NaN. */
function toTensor(values: Float32Array, shape: number[]): tf.Tensor {
  return tf.engine().makeTensor(values, shape, "float32");
}
