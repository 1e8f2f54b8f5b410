import { expect, test } from "@jest/globals";
import { type LayerRow, listDifferences, renderLayers } from "../../src/layers/table.ts";

const row = (layer: string, difference: number): LayerRow => ({
  backend: "wasm",
  layer,
  task: "predict",
  stockMs: 25,
  fusedMs: 0.5,
  fasterBy: 50,
  fasterByMin: 41.26,
  fasterByMax: 1.123,
  difference,
});

test("when a table is rendered, then a row has times, ratios and the difference of values", () => {
  const lines = renderLayers([row("plain", 1.25e-6)]).split("\n");
  const [head, cells] = lines
    .filter((line) => line.startsWith("│"))
    .map((line) =>
      line
        .split("│")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(head!.slice(3)).toEqual(["stock ms", "fused ms", "faster by", "min", "max", "difference"]);
  expect(cells).toEqual(["wasm", "plain", "predict", "25.0", "0.500", "50.0", "41.3", "1.12", "1.3e-6"]);
});

test("when values differ from the stock layer's by more than the tolerance, then the row is named", () => {
  expect(
    listDifferences([row("plain", 1e-4), row("stateful", 2e-4), row("masked", Number.POSITIVE_INFINITY)]),
  ).toEqual([
    "stateful, predict on wasm: differs from the stock layer by 2.0e-4, more than 0.0001",
    "masked, predict on wasm: differs from the stock layer by Infinity, more than 0.0001",
  ]);
});
