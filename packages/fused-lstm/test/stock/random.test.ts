import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { availableKernels, selectKernel } from "../../src/kernel/choice.ts";
import { randomValues } from "../random-case.ts";
import { compare, type Trial } from "./compare.ts";

const CONFIGURATIONS = 60;

function draw(seed: number): Trial {
  const draws = randomValues(40, 1000 + 77 * seed);
  let next = 3;
  const below = (limit: number) => Math.floor(((draws[next++]! + 1) / 2) * limit);
  const coin = () => below(2) === 1;
  const [batch, steps, inputs, units] = [1 + below(7), 2 + below(8), 1 + below(8), 1 + below(37)];
  const args: Trial["args"] = {
    units,
    returnSequences: coin(),
    returnState: coin(),
    goBackwards: coin(),
    useBias: below(4) > 0,
    recurrentActivation: coin() ? "sigmoid" : "hardSigmoid",
    ...(below(4) === 0 && dropoutOf(seed)),
  };
  const trial: Trial = { args, batch, steps, inputs, initialState: coin(), training: true };
  const kind = ["none", "leading", "trailing", "scattered"][below(4)];
  if (kind === "none") return trial;
  const zeros = Array.from({ length: batch }, () => below(steps + 1));
  const isKept = (sequence: number, step: number) =>
    kind === "leading"
      ? step >= zeros[sequence]!
      : kind === "trailing"
        ? step < zeros[sequence]!
        : (sequence * 7 + step * 5 + seed) % 3 > 0;
  return {
    ...trial,
    mask: Array.from({ length: batch * steps }, (_, k) => Number(isKept(Math.floor(k / steps), k % steps))),
  };
}

/** Dropout with the same masks in both layers. */
function dropoutOf(seed: number) {
  const dropoutFunc = (x: tf.Tensor, rate: number) =>
    tf.tidy(() => {
      const values = randomValues(x.size, seed).map((value) => ((value + 1) / 2 < rate ? 0 : 1 / (1 - rate)));
      return tf.mul(x, tf.tensor(values, x.shape));
    });
  return { dropout: 0.3, recurrentDropout: 0.2, dropoutFunc };
}

describe.each(availableKernels())("kernel %s", (kernel) => {
  beforeAll(async () => {
    selectKernel(kernel);
    await tf.setBackend("cpu");
  });
  afterAll(() => selectKernel(undefined));

  test(`when ${CONFIGURATIONS} random layers run, then outputs and gradients equal the stock layer's`, () => {
    const errors = Array.from({ length: CONFIGURATIONS }, (_, seed) =>
      Object.entries(compare(draw(seed), seed)).map(([name, error]) => ({ seed, name, error })),
    ).flat();
    expect(errors.length).toBeGreaterThan(4 * CONFIGURATIONS);
    const last = errors.sort((a, b) => b.error - a.error)[0]!;
    // The worst of all, for whoever changes the kernel: run with REPORT_ERRORS=1.
    if (process.env.REPORT_ERRORS) process.stderr.write(`${kernel} ${JSON.stringify(errors.slice(0, 3))}\n`);
    expect(last).toEqual({ ...last, error: expect.closeTo(0, 5) });
  });
});
