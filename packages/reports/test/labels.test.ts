import { expect, test } from "@jest/globals";
import { labelPlaces } from "../src/runs/charts/labels.ts";

const at = (run: number, x: number, y: number) => ({ run, x, y });

test.each([
  ["at the same place", [at(1, 10, 10), at(2, 10, 10), at(3, 90, 10)], ["1, 2", "3"]],
  ["a few pixels apart", [at(1, 10, 10), at(2, 15, 16)], ["1, 2"]],
  ["beside each other with room", [at(1, 10, 10), at(2, 40, 10)], ["1", "2"]],
  ["above each other with room", [at(1, 10, 10), at(2, 10, 40)], ["1", "2"]],
  ["alone", [at(7, 0, 0)], ["7"]],
])("when points are %s, then no label is written over another", (_, places, labels) => {
  expect(labelPlaces(places).map(({ label }) => label)).toEqual(labels);
});
