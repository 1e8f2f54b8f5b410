import * as tf from "@tensorflow/tfjs";
import type { LayerSizes, Side } from "./sides.ts";

/** The outputs; the loss and its gradients; the loss of `trainOnBatch`, which updates the weights. */
export type LayerTask = "predict" | "train-step" | "fit-step";

/** What one side does, in the order in which it is compared. */
export type Work = Partial<Record<LayerTask, () => tf.Tensor[] | Promise<tf.Tensor[]>>>;

/** Builds a side's work; both sides get the same weights and inputs. */
export type BuildWork = (side: Side, sizes: LayerSizes) => Work | Promise<Work>;

/** The same normal values in every call. */
export function normal(shape: number[], seed: number): tf.Tensor {
  return tf.randomNormal(shape, 0, 1, "float32", seed);
}

/** Gives a model the same weights in every call, about as large as those of a trained one. */
export function setWeights(model: tf.LayersModel): void {
  const random = ({ shape }: tf.Tensor, seed: number) =>
    tf.mul(normal(shape, seed + 50), 0.5 / Math.sqrt(shape[0]!));
  tf.tidy(() => model.setWeights(model.getWeights().map(random)));
}

/** A scalar that every value of the outputs takes part in. */
export function lossOf(outputs: tf.Tensor): tf.Scalar {
  return tf.mean(tf.square(outputs)) as tf.Scalar;
}

/** The loss and its gradients, in the order of the variables. */
export function gradients(loss: () => tf.Scalar, variables: tf.Variable[]): tf.Tensor[] {
  const { value, grads } = tf.variableGrads(loss, variables);
  return [value, ...variables.map(({ name }) => grads[name]!)];
}

export function trainedVariables(model: tf.LayersModel): tf.Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

/**
 * Predictions of a model, and its training step without the optimiser: the gradients of its trained weights.
 *
 * @param below compute the gradient of the first input too, as a trained layer below would need it
 */
export function workOf(model: tf.LayersModel, inputs: tf.Tensor[], below = false): Work {
  const x = below ? [tf.variable(inputs[0]!), ...inputs.slice(1)] : inputs;
  const variables = [...(below ? [x[0] as tf.Variable] : []), ...trainedVariables(model)];
  const given = x.length === 1 ? x[0]! : x;
  return {
    predict: () => [model.predictOnBatch(given)].flat(),
    "train-step": () =>
      gradients(() => lossOf(model.apply(given, { training: true }) as tf.Tensor), variables),
  };
}
