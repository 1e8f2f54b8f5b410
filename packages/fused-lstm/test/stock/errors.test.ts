import { beforeAll, expect, jest, test } from "@jest/globals";
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
  [
    "three inputs in one call",
    (build) => {
      const layer = build();
      layer.apply(random([2, 3, 4], 1));
      layer.call([random([2, 3, 4], 1), tf.zeros([2, 5]), tf.zeros([2, 5])], {});
    },
  ],
])("when a layer has %s, then the error is stock's", (_name, run) => {
  const fused = messageOf(() => run((args) => fusedLstm({ ...ARGS, ...args, defaults: "tfjs" })));
  const stock = messageOf(() => run((args) => tf.layers.lstm({ ...ARGS, ...args }) as tf.RNN));
  expect(fused).not.toBe("none");
  expect(fused).toBe(stock);
});

test.each<[string, object, string]>([
  [
    "states of [units, batch]",
    { initialState: [tf.zeros([5, 2]), tf.zeros([5, 2])] },
    "initialState[0] has the shape [5, 2]: expected [2, 5]",
  ],
  [
    "a cell state without a batch",
    { initialState: [tf.zeros([2, 5]), tf.zeros([10])] },
    "initialState[1] has the shape [10]: expected [2, 5]",
  ],
  [
    "states of other units",
    { initialState: [tf.zeros([2, 6]), tf.zeros([2, 6])] },
    "initialState[0] has the shape [2, 6]: expected [2, 5]",
  ],
  ["a mask of other steps", { mask: tf.ones([2, 4]) }, "mask has the shape [2, 4]: expected [2, 3]"],
  ["a mask of [steps, batch]", { mask: tf.ones([3, 2]) }, "mask has the shape [3, 2]: expected [2, 3]"],
  ["a mask of each value", { mask: tf.ones([2, 3, 4]) }, "mask has the shape [2, 3, 4]: expected [2, 3]"],
])("when a layer gets %s, then the error says which shape is legal", (_name, kwargs, message) => {
  const layer = fusedLstm(ARGS);
  layer.apply(random([2, 3, 4], 1));
  expect(() => layer.call(random([2, 3, 4], 1), kwargs)).toThrow(message);
});

test("when x is NaN in debug mode, then the layer computes as it does otherwise", async () => {
  for (const method of ["log", "warn"] as const) jest.spyOn(console, method).mockImplementation(() => {});
  tf.env().set("DEBUG", true);
  try {
    const layer = fusedLstm(ARGS);
    const output = layer.apply(tf.fill([2, 3, 4], Number.NaN)) as tf.Tensor;
    expect([...output.dataSync()].every(Number.isNaN)).toBe(true);
  } finally {
    tf.env().set("DEBUG", false);
    // The profiler prints afterwards.
    await new Promise(setImmediate);
    jest.restoreAllMocks();
  }
});
