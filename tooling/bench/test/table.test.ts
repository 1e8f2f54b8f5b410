import { expect, test } from "@jest/globals";
import { countOperations } from "../src/sizes.ts";
import { type Row, renderTable } from "../src/table.ts";
import { OURS, row, TORCH, TORCH_AVX2 } from "./rows.ts";

const peak = { bits: 512, gflops: 200 };
const cellsOf = (rows: readonly Row[]) =>
  renderTable(rows, peak)
    .split("\n")
    .filter((line) => line.startsWith("│"))
    .map((line) =>
      line
        .split("│")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

test("when a table is rendered, then ratios are to our first row of the task and the head names the peak", () => {
  const gflops = countOperations("train-step") / 20 / 1e6;
  const [head, ...body] = cellsOf([
    row("train-step", OURS("avx512"), 2, 20),
    row("train-step", OURS("avx512"), 1, 30),
    row("train-step", TORCH_AVX2, 2, 50),
    row("predict-1", OURS("avx512"), 2, 0.5),
    row("predict-1", TORCH, 2, 1),
  ]);
  expect(head!.slice(6)).toEqual(["of ours", "GFLOP/s", "of 512-bit peak"]);
  expect(body.map((cells) => [cells[1], cells[6]])).toEqual([
    ["lstm-predict avx512", "1.00 x"],
    ["lstm-predict avx512", "1.50 x"],
    ["PyTorch AVX2", "2.50 x"],
    ["lstm-predict avx512", "1.00 x"],
    ["PyTorch", "2.00 x"],
  ]);
  expect(body[0]!.slice(2)).toEqual([
    ...["2", "20.0", "10.0", "40.0", "1.00 x"],
    ...[gflops.toFixed(1), `${((100 * gflops) / 400).toFixed(0)} %`],
  ]);
});

test("when ours did not start, then other rows have no ratio", () => {
  expect(cellsOf([row("train-step", TORCH, 2, 20)])[1]![6]).toBe("-");
});
