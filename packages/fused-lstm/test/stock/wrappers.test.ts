import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { FusedLSTM, fusedLstm } from "../../src/layer.ts";
import { fusedLstmDropout } from "../../src/output-dropout.ts";
import { relativeError } from "../random-case.ts";
import { random, setRandomWeights } from "./compare.ts";
import { reload, save } from "./save.ts";

type Args = Parameters<typeof tf.layers.lstm>[0];
type Merge = "concat" | "sum" | "mul" | "ave";
const ARGS = { units: 5, recurrentInitializer: "zeros" as const };
const [BATCH, STEPS, INPUTS] = [3, 6, 4];

beforeAll(() => tf.setBackend("cpu"));

const stockLstm = (args: Args) => tf.layers.lstm({ recurrentActivation: "sigmoid", ...args });
const directionsOf = (layer: tf.layers.Layer) => {
  const { forwardLayer, backwardLayer } = layer as unknown as Record<string, tf.layers.Layer>;
  return [forwardLayer!, backwardLayer!];
};

/** Values and gradients of a model that has the layer after a masking layer. */
function run(layer: tf.layers.Layer) {
  const input = tf.input({ shape: [STEPS, INPUTS] });
  const masked = tf.layers.masking({ maskValue: 0 }).apply(input) as tf.SymbolicTensor;
  const outputs = layer.apply(masked) as tf.SymbolicTensor | tf.SymbolicTensor[];
  const model = tf.model({ inputs: input, outputs });
  setRandomWeights(layer, 7);
  const steps = tf.tensor2d([0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1], [BATCH, STEPS]);
  const x = tf.mul(random([BATCH, STEPS, INPUTS], 1), tf.expandDims(steps, 2));
  const results = () => [model.apply(x)].flat() as tf.Tensor[];
  const { grads } = tf.variableGrads(
    () =>
      tf.addN(
        results().map((output, k) => tf.sum(tf.mul(output, random(output.shape, 20 + k)))),
      ) as tf.Scalar,
  );
  return {
    model,
    outputs: results().map((output) => output.dataSync()),
    gradients: layer.trainableWeights.map((weight) => grads[(weight.read() as tf.Variable).name]!.dataSync()),
    shapes: model.outputs.map(({ shape }) => shape),
  };
}

function expectSame(fused: ReturnType<typeof run>, stock: ReturnType<typeof run>): void {
  expect(fused.shapes).toEqual(stock.shapes);
  for (const name of ["outputs", "gradients"] as const) {
    expect(fused[name]).toHaveLength(stock[name].length);
    fused[name].forEach((values, k) => {
      expect([name, k, relativeError(values, stock[name][k]!)]).toEqual([name, k, expect.closeTo(0, 5)]);
    });
  }
}

describe("bidirectional", () => {
  test.each<[Merge, Args]>([
    ["concat", ARGS],
    ["sum", { ...ARGS, returnSequences: true }],
    ["mul", { ...ARGS, goBackwards: true }],
    ["ave", { ...ARGS, returnSequences: true, useBias: false, recurrentActivation: "hardSigmoid" }],
    ["concat", { ...ARGS, returnState: true }],
  ])("when directions are merged by %s with %p, then values and gradients are stock's", (mergeMode, args) => {
    const wrap = (layer: tf.RNN) => tf.layers.bidirectional({ layer, mergeMode });
    const layer = wrap(fusedLstm(args));
    const fused = run(layer);
    expectSame(fused, run(wrap(stockLstm(args))));
    expect(directionsOf(layer).every((direction) => direction instanceof FusedLSTM)).toBe(true);
  });

  test("when it starts from states, then values are stock's", () => {
    const x = random([BATCH, STEPS, INPUTS], 1);
    const states = [1, 2, 3, 4].map((k) => random([BATCH, 5], k));
    const [fused, stock] = [fusedLstm, stockLstm].map((build: (args: Args) => tf.RNN) => {
      const layer = tf.layers.bidirectional({ layer: build(ARGS), mergeMode: "concat" });
      layer.apply(x);
      setRandomWeights(layer, 7);
      return (layer.apply(x, { initialState: states }) as tf.Tensor).dataSync();
    });
    expect(relativeError(fused!, stock!)).toBeLessThan(1e-5);
  });

  test("when it is saved, then the file has stock layers, and plain TensorFlow.js computes the same", async () => {
    const fused = run(tf.layers.bidirectional({ layer: fusedLstm(ARGS), mergeMode: "concat" }));
    expect(JSON.stringify((await save(fused.model)).modelTopology)).not.toContain("fused");
    const loaded = await reload(fused.model);
    for (const direction of directionsOf(loaded.layers.at(-1)!)) {
      expect(direction.getClassName()).toBe("LSTM");
      expect(direction).not.toBeInstanceOf(FusedLSTM);
    }
    const x = random([BATCH, STEPS, INPUTS], 1);
    const [output, expected] = [loaded, fused.model].map((model) =>
      (model.predict(x) as tf.Tensor).dataSync(),
    );
    expect(relativeError(output!, expected!)).toBeLessThan(1e-5);
  });

  test("when the layer has dropout of its output, then the error says what to write instead", () => {
    const [layer] = fusedLstmDropout(ARGS, { rate: 0.5, uint32: () => 1 });
    expect(() => tf.layers.bidirectional({ layer: layer as tf.RNN, mergeMode: "concat" })).toThrow(
      expect.objectContaining({
        code: "unsupported",
        message: expect.stringContaining("tf.layers.dropout after it"),
      }),
    );
  });

  test("when a stock layer is wrapped, then it stays a stock layer", () => {
    const layer = tf.layers.bidirectional({ layer: stockLstm(ARGS), mergeMode: "concat" });
    expect(directionsOf(layer).some((direction) => direction instanceof FusedLSTM)).toBe(false);
  });
});

test("when timeDistributed wraps a layer, then values are stock's", () => {
  const x = random([2, 3, STEPS, INPUTS], 1);
  const [fused, stock] = [fusedLstm, stockLstm].map((build: (args: Args) => tf.RNN) => {
    const layer = tf.layers.timeDistributed({ layer: build(ARGS) });
    const model = tf.sequential({
      layers: [tf.layers.inputLayer({ inputShape: [3, STEPS, INPUTS] }), layer],
    });
    setRandomWeights(model, 7);
    return (model.predict(x) as tf.Tensor).dataSync();
  });
  expect(relativeError(fused!, stock!)).toBeLessThan(1e-5);
});
