import * as tf from "@tensorflow/tfjs";
import { FusedLstmError } from "./errors.ts";

interface Activation {
  getClassName(): string;
}

/** What a layer reads of its stock LSTMCell, whose type TensorFlow.js does not export. */
export interface LstmCell {
  readonly units: number;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
  readonly kernel: { read(): tf.Tensor };
  readonly recurrentKernel: { read(): tf.Tensor };
  /** null without `useBias`. */
  readonly bias: { read(): tf.Tensor } | null;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly dropoutFunc?: (ones: tf.Tensor, rate: number) => tf.Tensor;
}

/** The mask of one training step, the same for all time steps and gates; undefined without dropout. */
export function drawCellMask(
  cell: LstmCell,
  name: "dropout" | "recurrentDropout",
  shape: [batch: number, size: number],
): tf.Tensor | undefined {
  const { [name]: rate, dropoutFunc } = cell;
  // Like the stock cell: a rate of 1 drops nothing.
  if (rate === 0 || rate === 1) return undefined;
  const ones = tf.ones(shape);
  if (!dropoutFunc) return tf.dropout(ones, rate);
  // The stock cell draws a mask for each gate and uses the first one. A generator with a state gives the same mask here.
  const [first] = Array.from({ length: 4 }, () => dropoutFunc(ones, rate));
  return tf.broadcastTo(first!, shape);
}

/** @throws FusedLstmError `unsupported` for other activations than the kernel's */
export function refuseUnsupported({ activation, recurrentActivation }: LstmCell): void {
  const given = { activation, recurrentActivation };
  const supported = { activation: ["tanh"], recurrentActivation: ["sigmoid", "hardSigmoid"] };
  for (const name of ["activation", "recurrentActivation"] as const) {
    const value = given[name].getClassName();
    if (supported[name].includes(value)) continue;
    const legal = supported[name].map((each) => JSON.stringify(each)).join(" and ");
    throw new FusedLstmError("unsupported", `${name} is "${value}": fusedLstm supports ${legal}`);
  }
}
