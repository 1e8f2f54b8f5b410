import { beforeAll, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { fusedAdam } from "../../src/adam.ts";
import { fusedLstm } from "../../src/layer.ts";
import { loadFusedModel } from "../../src/load.ts";
import { relativeError } from "../random-case.ts";
import { random, setRandomWeights } from "./compare.ts";
import { reload, save } from "./save.ts";

const LEARNING_RATE = 0.01;
const x = () => random([4, 6, 3], 1);
const y = () => random([4, 1], 2);

beforeAll(() => tf.setBackend("cpu"));

function build(optimizer: tf.Optimizer): tf.LayersModel {
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [6, 3] })] });
  model.add(fusedLstm({ units: 5, recurrentInitializer: "zeros" }));
  model.add(tf.layers.dense({ units: 1 }));
  setRandomWeights(model, 3);
  return compile(model, optimizer);
}

function compile(model: tf.LayersModel, optimizer: tf.Optimizer): tf.LayersModel {
  model.compile({ optimizer, loss: "meanSquaredError" });
  return model;
}

async function train(model: tf.LayersModel, steps: number): Promise<tf.LayersModel> {
  for (let step = 0; step < steps; step++) await model.trainOnBatch(x(), y());
  return model;
}

// The stock optimiser adds epsilon to the corrected moment: so small, it makes no difference.
const EPSILON = 1e-12;
const fused = () => fusedAdam({ learningRate: LEARNING_RATE, epsilon: EPSILON });
const stock = () => tf.train.adam(LEARNING_RATE, 0.9, 0.999, EPSILON);

function difference(model: tf.LayersModel, other: tf.LayersModel): number {
  const [values, expected] = [model, other].map((each) =>
    each.getWeights().flatMap((w) => [...w.dataSync()]),
  );
  return relativeError(values!, expected!);
}

test("when a training is saved with its optimiser, then plain TensorFlow.js goes on where it stopped", async () => {
  const loaded = await reload(await train(build(fused()), 5), { includeOptimizer: true });
  expect(loaded.optimizer.getConfig()).toMatchObject({ learningRate: LEARNING_RATE, epsilon: EPSILON });
  expect(difference(await train(loaded, 5), await train(build(fused()), 10))).toBeLessThan(1e-4);
});

test("when a fused training is saved and loaded, then it goes on to the last bit", async () => {
  const first = await train(build(fused()), 5);
  const loaded = await loadFusedModel(tf.io.fromMemory(await save(first, { includeOptimizer: true })));
  const optimizer = fused();
  await optimizer.setWeights(await loaded.optimizer.getWeights());
  expect(optimizer.iterations).toBe(5);
  expect(difference(await train(compile(loaded, optimizer), 5), await train(build(fused()), 10))).toBe(0);
});

test("when a stock training moves to fusedAdam, then it goes on where it stopped", async () => {
  const model = await train(build(stock()), 5);
  const optimizer = fused();
  await optimizer.setWeights(await model.optimizer.getWeights());
  expect(difference(await train(compile(model, optimizer), 5), await train(build(stock()), 10))).toBeLessThan(
    1e-4,
  );
});

test("when the weights of the optimiser are read, then names, order and shapes are the stock optimiser's", async () => {
  const describe = async (optimizer: tf.Optimizer) => {
    const model = await train(build(optimizer), 2);
    const names = model.trainableWeights.map((weight) => weight.originalName);
    const weights = await optimizer.getWeights();
    return weights.map(({ name, tensor }) => [
      name === "iter" ? name : `${names.findIndex((each) => name.startsWith(each))}${name.slice(-2)}`,
      tensor.shape,
    ]);
  };
  const described = await describe(fused());
  expect(described).toHaveLength(11);
  expect(described.map(([name, shape]) => [String(name).slice(-2), shape])).toEqual(
    (await describe(stock())).map(([name, shape]) => [String(name).slice(-2), shape]),
  );
});

test("when the state is loaded and saved again before a step, then it is the same", async () => {
  const model = await train(build(fused()), 3);
  const optimizer = fused();
  const values = async (each: tf.Optimizer) =>
    (await each.getWeights()).map(({ name, tensor }) => [name, tensor.arraySync()]);
  await optimizer.setWeights(await model.optimizer.getWeights());
  expect(await values(optimizer)).toEqual(await values(model.optimizer));
});

test("when moments do not fit their variable, then the step is refused", async () => {
  const optimizer = fused();
  const moment = { name: "a/m", tensor: tf.zeros([3]) };
  await optimizer.setWeights([{ name: "iter", tensor: tf.scalar(1, "int32") }, moment, moment]);
  const variable = tf.variable(tf.zeros([2]));
  expect(() => optimizer.minimize(() => tf.sum(variable) as tf.Scalar, false, [variable])).toThrow(
    "has 3 values",
  );
});
