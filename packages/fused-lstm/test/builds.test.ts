import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "@jest/globals";
import { lstmBackward } from "../src/kernel/backward.ts";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { Engine } from "../src/kernel/engine.ts";
import { lstmForward, lstmStack } from "../src/kernel/inference.ts";
import type { KernelName } from "../src/kernel/names.ts";
import { PackedLstm } from "../src/kernel/packed.ts";
import { nativeKernels } from "../src/kernel/platform/native.ts";
import type { LstmShape } from "../src/kernel/shape.ts";
import { lstmForwardTraining } from "../src/kernel/training.ts";
import { randomCase, relativeError } from "./random-case.ts";
import { runScript } from "./run-script.ts";

afterEach(() => selectKernel(undefined));

const SHAPES: LstmShape[] = [
  { batch: 32, steps: 60, inputs: 6, units: 100 },
  { batch: 1, steps: 60, inputs: 100, units: 50 },
  { batch: 3, steps: 13, inputs: 70, units: 17 },
  { batch: 13, steps: 5, inputs: 1, units: 3 },
];
const inPackage = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const GRADIENTS = ["dx", "dKernel", "dRecurrentKernel", "dBias"] as const;

function compute(kernel: KernelName, shape: LstmShape) {
  selectKernel(kernel);
  const options = { returnSequences: true, dropout: { rate: 0.2, keys: [3, 4] as const } };
  const { x, weights, dOutput } = randomCase(shape, options);
  const { output, reserve } = lstmForwardTraining(shape, x, weights, options);
  return { output, ...lstmBackward(reserve, dOutput), forecast: lstmForward(shape, x, weights, options) };
}

describe.each(SHAPES)("batch $batch, steps $steps, inputs $inputs, units $units", (shape) => {
  test("when every build computes the same layer, then each agrees with each other", () => {
    const results = availableKernels().map((kernel) => compute(kernel, shape));
    for (const [k, a] of results.entries()) {
      for (const b of results.slice(0, k)) {
        for (const name of ["output", "forecast"] as const) {
          expect([name, relativeError(a[name], b[name]) < 1e-5]).toEqual([name, true]);
        }
        for (const name of GRADIENTS) {
          expect([name, relativeError(a[name], b[name]) < 1e-4]).toEqual([name, true]);
        }
      }
    }
  });
});

test.each(availableKernels())(
  "when the memory of kernel %s grows, then packed weights compute what they did",
  (kernel) => {
    selectKernel(kernel);
    const shape = { batch: 1, steps: 9, inputs: 4, units: 21 };
    const options = { returnSequences: false };
    const { x, weights } = randomCase(shape, options);
    const layer = new PackedLstm(shape.inputs, shape.units, weights);
    const before = lstmStack(shape, x, [layer], options);
    const { heap } = Engine.current();
    const bytes = heap.bytes;
    // Blocks of other sizes than any before, so the heap must take new memory.
    const blocks = [48, 49, 50].map((megabytes) => heap.take(megabytes * 2 ** 20));
    expect(heap.bytes).toBeGreaterThan(bytes + 2 ** 27);
    expect(lstmStack(shape, x, [layer], options)).toEqual(before);
    for (const block of blocks) heap.give(block);
  },
);

test("when the add-on does not load, then WebAssembly computes and the reason is kept", async () => {
  const forbid = 'process.dlopen = () => { throw new Error("forbidden"); }';
  const printed = await runScript(
    `
    console.log(lstm.kernelName(), lstm.nativeProblem());
    console.log(run() > 0);
  `,
    { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(forbid)}` },
  );
  expect(printed).toMatch(/^(relaxed|wasm) \S+\.node: forbidden\ntrue$/);
});

test("when the add-on's file was cut off, then it is not loaded", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cut-"));
  try {
    for (const name of ["package.json", "src", "wasm", "prebuilt"])
      await cp(inPackage(name), join(folder, name), { recursive: true });
    const file = join(folder, "prebuilt", `${process.platform}-${process.arch}.node`);
    await truncate(file, 40_000);
    const script = `import * as lstm from ${JSON.stringify(pathToFileURL(join(folder, "src/kernel/index.ts")).href)};
      console.log(lstm.kernelName(), lstm.nativeProblem());`;
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    expect((await run).stdout).toMatch(/^(relaxed|wasm) \S+\.node: it is not the file of sha256\.json\n$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("when the processor runs a build in machine code, then it is the default", () => {
  expect(availableKernels().slice(0, nativeKernels().length)).toEqual(nativeKernels());
});
