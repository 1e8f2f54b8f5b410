import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { fusedLstm } from "../../src/layer.ts";
import { relativeError } from "../random-case.ts";
import { random, setRandomWeights } from "./compare.ts";

type Args = Parameters<typeof tf.layers.lstm>[0];
type Build = (args: Args) => tf.RNN;
const builds: [Build, Build] = [
  (args) => fusedLstm({ ...args, defaults: "tfjs" }),
  (args) => tf.layers.lstm(args) as tf.RNN,
];
const ARGS = { units: 5, recurrentInitializer: "zeros" as const };
const [BATCH, STEPS, INPUTS] = [3, 6, 4];

beforeAll(() => tf.setBackend("cpu"));

/** Runs the same with the fused and the stock layer and expects the same numbers. */
async function expectSame(run: (build: Build) => number[][] | Promise<number[][]>): Promise<void> {
  const [fused, stock] = [await run(builds[0]), await run(builds[1])];
  expect(fused).toHaveLength(stock.length);
  fused.forEach((values, k) => {
    expect(values.length).toBeGreaterThan(0);
    expect([k, relativeError(values, stock[k]!)]).toEqual([k, expect.closeTo(0, 5)]);
  });
}

const numbers = (tensors: tf.Tensor | tf.Tensor[]) =>
  [tensors].flat().map((tensor) => [...tensor.dataSync()]);

describe("symbolic shapes", () => {
  test.each<[Args]>([
    [ARGS],
    [{ ...ARGS, returnSequences: true }],
    [{ ...ARGS, returnState: true }],
    [{ ...ARGS, returnSequences: true, returnState: true }],
  ])("when the layer has %p, then they are stock's", (args) => {
    const [fused, stock] = builds.map((build) => {
      const outputs = build(args).apply(tf.input({ shape: [STEPS, INPUTS] }));
      return ([outputs].flat() as tf.SymbolicTensor[]).map(({ shape }) => shape);
    });
    expect(fused).toEqual(stock);
  });
});

describe("initial states", () => {
  const x = () => random([BATCH, STEPS, INPUTS], 1);
  const states = (count = 2) => Array.from({ length: count }, (_, k) => random([BATCH, 5], 2 + k));

  test("when they are given as tensors, then outputs and states are stock's", () =>
    expectSame((build) => {
      const layer = build({ ...ARGS, returnState: true });
      layer.apply(x());
      setRandomWeights(layer, 5);
      return numbers(layer.apply(x(), { initialState: states() }) as tf.Tensor[]);
    }));

  test("when they are of one sequence, then they count for all", () =>
    expectSame((build) => {
      const layer = build({ ...ARGS, returnState: true });
      layer.apply(x());
      setRandomWeights(layer, 5);
      const initialState = [random([1, 5], 2), random([1, 5], 3)];
      return numbers(layer.apply(x(), { initialState }) as tf.Tensor[]);
    }));

  test("when they are inputs of the model, then its predictions and its training are stock's", () =>
    expectSame(async (build) => {
      const inputs = [
        tf.input({ shape: [STEPS, INPUTS] }),
        tf.input({ shape: [5] }),
        tf.input({ shape: [5] }),
      ];
      const output = build(ARGS).apply(inputs) as tf.SymbolicTensor;
      const model = tf.model({ inputs, outputs: output });
      setRandomWeights(model, 5);
      model.compile({ optimizer: tf.train.sgd(0.5), loss: "meanSquaredError" });
      const losses = [];
      for (let k = 0; k < 5; k++) {
        losses.push((await model.trainOnBatch([x(), ...states()], random([BATCH, 5], 9))) as number);
      }
      return [
        losses,
        ...numbers(model.predict([x(), ...states()]) as tf.Tensor),
        ...numbers(model.getWeights()),
      ];
    }));

  test("when an encoder's states start a decoder, then the training is stock's", () =>
    expectSame(async (build) => {
      const [source, target] = [tf.input({ shape: [STEPS, INPUTS] }), tf.input({ shape: [4, 2] })];
      const [, ...last] = build({ ...ARGS, returnState: true }).apply(source) as tf.SymbolicTensor[];
      const decoded = build({ ...ARGS, returnSequences: true }).apply([target, ...last]) as tf.SymbolicTensor;
      const output = tf.layers.dense({ units: 2 }).apply(decoded) as tf.SymbolicTensor;
      const model = tf.model({ inputs: [source, target], outputs: output });
      setRandomWeights(model, 5);
      model.compile({ optimizer: tf.train.sgd(0.5), loss: "meanSquaredError" });
      const data = [x(), random([BATCH, 4, 2], 3)];
      const { history } = await model.fit(data, random([BATCH, 4, 2], 4), {
        epochs: 5,
        verbose: 0,
        shuffle: false,
      });
      return [history.loss as number[], ...numbers(model.predict(data) as tf.Tensor)];
    }));

  test("when there is another number of states than two, then the error is stock's", () => {
    const messages = builds.map((build) => {
      const layer = build(ARGS);
      layer.apply(x());
      try {
        layer.apply(x(), { initialState: states(1) });
        return "none";
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(messages[0]).toBe(messages[1]);
    expect(messages[0]).toContain("2 state(s)");
  });
});

describe("a stateful layer", () => {
  const build = (make: Build) => {
    const layer = make({ ...ARGS, stateful: true, batchInputShape: [BATCH, STEPS, INPUTS] });
    const model = tf.sequential({ layers: [layer, tf.layers.dense({ units: 1 })] });
    setRandomWeights(model, 5);
    model.compile({ optimizer: tf.train.sgd(0.5), loss: "meanSquaredError" });
    return { layer, model };
  };

  test("when it predicts several batches, then it goes on from their states until they are reset", () =>
    expectSame((make) => {
      const { layer, model } = build(make);
      const predict = (seed: number) =>
        numbers(model.predict(random([BATCH, STEPS, INPUTS], seed)) as tf.Tensor);
      const results = [predict(1), predict(2), numbers(layer.states)];
      layer.resetStates();
      results.push(predict(1));
      expect(results[3]).toEqual(results[0]);
      layer.resetStates([random([BATCH, 5], 7), random([BATCH, 5], 8)]);
      results.push(predict(1), numbers(layer.states));
      return results.flat();
    }));

  test("when it is trained over several batches, then losses, weights, states and tensors are stock's", () =>
    expectSame(async (make) => {
      const { layer, model } = build(make);
      const losses: number[] = [];
      const tensors: number[] = [];
      for (let batch = 0; batch < 6; batch++) {
        if (batch === 4) model.resetStates();
        const [x, y] = [random([BATCH, STEPS, INPUTS], batch), random([BATCH, 1], 20 + batch)];
        losses.push((await model.trainOnBatch(x, y)) as number);
        tf.dispose([x, y]);
        tensors.push(tf.memory().numTensors);
      }
      const growth = tensors.map((count) => count - tensors[0]! + 1);
      return [losses, growth, ...numbers(model.getWeights()), ...numbers(layer.states)];
    }));
});
