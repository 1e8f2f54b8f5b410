/** The activations of dense layers, by their Keras name. */
export const ACTIVATIONS = {
  linear: (x: number) => x,
  relu: (x: number) => Math.max(0, x),
  tanh: Math.tanh,
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
} as const;

export type Activation = keyof typeof ACTIVATIONS;
