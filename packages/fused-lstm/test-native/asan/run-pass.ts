import { Engine } from "../../src/kernel/engine.ts";
import { forwardPass } from "../../src/kernel/forward-pass.ts";
import { Region } from "../../src/kernel/heap.ts";

// `node run-pass.ts MISSING`: a forward pass whose output is MISSING floats too short.
const shape = { batch: 3, steps: 4, inputs: 2, units: 5 };
const [outputs, depth, width] = [3 * 4 * 5, 2 + 8, 4 * 8];
const { kernel, heap, threads } = Engine.current();
const region = new Region(heap);
const packed = { weights: region.zeros(depth * width), bias: region.zeros(width) };
const x = region.zeros(3 * 4 * 2);
const { pass, parts } = forwardPass(kernel, region, shape, x, packed, { returnSequences: true }, 1);
threads.run({ ...pass, output: region.floats(outputs - Number(process.argv[2])) }, parts);
