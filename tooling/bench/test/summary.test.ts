import { expect, test } from "@jest/globals";
import { summarize } from "../src/summary.ts";
import { KERAS, OURS, row, TORCH, TORCH_AVX2 } from "./rows.ts";

const builds = [
  row("train-step", OURS("avx512"), 2, 6),
  row("train-step", OURS("avx512"), 1, 8),
  row("train-step", OURS("avx2"), 2, 9),
  row("train-step", OURS("avx2"), 1, 10),
];
const torch = [row("train-step", TORCH, 2, 15), row("train-step", TORCH, 1, 12)];

test("when peers ran with 1 and 2 threads, then each build is compared with its peer's faster row", () => {
  const limited = [row("train-step", TORCH_AVX2, 2, 18), row("train-step", TORCH_AVX2, 1, 20)];
  const keras = [row("train-step", KERAS, 2, 24), row("train-step", KERAS, 1, 30)];
  expect(summarize([...builds, ...torch, ...limited, ...keras])).toEqual([
    "training step: lstm-predict avx512 (2 threads) / PyTorch (best: 1 thread) = 0.50",
    "training step: lstm-predict avx512 (2 threads) / Keras (best: 2 threads) = 0.25",
    "training step: lstm-predict avx512 (1 thread) / PyTorch (best: 1 thread) = 0.67",
    "training step: lstm-predict avx2 (2 threads) / PyTorch AVX2 (best: 2 threads) = 0.50",
  ]);
});

test("when a task has no row of a peer, then it has no line", () => {
  const forecasts = [row("predict-1", OURS("avx512"), 2, 0.1), row("predict-256", OURS("avx512"), 2, 9)];
  const onnx = row("predict-256", { engine: "ONNX Runtime" }, 2, 12);
  expect(summarize([...builds, ...forecasts, onnx])).toEqual([
    "256 forecasts: lstm-predict avx512 (2 threads) / ONNX Runtime (best: 2 threads) = 0.75",
  ]);
});

test("when the machine has one core, then no line comes twice", () => {
  expect(summarize([row("train-step", OURS("relaxed"), 1, 12), row("train-step", TORCH, 1, 10)])).toEqual([
    "training step: lstm-predict relaxed (1 thread) / PyTorch (best: 1 thread) = 1.20",
  ]);
});

test("when ours did not start, then there is nothing to compare", () => {
  expect(summarize(torch)).toEqual([]);
});
