import { afterEach, describe, expect, test } from "@jest/globals";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { Engine } from "../src/kernel/engine.ts";
import { forwardPass } from "../src/kernel/forward-pass.ts";
import { Region } from "../src/kernel/heap.ts";
import type { LayerPass } from "../src/kernel/layer-pass.ts";

afterEach(() => selectKernel(undefined));

describe.each(availableKernels())("kernel %s", (kernel) => {
  /** A pass that is fine, and how to run it with other fields. */
  function prepare() {
    selectKernel(kernel);
    const engine = Engine.current();
    const region = new Region(engine.heap);
    const shape = { batch: 3, steps: 4, inputs: 2, units: 5 };
    const packed = { weights: region.zeros(1000), bias: region.zeros(100) };
    const options = { returnSequences: true };
    const { pass, parts } = forwardPass(engine.kernel, region, shape, region.zeros(24), packed, options, 1);
    return {
      engine,
      run: (over: LayerPass, count = parts) => engine.threads.run({ ...pass, ...over }, count),
    };
  }

  test.each([
    ["below the memory that is the host's", { gates: 0 }],
    ["not that of a float", { x: 4097 }],
    ["not a number", { weights: Number.NaN }],
    ["negative", { bias: -4096 }],
    ["beyond the memory", { output: 2 ** 32 - 64 }],
  ])("when an address is %s, then the pass is refused and the next one works", (_name, over) => {
    const { run } = prepare();
    expect(() => run(over)).toThrow(expect.objectContaining({ code: "bad_pass" }));
    run({});
  });

  test("when arrays of a larger batch would reach beyond the memory, then the error names the array and its size", () => {
    const { engine, run } = prepare();
    const batch = engine.heap.bytes;
    expect(() => run({ batch, perPart: batch }, 1)).toThrow(
      /x is the address \d+ of \d+ values: expected a multiple of 4 /,
    );
  });

  test.each([
    ["batch", 0, "batch is 0: expected a whole number of at least 1"],
    ["units", -4, "units is -4: expected a whole number of at least 1"],
    ["steps", 1.5, "steps is 1.5: expected a whole number of at least 1"],
    ["perPart", 0, "perPart is 0: expected a whole number of at least 1"],
  ])("when %s is %p, then the error says what is legal", (field, value, message) => {
    expect(() => prepare().run({ [field]: value })).toThrow(message);
  });

  test("when there are more parts than the pass has, then it is refused", () => {
    expect(() => prepare().run({}, 9)).toThrow("the pass has 9 parts: expected 1");
  });
});
