import * as tf from "@tensorflow/tfjs";

type Activation = (x: tf.Tensor) => tf.Tensor;

// TensorFlow.js differentiates tanh and sigmoid once: their gradients read the saved output, through which its tape finds no
// way back, so gradients of gradients lose this term silently. The gradient of tf.clipByValue has none. Here they read the
// input, and call the activation again, so that every order is right.

export const tanh = withGradient(tf.tanh, (x) => tf.sub(1, tf.square(tanh(x))));

export const sigmoid = withGradient(tf.sigmoid, (x) => {
  const y = sigmoid(x);
  return tf.sub(y, tf.square(y));
});

/** clip(0.2 x + 0.5, 0, 1) */
export const hardSigmoid = withGradient(
  (x) => tf.clipByValue(tf.add(0.5, tf.mul(0.2, x)), 0, 1),
  (x) => {
    const isInside = (value: number) => 0.2 * value + 0.5 >= 0 && 0.2 * value + 0.5 <= 1;
    return tf.tensor(
      x.dataSync<"float32">().map((value) => (isInside(value) ? 0.2 : 0)),
      x.shape,
    );
  },
);

/** @param derivative of the activation at x, itself differentiable */
function withGradient(activation: Activation, derivative: Activation): Activation {
  return tf.customGrad((...args) => {
    const [x, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    save([x]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, derivative(saved!));
    return { value: activation(x), gradFunc };
  });
}
