import { beforeAll, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { fusedLstm } from "../../src/layer.ts";
import { random } from "./compare.ts";

type Build = (args?: object) => tf.RNN;
const ARGS = { units: 5, recurrentInitializer: "zeros" as const, name: "layer" };
const BATCH_SHAPE = { stateful: true, batchInputShape: [2, 3, 4] };

beforeAll(() => tf.setBackend("cpu"));

function messageOf(run: () => unknown): string {
  try {
    run();
    return "none";
  } catch (error) {
    return (error as Error).message;
  }
}

test.each<[string, (build: Build) => unknown]>([
  ["no units", (build) => build({ units: undefined })],
  ["units that are no whole number", (build) => build({ units: 1.5 })],
  ["an input without steps", (build) => build().apply(tf.input({ shape: [4] }))],
  [
    "an input of other features than before",
    (build) => {
      const layer = build();
      layer.apply(random([2, 3, 4], 1));
      layer.apply(random([2, 3, 5], 1));
    },
  ],
  ["states reset that it does not keep", (build) => build().resetStates()],
  [
    "states to keep for an unknown batch size",
    (build) => build({ stateful: true }).apply(tf.input({ shape: [3, 4] })),
  ],
  [
    "states of another shape",
    (build) => {
      const layer = build(BATCH_SHAPE);
      layer.apply(tf.input({ batchShape: [2, 3, 4] }));
      layer.resetStates([tf.zeros([2, 6]), tf.zeros([2, 6])]);
    },
  ],
  [
    "one state for two",
    (build) => {
      const layer = build(BATCH_SHAPE);
      layer.apply(tf.input({ batchShape: [2, 3, 4] }));
      layer.resetStates([tf.zeros([2, 5])]);
    },
  ],
])("when a layer has %s, then the error is stock's", (_name, run) => {
  const fused = messageOf(() => run((args) => fusedLstm({ ...ARGS, ...args, defaults: "tfjs" })));
  const stock = messageOf(() => run((args) => tf.layers.lstm({ ...ARGS, ...args }) as tf.RNN));
  expect(fused).not.toBe("none");
  expect(fused).toBe(stock);
});

test.each([
  [
    { initialState: [tf.zeros([2, 6]), tf.zeros([2, 6])] },
    "initialState.hidden [batch, units] has 12 values: expected 10",
  ],
  [{ mask: tf.ones([2, 4]) }, "mask [batch, steps] has 8 values: expected 6"],
])(
  "when an input of the layer has a wrong shape, then the error names it and both sizes %#",
  (kwargs, message) => {
    const layer = fusedLstm(ARGS);
    const x = random([2, 3, 4], 1);
    layer.apply(x);
    expect(() => layer.call(x, kwargs)).toThrow(expect.objectContaining({ code: "bad_shape", message }));
  },
);
