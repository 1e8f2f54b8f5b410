import { availableParallelism } from "node:os";
import { expect, test } from "@jest/globals";
import { listEntries } from "../src/entries.ts";
import { labelOf } from "../src/names.ts";

const threads = availableParallelism() > 1 ? [2, 1] : [1];

test("when builds are listed, then each comes first with every number of threads, in the given order", () => {
  const kernels = ["avx512", "avx2", "neon", "relaxed"];
  const ours = listEntries(kernels, false).slice(0, kernels.length * threads.length);
  expect(ours.map(({ kernel, bits, threads }) => [kernel, bits, threads])).toEqual(
    [
      ["avx512", 512],
      ["avx2", 256],
      ["neon", 128],
      ["relaxed", 128],
    ].flatMap((build) => threads.map((n) => [...build, n])),
  );
  for (const { kernel, threads, env } of ours) {
    expect(env).toMatchObject({ LSTM_KERNEL: kernel, LSTM_THREADS: `${threads}` });
  }
});

test.each(["PyTorch", "Keras", "ONNX Runtime"])(
  "when %s is listed, then with every number of threads",
  (peer) => {
    const found = listEntries([], false).filter(({ engine }) => engine === peer);
    expect(found.map((entry) => [labelOf(entry), entry.threads])).toEqual(threads.map((n) => [peer, n]));
  },
);

test("when the machine has AVX-512, then PyTorch is measured without it as well", () => {
  const limited = listEntries([], true).filter((entry) => labelOf(entry) === "PyTorch AVX2");
  expect(limited.map(({ threads }) => threads)).toEqual(threads);
  expect(limited[0]!.env).toMatchObject({ ATEN_CPU_CAPABILITY: "avx2", ONEDNN_MAX_CPU_ISA: "AVX2" });
});
