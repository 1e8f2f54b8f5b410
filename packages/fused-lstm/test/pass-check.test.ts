import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { availableKernels, selectKernel } from "../src/kernel/choice.ts";
import { Engine } from "../src/kernel/engine.ts";
import { forwardPass } from "../src/kernel/forward-pass.ts";
import { Region } from "../src/kernel/heap.ts";
import { type LayerPass, PASS_WORDS, writePass } from "../src/kernel/layer-pass.ts";
import type { StepPass } from "../src/kernel/network/step-pass.ts";
import { TrainingNetwork } from "../src/kernel/network/training-network.ts";

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
      pass,
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
    ["kind", 99, "kind is 99: expected 0 to 3"],
    ["perPart", 0, "perPart is 0: expected a whole number of at least 1"],
  ])("when %s is %p, then the error says what is legal", (field, value, message) => {
    expect(() => prepare().run({ [field]: value })).toThrow(message);
  });

  test.each([
    ["beyond the memory", 2 ** 31 - 64],
    ["below it", -64],
    ["not that of a word", 4098],
  ])("when the next pass of a chain is %s, then the pass is refused", (_name, next) => {
    expect(() => prepare().run({ next })).toThrow(/^next is the address/);
  });

  test("when passes form a circle or the next one is no pass, then the pass is refused", () => {
    const { engine, pass, run } = prepare();
    const region = new Region(engine.heap);
    const next = region.zeros(PASS_WORDS);
    expect(() => run({ next })).toThrow("batch is 0: expected a whole number of at least 1");
    writePass(engine.heap.words(next, PASS_WORDS), { ...pass, next });
    expect(() => run({ next })).toThrow("more than 64 passes are chained");
    writePass(engine.heap.words(next, PASS_WORDS), { ...pass, steps: 1 });
    expect(() => run({ next })).toThrow("steps is 1: expected 4");
    region.release();
  });

  test("when a pass with a mask has no hidden states, or an option's array is no array, then it is refused", () => {
    const { engine, run } = prepare();
    const region = new Region(engine.heap);
    const mask = region.zeros(12);
    const hidden = region.zeros(24);
    expect(() => run({ mask })).toThrow(/^mask is \d+: expected 0$/);
    expect(() => run({ recurrentMask: hidden })).toThrow(/^recurrentMask is \d+: expected 0$/);
    run({ mask, recurrentMask: hidden, hidden });
    for (const name of ["mask", "recurrentMask", "initialHidden", "initialCell", "hidden"]) {
      expect(() => run({ mask, hidden, [name]: 2 ** 31 - 64 })).toThrow(`${name} is the address`);
    }
    region.release();
  });

  test("when a backward pass has the arrays of one step, then it is refused", () => {
    const steps = 2 ** 20;
    expect(() => prepare().run({ kind: 1, steps })).toThrow(/^gates is the address/);
    expect(() => prepare().run({ kind: 2, steps }, 1)).toThrow(/^rows is the address/);
  });

  test("when a pipeline's counter is not at 0 or that of another layer, then the pass is refused", () => {
    const { engine, run } = prepare();
    const region = new Region(engine.heap);
    const progress = region.zeros(1);
    const pipeline = { kind: 3, perPart: 1, progress };
    run(pipeline, 1);
    expect(() => run(pipeline, 1)).toThrow("the counter of finished steps is 4: expected 0");
    engine.heap.words(progress, 1)[0] = 0;
    expect(() => run({ ...pipeline, progressBelow: progress }, 1)).toThrow(
      /^progressBelow is \d+: expected 0$/,
    );
    expect(() => run({ ...pipeline, perPart: 2 }, 2)).toThrow("perPart is 2: expected 1");
    region.release();
  });

  test.each<[string, Partial<StepPass>, string]>([
    ["another kind", { kind: 8 }, "kind is 8: expected 4 to 7"],
    ["too many sequences in a part", { perPart: 1 }, "parts is 1: expected 2"],
    ["a larger batch", { batch: 3 }, "batch is 2: expected 3"],
    ["more units", { units: 4 }, "units is 4: expected 3"],
    ["layers that are no pass", { layers: 4096 * 4 }, "expected"],
    ["a head elsewhere", { kernel1: 64 }, "expected one in the values"],
    ["fewer values", { total: 16 }, "expected"],
    ["a rest beyond the values", { rest: 2 ** 20 }, "rest is 1048576: expected 0 to"],
    ["moments beyond the memory", { mean: 2 ** 31 - 64 }, "mean is the address"],
  ])("when a step has %s, then it is refused and the next one works", (_name, over, message) => {
    selectKernel(kernel);
    const { threads } = Engine.current();
    const network = new TrainingNetwork({
      steps: 4,
      inputs: 2,
      lstm: [5, 3],
      dense: 4,
      outputs: 1,
      l2: 0.1,
      lossWeights: [1],
    });
    const [x, y] = [new Float32Array(16).fill(1), new Float32Array(2).fill(1)];
    const options = { learningRate: 0.1, gradientNorm: 1, dropouts: () => [] };
    const run = jest.spyOn(threads, "run");
    network.step(x, y, options);
    const [pass, parts] = run.mock.calls[0]!;
    run.mockRestore();
    expect(() => threads.run({ ...(pass as StepPass), ...over }, parts)).toThrow(message);
    expect(network.step(x, y, options)).toBeGreaterThan(0);
    network.release();
    for (const use of [() => network.step(x, y, options), () => network.setWeights([])]) {
      expect(use).toThrow("the memory of the network was released");
    }
  });

  test("when there are more parts than the pass has, then it is refused", () => {
    expect(() => prepare().run({}, 9)).toThrow("parts is 9: expected 1");
  });
});
