import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { FusedLstmError } from "../src/errors.ts";
import { FusedTraining } from "../src/fused-training.ts";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { Engine } from "../src/kernel/engine.ts";
import { setThreads } from "../src/kernel/thread-count.ts";
import { fusedLstm } from "../src/layer.ts";
import { fusedLstmDropout } from "../src/output-dropout.ts";
import { endWorker } from "./end-worker.ts";
import { randomValues } from "./random-case.ts";

tf.enableProdMode();

const OPTIONS = { learningRate: 1e-2, gradientNorm: 1, lossWeights: [1, 0.3] };
const STEPS = 7;
const FEATURES = 3;

interface Variant {
  lstm?: object;
  dense?: object;
  output?: object;
  extra?: tf.layers.Layer;
}

function build({ lstm = {}, dense = {}, output = {}, extra }: Variant = {}): tf.Sequential {
  let draws = 7;
  const seed = () => ({ kernelInitializer: tf.initializers.glorotUniform({ seed: draws++ }) });
  const recurrent = () => ({ recurrentInitializer: tf.initializers.glorotUniform({ seed: draws++ }) });
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [STEPS, FEATURES] }));
  const first = { units: 9, returnSequences: true, ...seed(), ...recurrent(), ...lstm };
  for (const layer of fusedLstmDropout(first, { rate: 0.2, uint32: () => draws++ })) model.add(layer);
  model.add(fusedLstm({ units: 6, ...seed(), ...recurrent() }));
  if (extra) model.add(extra);
  model.add(tf.layers.dense({ units: 5, activation: "relu", ...seed(), ...dense }));
  model.add(tf.layers.dense({ units: 2, ...seed(), ...output }));
  return model;
}

const batchOf = (size: number, seed = 1) =>
  [randomValues(size * STEPS * FEATURES, seed), randomValues(size * 2, seed + 1)] as const;

function digest(model: tf.LayersModel): string {
  const hash = createHash("sha256");
  for (const weight of model.getWeights()) hash.update(weight.dataSync());
  return hash.digest("hex");
}

afterEach(() => {
  selectKernel(undefined);
  setThreads(undefined);
});

describe.each(availableKernels())("kernel %s", (kernel) => {
  test("when 1, 2, 3 and 4 threads take steps, then the weights are the same to the last bit", async () => {
    selectKernel(kernel);
    const digests: string[] = [];
    for (const threads of [1, 2, 3, 4]) {
      setThreads(threads);
      const model = build();
      const training = FusedTraining.of(model, OPTIONS)!;
      for (const size of [37, 5, 37]) {
        training.step(...batchOf(size));
        // Until the threads have started.
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      training.dispose();
      digests.push(digest(model));
    }
    expect(new Set(digests).size).toBe(1);
  });

  test("when a model is trained for many steps, then its loss falls and neither memory nor tensors grow", () => {
    selectKernel(kernel);
    const training = FusedTraining.of(build(), OPTIONS)!;
    const [x, y] = batchOf(16);
    const first = training.step(x, y);
    training.step(x, y);
    const { heap } = Engine.current();
    const [bytes, tensors] = [heap.size, tf.memory().numTensors];
    let last = first;
    for (let step = 0; step < 500; step++) last = training.step(x, y);
    expect(last).toBeLessThan(0.5 * first);
    expect([heap.size, tf.memory().numTensors]).toEqual([bytes, tensors]);
    training.dispose();
  });

  test("when a target is NaN, then the loss is NaN", () => {
    selectKernel(kernel);
    const training = FusedTraining.of(build(), OPTIONS)!;
    const [x, y] = batchOf(4);
    y[3] = Number.NaN;
    expect(training.step(x, y)).toBeNaN();
    training.dispose();
  });
});

test("when weights are set between two steps, then the next step starts from them", () => {
  const [model, other] = [build(), build()];
  const [training, fresh] = [model, other].map((each) => FusedTraining.of(each, OPTIONS)!) as [
    FusedTraining,
    FusedTraining,
  ];
  const start = model.getWeights().map((weight) => tf.mul(weight, 0.5));
  const [x, y] = batchOf(8);
  training.step(x, y);
  const trained = digest(model);
  for (const each of [model, other]) each.setWeights(start);
  const loss = training.step(x, y);
  expect(digest(model)).not.toBe(trained);
  fresh.step(x, y);
  other.setWeights(start);
  // The dropout differs from step to step, and the loss of the same weights is of the same size.
  expect(Math.abs(loss / fresh.step(x, y) - 1)).toBeLessThan(0.5);
  for (const each of [training, fresh]) each.dispose();
});

/** Takes two steps and returns the digest of the weights. */
async function trainTwice(between: () => unknown): Promise<string> {
  const model = build();
  const training = FusedTraining.of(model, OPTIONS)!;
  const [x, y] = batchOf(32);
  training.step(x, y);
  await between();
  training.step(x, y);
  training.dispose();
  return digest(model);
}

test("when a thread dies between two steps, then the next step goes on as if nothing had happened", async () => {
  setThreads(3);
  const undisturbed = await trainTwice(() => {});
  expect(await trainTwice(() => endWorker(Engine.current().threads))).toBe(undisturbed);
});

test("when a thread dies and another build is chosen, then the training goes on in its own", async () => {
  setThreads(2);
  const undisturbed = await trainTwice(() => {});
  const disturbed = await trainTwice(async () => {
    await endWorker(Engine.current().threads);
    selectKernel("wasm");
  });
  expect(disturbed).toBe(undisturbed);
});

test("when a training was disposed, then a step is refused", () => {
  const training = FusedTraining.of(build(), OPTIONS)!;
  const [x, y] = batchOf(4);
  training.step(x, y);
  training.dispose();
  expect(() => training.step(x, y)).toThrow(expect.objectContaining({ code: "released" }));
});

test("when a batch does not fit in the memory, then the error says so and smaller ones still work", () => {
  const training = FusedTraining.of(build(), OPTIONS)!;
  const [x, y] = batchOf(4);
  training.step(x, y);
  const huge = 1_000_000;
  const values = [new Float32Array(huge * STEPS * FEATURES), new Float32Array(huge * 2)] as const;
  expect(() => training.step(...values)).toThrow(expect.objectContaining({ code: "out_of_memory" }));
  expect(training.step(x, y)).toBeGreaterThan(0);
  training.dispose();
});

test("when a layer is frozen after the training was made, then a step is refused and no weight changes", () => {
  const model = build();
  const training = FusedTraining.of(model, OPTIONS)!;
  training.step(...batchOf(4));
  const before = digest(model);
  model.layers[1]!.trainable = false;
  expect(() => training.step(...batchOf(4))).toThrow("a weight was frozen: FusedTraining trains");
  model.layers[1]!.trainable = true;
  expect(digest(model)).toBe(before);
  training.step(...batchOf(4));
  expect(digest(model)).not.toBe(before);
  training.dispose();
});

test.each([1, 1.5, -0.1, Number.NaN])(
  "when the rate of an output's dropout is %p, then it is refused",
  (rate) => {
    expect(() => fusedLstmDropout({ units: 3 }, { rate, uint32: () => 1 })).toThrow(
      `rate is ${rate}: expected a number from 0 to below 1`,
    );
  },
);

test("when x does not have the length of its shape, then the error names both", () => {
  const training = FusedTraining.of(build(), OPTIONS)!;
  const [x, y] = batchOf(4);
  expect(() => training.step(x.subarray(1), y)).toThrow(
    new FusedLstmError("bad_shape", "x [batch, steps, inputs] has 83 values: expected 84"),
  );
});

const frozen = () => {
  const model = build();
  model.layers[1]!.trainable = false;
  return model;
};
const stock = () => {
  const model = tf.sequential({
    layers: [
      tf.layers.lstm({ units: 4, inputShape: [STEPS, FEATURES], recurrentInitializer: "glorotUniform" }),
    ],
  });
  for (const units of [3, 2])
    model.add(tf.layers.dense({ units, activation: units === 3 ? "relu" : "linear" }));
  return model;
};
const l2 = tf.regularizers.l2({ l2: 0.1 });
const twice = () => {
  const layer = fusedLstm({ units: FEATURES, returnSequences: true, recurrentInitializer: "glorotUniform" });
  const model = tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: [STEPS, FEATURES] }), layer, layer],
  });
  model.add(fusedLstm({ units: 3, recurrentInitializer: "glorotUniform" }));
  for (const units of [3, 2])
    model.add(tf.layers.dense({ units, activation: units === 3 ? "relu" : "linear" }));
  return model;
};
class Penalty extends (l2.constructor as new () => ReturnType<typeof tf.regularizers.l2>) {
  static readonly className = "Penalty";
  override apply = (weights: tf.Tensor) => tf.mean(weights) as tf.Scalar;
  override getConfig = () => ({});
}

test.each<[string, () => tf.LayersModel]>([
  ["a layer of TensorFlow.js", stock],
  ["a frozen layer", frozen],
  ["another activation", () => build({ dense: { activation: "tanh" } })],
  ["an activation of the output", () => build({ output: { activation: "sigmoid" } })],
  ["a penalty on the LSTM's kernel", () => build({ lstm: { kernelRegularizer: l2 } })],
  ["an L1 penalty", () => build({ dense: { kernelRegularizer: tf.regularizers.l1l2({ l1: 0.1 }) } })],
  ["a penalty on a bias", () => build({ dense: { biasRegularizer: l2 } })],
  ["a penalty of another kind", () => build({ dense: { kernelRegularizer: new Penalty() } })],
  ["a layer in two places", twice],
  ["a constraint", () => build({ dense: { kernelConstraint: tf.constraints.nonNeg() } })],
  ["hard sigmoid gates", () => build({ lstm: { recurrentActivation: "hardSigmoid" } })],
  ["a layer that goes backwards", () => build({ lstm: { goBackwards: true } })],
  ["dropout inside a layer", () => build({ lstm: { dropout: 0.5 } })],
  ["recurrent dropout", () => build({ lstm: { recurrentDropout: 0.5 } })],
  ["no bias", () => build({ lstm: { useBias: false } })],
  ["a layer in between", () => build({ extra: tf.layers.dropout({ rate: 0.5 }) })],
  ["another number of outputs than the loss has weights", () => build({ output: { units: 3 } })],
])("when a model has %s, then the kernel does not train it as a whole", (_name, change) => {
  expect(FusedTraining.of(change(), OPTIONS)).toBeUndefined();
});

test("when a dense layer has an L2 penalty, then the kernel trains the model as a whole", () => {
  const training = FusedTraining.of(build({ dense: { kernelRegularizer: l2 } }), OPTIONS)!;
  const plain = FusedTraining.of(build(), OPTIONS)!;
  const [x, y] = batchOf(4);
  expect(training.step(x, y)).toBeGreaterThan(plain.step(x, y));
});
