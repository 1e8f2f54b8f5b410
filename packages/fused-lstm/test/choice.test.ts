import { afterEach, expect, test } from "@jest/globals";
import { FusedLstmError } from "../src/errors.ts";
import { availableKernels, kernelName, selectKernel } from "../src/kernel/choice.ts";
import { runScript } from "./run-script.ts";

afterEach(() => {
  selectKernel(undefined);
  delete process.env.LSTM_KERNEL;
});

test("when nothing is chosen, then the first available build computes; a choice wins over LSTM_KERNEL", () => {
  for (const automatic of [undefined, "", "auto"]) {
    if (automatic !== undefined) process.env.LSTM_KERNEL = automatic;
    expect(kernelName()).toBe(availableKernels()[0]);
  }
  process.env.LSTM_KERNEL = "wasm";
  expect(kernelName()).toBe("wasm");
  selectKernel("relaxed");
  expect(kernelName()).toBe("relaxed");
});

test("when LSTM_KERNEL names no build, then the error quotes it with the legal ones", () => {
  process.env.LSTM_KERNEL = "sse2";
  expect(kernelName).toThrow(
    new FusedLstmError(
      "bad_kernel",
      'LSTM_KERNEL is "sse2": expected auto, avx512, avx2, neon, relaxed, wasm',
    ),
  );
});

test("when a script sets LSTM_KERNEL, then that build computes", async () => {
  const printed = await runScript("run(); console.log(lstm.kernelName());", { LSTM_KERNEL: "wasm" });
  expect(printed).toBe("wasm");
});
