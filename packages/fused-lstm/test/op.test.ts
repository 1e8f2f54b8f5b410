import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { Engine } from "../src/kernel/engine.ts";
import { KIND, type LayerPass } from "../src/kernel/layer-pass.ts";
import { fusedLstm } from "../src/layer.ts";
import { fusedLstmOp } from "../src/op.ts";
import { random } from "./stock/compare.ts";

beforeAll(() => tf.setBackend("cpu"));

const { threads } = Engine.current();
const run = threads.run.bind(threads);
afterEach(() => {
  threads.run = run;
});

/** The passes that the kernel computes from now on. */
function watchPasses(): LayerPass[] {
  const passes: LayerPass[] = [];
  threads.run = (pass, parts) => {
    passes.push(pass as LayerPass);
    run(pass, parts);
  };
  return passes;
}

/** For each backward pass, whether it computed the gradient of its input; the last layer first. */
const inputGradients = (passes: LayerPass[]) =>
  passes.filter(({ kind }) => kind === KIND.backward).map(({ dx }) => dx !== 0);

const args = { units: 5, recurrentInitializer: "zeros" as const };

describe("what nobody asks for is not computed", () => {
  const build = () =>
    tf.sequential({
      layers: [
        tf.layers.inputLayer({ inputShape: [4, 3] }),
        fusedLstm({ ...args, returnSequences: true }),
        fusedLstm(args),
      ],
    });

  test("when a model is trained, then its first layer does not compute the gradient of its input", async () => {
    const model = build();
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const passes = watchPasses();
    await model.trainOnBatch(random([2, 4, 3], 1), random([2, 5], 2));
    expect(inputGradients(passes)).toEqual([true, false]);
  });

  test("when something before the layer is trained, then it does", async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [4, 3] }), fusedLstm(args)],
    });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const passes = watchPasses();
    await model.trainOnBatch(random([2, 4, 3], 1), random([2, 5], 2));
    expect(inputGradients(passes)).toEqual([true]);
  });

  test("when the gradient of x alone is asked for, then the weights' are not computed", () => {
    const model = build();
    const passes = watchPasses();
    tf.grad((x) => tf.sum(model.apply(x) as tf.Tensor))(random([2, 4, 3], 1));
    expect(inputGradients(passes)).toEqual([true, true]);
    expect(passes.filter(({ kind }) => kind === KIND.weightGradients)).toEqual([]);
  });

  test("when the first layer is frozen, then it runs as inference and has no backward pass", async () => {
    const model = build();
    model.layers[1]!.trainable = false;
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const passes = watchPasses();
    await model.trainOnBatch(random([2, 4, 3], 1), random([2, 5], 2));
    expect(passes.filter(({ kind }) => kind === KIND.forward).map(({ keep }) => keep)).toEqual([0, 1]);
    expect(inputGradients(passes)).toEqual([false]);
  });

  test("when all weights are variables that are not trained, then the operation runs as inference", () => {
    const frozen = (shape: number[], seed: number) => tf.variable(random(shape, seed), false);
    const [kernel, recurrent, bias] = [frozen([3, 20], 1), frozen([5, 20], 2), frozen([20], 3)];
    const head = tf.variable(random([5], 4));
    const passes = watchPasses();
    tf.variableGrads(() => {
      const weights = [kernel as tf.Tensor2D, recurrent as tf.Tensor2D, bias as tf.Tensor1D] as const;
      const hidden = fusedLstmOp(random([2, 4, 3], 5) as tf.Tensor3D, ...weights, { returnSequences: false });
      return tf.sum(tf.mul(hidden, head)) as tf.Scalar;
    }, [head]);
    expect(passes.map(({ kind, keep }) => [kind, keep])).toEqual([[KIND.forward, 0]]);
  });
});

describe("the operation", () => {
  const weights = () =>
    [random([3, 20], 1), random([5, 20], 2), random([20], 3)] as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
  const x = () => random([2, 4, 3], 4) as tf.Tensor3D;

  test("when it has initial states, then the gradient reaches them", () => {
    const [hidden, cell] = [random([2, 5], 5), random([2, 5], 6)] as [tf.Tensor2D, tf.Tensor2D];
    const loss = (hidden: tf.Tensor, cell: tf.Tensor) => {
      const initialState = { hidden: hidden as tf.Tensor2D, cell: cell as tf.Tensor2D };
      return tf.sum(fusedLstmOp(x(), ...weights(), { returnSequences: false, initialState })) as tf.Scalar;
    };
    const [dHidden, dCell] = tf.grads(loss)([hidden, cell]);
    const step = 1e-2;
    const shifted = (by: number) =>
      loss(tf.add(hidden, tf.mul(by, dHidden!)), tf.add(cell, tf.mul(by, dCell!))).dataSync()[0]!;
    const squares = tf.add(tf.sum(tf.square(dHidden!)), tf.sum(tf.square(dCell!))).dataSync()[0]!;
    expect((shifted(step) - shifted(-step)) / (2 * step * squares)).toBeCloseTo(1, 2);
  });

  test("when x is of whole numbers, then the result is that of the same floats", () => {
    const whole = tf.ones([2, 4, 3], "int32") as tf.Tensor3D;
    const [of, expected] = [whole, tf.ones([2, 4, 3]) as tf.Tensor3D].map((each) =>
      fusedLstmOp(each, ...weights(), { returnSequences: true }).arraySync(),
    );
    expect(of).toEqual(expected);
  });

  test("when there is one step, then its gradients are computed, where the stock layer's are an error", () => {
    const layer = fusedLstm({ ...args, goBackwards: true });
    const gradient = tf.grad((each) => tf.sum(layer.apply(each) as tf.Tensor))(random([2, 1, 3], 4));
    expect(gradient.dataSync().every((value) => value !== 0)).toBe(true);
  });
});

test.each<[string, number[][], string]>([
  ["x of rank 4", [[2, 3, 4, 1], [4, 20], [5, 20], [20]], "x has the shape [2, 3, 4, 1]: expected [2, 3, 4]"],
  [
    "a transposed kernel",
    [[2, 3, 4], [20, 4], [5, 20], [20]],
    "kernel has the shape [20, 4]: expected [4, 20]",
  ],
  ["another bias", [[2, 3, 4], [4, 20], [5, 20], [5]], "bias has the shape [5]: expected [20]"],
])("when the operation gets %s, then the error says which shape is legal", (_name, shapes, message) => {
  const [x, kernel, recurrentKernel, bias] = shapes.map((shape) => tf.zeros(shape)) as unknown as [
    tf.Tensor3D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
  ];
  expect(() => fusedLstmOp(x, kernel, recurrentKernel, bias, { returnSequences: true })).toThrow(message);
});

test("when x has whole numbers, then the operation leaves no tensor but its output", () => {
  const x = tf.zeros([2, 3, 4], "int32") as tf.Tensor3D;
  const [kernel, recurrentKernel, bias] = [tf.zeros([4, 20]), tf.zeros([5, 20]), tf.zeros([20])] as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
  ];
  const { numTensors } = tf.memory();
  fusedLstmOp(x, kernel, recurrentKernel, bias, { returnSequences: true });
  expect(tf.memory().numTensors).toBe(numTensors + 1);
});
