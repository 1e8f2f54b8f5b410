import * as tf from "@tensorflow/tfjs";

// TensorFlow.js prints no banner then.
tf.enableProdMode();

export type Values = Record<string, Float32Array>;

/**
 * Runs `results` under a tape.
 *
 * @param dResults gradient of each result, or of the first ones, as flat values
 * @returns the results by `names`, and the gradient of sum(results dResults) with respect to each variable by its key
 */
export function valuesAndGradients(
  names: readonly string[],
  results: () => tf.Tensor[],
  dResults: readonly number[][],
  variables: Record<string, tf.Variable>,
): Values {
  const values: Values = {};
  const loss = () => {
    const tensors = results();
    names.forEach((name, k) => {
      values[name] = tensors[k]!.dataSync<"float32">();
    });
    return tf.addN(dResults.map((d, k) => tf.sum(tf.mul(tensors[k]!.flatten(), d)))) as tf.Scalar;
  };
  const { grads } = tf.variableGrads(loss, Object.values(variables));
  for (const [key, variable] of Object.entries(variables)) {
    values[key] = grads[variable.name]!.dataSync<"float32">();
  }
  return values;
}

/** The weights of a layer or model by `d` and their position; their gradients get these names. */
export function weightsOf(layer: { trainableWeights: tf.LayerVariable[] }): Record<string, tf.Variable> {
  return numbered(layer.trainableWeights.map((weight) => weight.read() as tf.Variable));
}

export function numbered<Value>(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(values.map((value, k) => [`d${k}`, value]));
}

export function tensorOf({ shape, values }: { shape: number[]; values: number[] }): tf.Tensor {
  return tf.tensor(values, shape);
}
