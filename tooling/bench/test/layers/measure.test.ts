import { expect, test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { measureLayers } from "../../src/layers/measure.ts";
import { FUSED, type Side } from "../../src/layers/sides.ts";

const SIZES = { batch: 3, steps: 5, inputs: 4, units: 6 };

test("when a case is measured, then both sides take turns, and tasks that the backend cannot run are named", async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const runs: string[] = [];
  const build = (side: Side) => ({
    predict: () => {
      runs.push(side.load === FUSED.load ? "fused" : "stock");
      return [tf.scalar(1)];
    },
    "train-step": () => {
      throw new Error("no such kernel");
    },
  });
  const notes: string[] = [];
  const { rows, absent } = await measureLayers({ one: build }, SIZES, 3, (line) => notes.push(line));
  expect(absent).toEqual(["one, train-step on cpu: no such kernel"]);
  expect(rows).toEqual([
    expect.objectContaining({ backend: "cpu", layer: "one", task: "predict", difference: 0 }),
  ]);
  const { stockMs, fusedMs, fasterBy, fasterByMin, fasterByMax } = rows[0]!;
  for (const ms of [stockMs, fusedMs, fasterBy]) expect(ms).toBeGreaterThan(0);
  expect(fasterBy).toBeGreaterThanOrEqual(fasterByMin);
  expect(fasterBy).toBeLessThanOrEqual(fasterByMax);
  const turns = runs.filter((side, k) => side !== runs[k - 1]);
  // The comparison, the warm-up and three rounds.
  expect(turns).toEqual(Array.from({ length: 5 }, () => ["stock", "fused"]).flat());
  expect(notes).toContainEqual(expect.stringMatching(/^cpu: round 3 of 3, \d+ s left: one, predict$/));
});
