import { describe, expect, test } from "@jest/globals";
import { lstmBackward } from "../src/kernel/backward.ts";
import { Engine } from "../src/kernel/engine.ts";
import { type Block, Heap } from "../src/kernel/heap.ts";
import { lstmForwardTraining } from "../src/kernel/training.ts";
import { randomCase, randomValues } from "./random-case.ts";

const MEBIBYTE = 2 ** 20;
const makeHeap = (mebibytes: number) =>
  new Heap(new WebAssembly.Memory({ initial: 1, maximum: 16 * mebibytes, shared: true }), 1000);

describe("blocks", () => {
  test("when blocks are taken and given in any order, then none overlaps another and all memory comes back", () => {
    const heap = makeHeap(64);
    const start = heap.size;
    const draws = randomValues(20_000, 5);
    const held: Block[] = [];
    for (let k = 0; k < draws.length; k += 2) {
      if (held.length > 0 && draws[k]! < 0.02) {
        const [block] = held.splice(Math.floor(((draws[k + 1]! + 1) / 2) * held.length), 1);
        heap.give(block!);
      } else held.push(heap.take(Math.floor(2 ** (6 + 5 * (draws[k + 1]! + 1)))));
      if (k % 400 > 0) continue;
      const ordered = held.toSorted((a, b) => a.address - b.address);
      for (const [at, { address, bytes }] of ordered.entries()) {
        expect(address % 64).toBe(0);
        expect(address + bytes).toBeLessThanOrEqual(ordered[at + 1]?.address ?? heap.size);
      }
    }
    for (const block of held) heap.give(block);
    expect(heap.size).toBe(start);
  });

  test("when a large block was freed, then smaller ones fit in it, and a larger one fits in smaller ones", () => {
    const heap = makeHeap(8);
    const [large, last] = [heap.take(4 * MEBIBYTE), heap.take(64)];
    heap.give(large);
    const { size } = heap;
    const small = Array.from({ length: 60 }, () => heap.take(MEBIBYTE / 16));
    expect(heap.size).toBe(size);
    for (const block of small) heap.give(block);
    expect(heap.take(4 * MEBIBYTE).address).toBe(large.address);
    expect(() => heap.take(5 * MEBIBYTE)).toThrow(expect.objectContaining({ code: "out_of_memory" }));
    heap.give(last);
  });
});

test("when every batch has another size, then memory is that of the largest", () => {
  const { heap } = Engine.current();
  const start = heap.size;
  let most = 0;
  const run = (batch: number, steps: number) => {
    const shape = { batch, steps, inputs: 8, units: 24 };
    const { x, weights, dOutput } = randomCase(shape, { returnSequences: true }, batch);
    const { reserve } = lstmForwardTraining(shape, x, weights, { returnSequences: true });
    most = Math.max(most, heap.size);
    lstmBackward(reserve, dOutput);
  };
  run(40, 60);
  const largest = most;
  for (let k = 0; k < 300; k++) run(1 + ((k * 37) % 40), 1 + ((k * 23) % 60));
  expect(most).toBe(largest);
  expect(heap.size).toBe(start);
});
