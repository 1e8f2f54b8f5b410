import { beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { fusedLstm } from "../../src/layer.ts";
import { randomValues } from "../random-case.ts";
import { compare, random, worst } from "./compare.ts";

const ARGS = { units: 6, recurrentInitializer: "zeros" as const, returnSequences: true };
const SIZES = { batch: 3, steps: 5, inputs: 4 };

beforeAll(() => tf.setBackend("cpu"));

/** A dropoutFunc whose masks differ from call to call, the same in every layer. */
function seededDropout() {
  let calls = 0;
  return (x: tf.Tensor, rate: number) =>
    tf.tidy(() => {
      const draws = randomValues(x.size, 100 * ++calls);
      const mask = draws.map((value) => ((value + 1) / 2 < rate ? 0 : 1 / (1 - rate)));
      return tf.mul(x, tf.tensor(mask, x.shape));
    });
}

describe("dropout inside the layer", () => {
  test.each([
    { dropout: 0.4 },
    { recurrentDropout: 0.4 },
    { dropout: 0.3, recurrentDropout: 0.3 },
    { dropout: 0.3, recurrentDropout: 0.3, goBackwards: true },
  ])("when it is %p, then training with the same masks gives stock's values and gradients", (dropout) => {
    const trial = { args: { ...ARGS, ...dropout }, ...SIZES, training: true };
    const errors = compare({ ...trial, dropoutFunc: seededDropout });
    expect(worst(errors)).toBeLessThan(1e-5);
  });

  test("when a dropoutFunc is given, then it is called as often as by the stock layer, in training alone", () => {
    const counts = [fusedLstm, tf.layers.lstm].map((build) => {
      let calls = 0;
      const dropoutFunc = (ones: tf.Tensor) => {
        calls++;
        return ones.clone();
      };
      const layer = build({ ...ARGS, dropout: 0.5, recurrentDropout: 0.5, dropoutFunc });
      return [true, false, true].map((training) => {
        layer.apply(random([3, 5, 4], 1), { training });
        return calls;
      });
    });
    expect(counts[0]).toEqual([8, 8, 16]);
    expect(counts[0]).toEqual(counts[1]);
  });

  test("when the layer predicts, then it drops nothing", () => {
    const dropout = { dropout: 0.4, recurrentDropout: 0.4 };
    expect(worst(compare({ args: { ...ARGS, ...dropout }, ...SIZES }))).toBeLessThan(1e-5);
  });

  test("when a rate is 1, then it drops nothing, as in the stock layer", () => {
    const dropout = { dropout: 1, recurrentDropout: 1 };
    expect(worst(compare({ args: { ...ARGS, ...dropout }, ...SIZES, training: true }))).toBeLessThan(1e-5);
  });

  test.each(["dropout", "recurrentDropout"])(
    "when %s has no dropoutFunc, then each step drops other values",
    (name) => {
      const layer = fusedLstm({ ...ARGS, recurrentInitializer: "glorotUniform", [name]: 0.5 });
      const x = random([SIZES.batch, SIZES.steps, SIZES.inputs], 1);
      const run = (training: boolean) => (layer.apply(x, { training }) as tf.Tensor).arraySync();
      expect(run(false)).toEqual(run(false));
      expect(run(true)).not.toEqual(run(false));
      expect(run(true)).not.toEqual(run(true));
    },
  );

  test("when the input drops, then the share of dropped values is the rate", () => {
    const layer = fusedLstm({
      units: 1,
      dropout: 0.25,
      kernelInitializer: "ones",
      recurrentInitializer: "zeros",
    });
    const outputs = layer.apply(tf.ones([4000, 1, 1]), { training: true }) as tf.Tensor;
    const dropped = outputs.dataSync().filter((value) => value === 0).length / 4000;
    // Five standard errors.
    expect(Math.abs(dropped - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 4000));
  });
});
