import { beforeAll, expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { CASES } from "../../src/layers/cases.ts";
import { compareSides, TOLERANCE } from "../../src/layers/compare.ts";
import { FUSED, type Side, STOCK } from "../../src/layers/sides.ts";

const SIZES = { batch: 3, steps: 5, inputs: 4, units: 6 };

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});

test.each(Object.keys(CASES))(
  "when the case %s is compared, then each task has the stock values",
  async (name) => {
    const compared = await compareSides(CASES[name]!, SIZES);
    expect(Object.keys(compared)).toContain("train-step");
    for (const difference of Object.values(compared)) expect(difference).toBeLessThan(TOLERANCE);
  },
);

test("when a side computes something else, then the difference is larger than the tolerance", async () => {
  const other: Side = {
    ...STOCK,
    lstm: (args) => STOCK.lstm({ ...args, recurrentActivation: "hardSigmoid" }),
  };
  const compared = await compareSides(CASES.plain!, SIZES, { stock: STOCK, fused: other });
  expect(compared.predict).toBeGreaterThan(TOLERANCE);
  expect(compared["train-step"]).toBeGreaterThan(TOLERANCE);
});

test.each<[string, () => tf.Tensor[]]>([
  ["a value that is not a number", () => [tf.tensor1d([1, Number.NaN])]],
  ["an infinite value", () => [tf.tensor1d([1, Number.POSITIVE_INFINITY])]],
  ["another shape", () => [tf.tensor2d([[1, 2]])]],
  ["a result less", () => []],
])("when a side returns %s, then the difference is infinite", async (_, wrong) => {
  const build = (side: Side) => ({
    predict: () => (side.load === FUSED.load ? wrong() : [tf.tensor1d([1, 2])]),
  });
  expect(await compareSides(build, SIZES)).toEqual({ predict: Number.POSITIVE_INFINITY });
});

test("when the stock layer cannot run a task, then the result is its error; when only ours cannot, it throws", async () => {
  const fails = () => {
    throw new Error("Kernel 'X' not registered\nfor this backend");
  };
  const compared = await compareSides(() => ({ predict: fails }), SIZES);
  expect(compared).toEqual({ predict: "Kernel 'X' not registered" });
  const ours = (side: Side) => ({ predict: side.load === FUSED.load ? fails : () => [tf.scalar(1)] });
  await expect(compareSides(ours, SIZES)).rejects.toThrow("Kernel 'X'");
});
