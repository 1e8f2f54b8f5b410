import { expect, test } from "@jest/globals";
import { epochText, rateText, trainingData, trainingOptions } from "../../src/charts/training.ts";
import { card } from "../responses.ts";
import { COLOURS } from "./palette.ts";

const training = card().training!;
const epochs = (count: number) =>
  Array.from({ length: count }, (_, k) => ({ ...training.history[0]!, epoch: k + 1 }));

test("when a history is drawn, then it is columns of epochs, losses and rates, with gaps for nulls", () => {
  const history = [{ ...training.history[0]!, valLoss: null }, training.history[1]!];
  expect(trainingData({ ...training, history })).toEqual([
    [1, 2],
    [1.2, 1],
    [null, 0.75456],
    [1e-3, 5e-4],
  ]);
});

test("when rates are drawn, then their axis begins at 0 and ends above the highest", () => {
  const [low, high] = trainingOptions(training, COLOURS, "sans-serif").scales!.rate!.range as [
    number,
    number,
  ];
  expect(low).toBe(0);
  expect(high).toBeCloseTo(1.15e-3, 12);
});

test.each([
  [30, true],
  [31, false],
])("when there are %i epochs, then whether each has a point is %p", (count, show) => {
  const { series } = trainingOptions({ ...training, history: epochs(count) }, COLOURS, "sans-serif");
  expect(series.slice(1, 3).map(({ points }) => points)).toEqual([{ show }, { show }]);
});

test("when ticks lie between epochs, then they have no text; rates are short", () => {
  expect([1, 1.5, 2].map(epochText)).toEqual(["1", "", "2"]);
  expect([0, 2e-4, 1e-3].map(rateText)).toEqual(["0", "2e-4", "1e-3"]);
});
