import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Bundle } from "@lstm-predict/artifacts";
import { ForecastError } from "../src/errors.ts";
import { Forecaster } from "../src/forecaster.ts";
import { rowsAt, savedModel } from "./trained.ts";

let bundle: Bundle;
let rows: number[][];

beforeAll(async () => {
  const saved = await savedModel("return", { window: 12 });
  bundle = saved.bundle;
  rows = rowsAt(saved.series, 0, 12).map((row) => [...row]);
});

test("when the rows of a window are in one array, then forecast and refusals are the same", () => {
  const forecaster = Forecaster.fromBundle(bundle);
  const flat = Float64Array.from(rows.flat());
  expect(forecaster.forecast(flat)).toEqual(forecaster.forecast(rows));
  expect(() => forecaster.forecast(flat.subarray(6))).toThrow("there are 11 rows: the model expects 12");
  expect(() => forecaster.forecast(flat.with(25, Number.NaN))).toThrow("row 4: high is NaN");
});

test.each<[unknown, string]>([
  [undefined, "there are no rows: the model expects 12"],
  ["twelve rows!", "row 0 has 1 values: expected open"],
  [Array(12).fill(null), "row 0 has no values: expected open"],
])("when a window of JSON is %j, then it is refused like any other", (window, message) => {
  expect(() => Forecaster.fromBundle(bundle).forecast(window as number[][])).toThrow(
    expect.objectContaining({ code: "bad_window", message: expect.stringContaining(message) }),
  );
});

describe("a window with values that no bar can have", () => {
  test.each<[string, (rows: number[][]) => void, string, number[]]>([
    ["a row is missing", (r) => r.pop(), "there are 11 rows: the model expects 12", []],
    [
      "a row is short",
      (r) => r[3]!.pop(),
      "row 3 has 5 values: expected open, high, low, close, volume, adj_close",
      [3],
    ],
    [
      "a price is NaN",
      (r) => (r[4]![1] = Number.NaN),
      "row 4: high is NaN: expected a number above 0",
      [4, 1],
    ],
    [
      "a price is infinite",
      (r) => (r[4]![3] = Infinity),
      "row 4: close is Infinity: expected a number above 0",
      [4, 3],
    ],
    ["a price is zero", (r) => (r[0]![0] = 0), "row 0: open is 0: expected a number above 0", [0, 0]],
    [
      "a price is negative",
      (r) => (r[11]![5] = -2),
      "row 11: adj_close is -2: expected a number above 0",
      [11, 5],
    ],
    [
      "a volume is negative",
      (r) => (r[2]![4] = -1),
      "row 2: volume is -1: expected a number of at least 0",
      [2, 4],
    ],
    ["high is below low", (r) => r[5]!.splice(1, 2, 1, 2), "row 5: high is 1, below low, 2", [5, 1]],
  ])("when %s, then the error quotes it and its path locates it", (_name, damage, message, path) => {
    const damaged = structuredClone(rows);
    damage(damaged);
    let error: unknown;
    try {
      Forecaster.fromBundle(bundle).forecast(damaged);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ForecastError);
    expect(error).toMatchObject({ code: "bad_window", message, path });
  });

  test("when the volume is zero, then it is forecast: indices have none", () => {
    const silent = rows.map((row) => row.with(4, 0));
    expect(Forecaster.fromBundle(bundle).forecast(silent).prediction).toBeGreaterThan(0);
  });
});

describe("a model that cannot run", () => {
  type Topology = {
    class_name: string;
    config: { layers: { class_name: string; config: Record<string, unknown> }[] };
  };

  const changed = (change: (topology: Topology) => void): Bundle => {
    const topology = structuredClone(bundle.model.topology) as Topology;
    change(topology);
    return { ...bundle, model: { ...bundle.model, topology } };
  };

  test.each<[string, (topology: Topology) => void]>([
    [
      'layer lstm_1: recurrent_activation is "hard_sigmoid": expected "sigmoid"',
      (t) => (t.config.layers[1]!.config.recurrent_activation = "hard_sigmoid"),
    ],
    [
      'layer lstm_1: activation is "relu": expected "tanh"',
      (t) => (t.config.layers[1]!.config.activation = "relu"),
    ],
    ["layer lstm_1: stateful is true: expected false", (t) => (t.config.layers[1]!.config.stateful = true)],
    [
      "layer lstm_1: go_backwards is true: expected false",
      (t) => (t.config.layers[1]!.config.go_backwards = true),
    ],
    [
      "layer dropout_1 is a GRU: expected LSTM, Dropout or Dense",
      (t) => (t.config.layers[2]!.class_name = "GRU"),
    ],
    [
      'layer dense: activation is "selu": expected linear, relu, tanh, sigmoid',
      (t) => (t.config.layers[5]!.config.activation = "selu"),
    ],
    ['the model is a "Functional": expected a Sequential', (t) => (t.class_name = "Functional")],
    [
      "the input shape is [null,12]: expected [null, steps, features]",
      (t) => (t.config.layers[0]!.config.batch_input_shape = [null, 12]),
    ],
    [
      "weight lstm_1/kernel has the shape [6,36]: expected [6,32]",
      (t) => (t.config.layers[1]!.config.units = 8),
    ],
    ["the model has no weight lstm_x/kernel", (t) => (t.config.layers[1]!.config.name = "lstm_x")],
    [
      "layer dense: expected LSTM layers first, then Dense layers",
      (t) => (t.config.layers[3]!.config.return_sequences = true),
    ],
    [
      "the network maps [13, 6] to [1]: its scalers expect [12, 6] to [1]",
      (t) => (t.config.layers[0]!.config.batch_input_shape = [null, 13, 6]),
    ],
    ["the model has weights of no known use: output/kernel, output/bias", (t) => t.config.layers.pop()],
  ])("when a model is unsupported, then the error is: %s", (message, change) => {
    expect(() => Forecaster.fromBundle(changed(change))).toThrow(message);
    expect(() => Forecaster.fromBundle(changed(change))).toThrow(
      expect.objectContaining({ code: "unsupported_model" }),
    );
  });

  test("when a weight is not finite, then the error names it", () => {
    const weights = new Float32Array(new Uint8Array(bundle.model.weightData).buffer);
    weights[3] = Number.NaN;
    const model = { ...bundle.model, weightData: new Uint8Array(weights.buffer) };
    expect(() => Forecaster.fromBundle({ ...bundle, model })).toThrow(
      "weight lstm_1/kernel holds NaN at 3: not a number",
    );
  });

  test("when the scalers are damaged, then the error names the field", () => {
    const preprocessing = { ...(bundle.preprocessing as object), shrinkage: 7 };
    expect(() => Forecaster.fromBundle({ ...bundle, preprocessing })).toThrow("shrinkage");
  });
});
