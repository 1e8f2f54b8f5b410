import { exportKeras } from "@lstm-predict/model-formats";

/** Small inputs keep an LSTM unit in the linear part of its tanh. */
const SMALL = 0.01;

/** A Keras file of windows [window, 6] whose output is the last scaled close, or `factor` times that. */
export async function naiveModel(window: number, factor = 1): Promise<Uint8Array> {
  // Gates i, f, c, o: c reads the close alone, f forgets the step before, i and o are one half.
  const kernel = Array.from({ length: 24 }, (_, at) => (at === 3 * 4 + 2 ? SMALL : 0));
  const bias = [0, -30, 0, 0];
  const weights = [...kernel, ...[0, 0, 0, 0], ...bias, (4 * factor) / SMALL, 0];
  const lstm = { units: 1, activation: "tanh", recurrent_activation: "sigmoid", use_bias: true };
  const layers = [
    { class_name: "InputLayer", config: { name: "input", batch_input_shape: [null, window, 6] } },
    { class_name: "LSTM", config: { name: "lstm_1", ...lstm, return_sequences: false } },
    { class_name: "Dense", config: { name: "output", units: 1, activation: "linear", use_bias: true } },
  ];
  const shapes = { "lstm_1/kernel": [6, 4], "lstm_1/recurrent_kernel": [1, 4], "lstm_1/bias": [4] };
  const weightSpecs = Object.entries({ ...shapes, "output/kernel": [1, 1], "output/bias": [1] }).map(
    ([name, shape]) => ({ name, shape, dtype: "float32" as const }),
  );
  const scaler = { kind: "minmax", offset: [0, 0, 0, 0, 0, 0], scale: [1, 1, 1, 1, 1, 1] };
  const { model } = await exportKeras({
    dir: "",
    model: {
      topology: { class_name: "Sequential", config: { name: "naive", layers } },
      weightSpecs,
      weightData: new Uint8Array(Float32Array.from(weights).buffer),
    },
    preprocessing: {
      target: "price",
      window,
      columns: ["open", "high", "low", "close", "volume", "adj_close"],
      shrinkage: 1,
      features: scaler,
      targets: { kind: "minmax", offset: [0], scale: [1] },
    },
    metadata: { createdAt: "2026-11-24T04:05:06Z", symbol: "AAPL", version: "naive" },
  } as unknown as Parameters<typeof exportKeras>[0]);
  return model;
}
