import { expect, test } from "@jest/globals";
import { parseConfig } from "../src/config.ts";
import { Schedule } from "../src/schedule.ts";

const config = parseConfig({
  learningRate: 0.01,
  earlyStopping: { patience: 6 },
  reduceLearningRate: { factor: 0.1, patience: 2, minimum: 0.0005 },
});

test("when the validation loss does not fall, then the learning rate falls to its minimum and training stops", () => {
  const schedule = new Schedule(config);
  const losses = [5, 4, 4, 4, 4.5, 4, 4, 4];
  const updates = losses.map((loss) => ({
    ...schedule.observe(loss),
    learningRate: schedule.learningRate,
  }));
  expect(updates).toEqual([
    { improved: true, stop: false, learningRate: 0.01 },
    { improved: true, stop: false, learningRate: 0.01 },
    { improved: false, stop: false, learningRate: 0.01 },
    { improved: false, stop: false, reducedTo: 0.001, learningRate: 0.001 },
    { improved: false, stop: false, learningRate: 0.001 },
    { improved: false, stop: false, reducedTo: 0.0005, learningRate: 0.0005 },
    { improved: false, stop: false, learningRate: 0.0005 },
    { improved: false, stop: true, learningRate: 0.0005 },
  ]);
});

test("when an epoch improves, then both patiences start again", () => {
  const schedule = new Schedule(config);
  for (const loss of [5, 6, 4, 6]) expect(schedule.observe(loss).reducedTo).toBeUndefined();
  expect(schedule.observe(6).reducedTo).toBeCloseTo(0.001, 12);
});
