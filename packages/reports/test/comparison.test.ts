import { expect, test } from "@jest/globals";
import type { TrainingRun } from "@lstm-predict/tracking";
import { compareRuns } from "../src/index.ts";

const run = (id: string, tags: Record<string, string>): TrainingRun => ({
  id,
  name: id,
  symbol: "AAPL",
  status: "FINISHED",
  startedAt: "2026-11-24T04:05:06Z",
  params: { engine: "fused" },
  tags,
  metrics: {},
  curve: async () => [],
});

test("when two builds of the kernel trained, then the comparison says that they differ; when one did, that it is common", () => {
  const compare = (...kernels: string[]) =>
    compareRuns(
      "spool",
      kernels.map((kernel, k) => run(String(k), { kernel })),
      "test/mase",
      () => false,
    );
  expect(compare("relaxed", "wasm").differing).toEqual(["kernel"]);
  expect(compare("wasm", "wasm").common).toEqual({ engine: "fused", kernel: "wasm" });
});
