import { expect, test } from "@jest/globals";
import type { Forecaster } from "@lstm-predict/forecaster";
import { type Job, takeTurn, windowsOf } from "../src/turn.ts";

const apple = { name: "apple" } as unknown as Forecaster;
const coke = { name: "coke" } as unknown as Forecaster;

function job(forecaster: Forecaster, count: number): Job {
  const windows = Array.from({ length: count }, (_, k) => Float64Array.of(k));
  return { forecaster, windows, forecasts: [], taken: 0, left: count, queuedAt: 0, computeMs: 0 };
}

const turns = (queue: Job[], room: number, names: Map<Job, string>) => {
  const taken: string[] = [];
  while (queue.length > 0) {
    const shares = takeTurn(queue, room);
    taken.push(shares.map(({ job, from, count }) => `${names.get(job)} ${from}+${count}`).join(", "));
  }
  return taken;
};

test("when requests of one model wait, then a turn has windows of each in turn, and large ones go on in the next", () => {
  const [many, few, one] = [job(apple, 9), job(apple, 3), job(apple, 1)];
  const names = new Map([
    [many, "many"],
    [few, "few"],
    [one, "one"],
  ]);
  expect(turns([many, few, one], 6, names)).toEqual([
    "many 0+3, few 0+2, one 0+1",
    "few 2+1, many 3+5",
    "many 8+1",
  ]);
});

test("when another model's windows wait, then they have the next turn", () => {
  const [large, other, late] = [job(apple, 5), job(coke, 1), job(apple, 1)];
  const names = new Map([
    [large, "large"],
    [other, "other"],
    [late, "late"],
  ]);
  expect(turns([large, other, late], 3, names)).toEqual(["large 0+2, late 0+1", "other 0+1", "large 2+3"]);
});

test("when a share is taken, then its windows are those that were not taken before", () => {
  const queue = [job(apple, 5)];
  takeTurn(queue, 2);
  expect(windowsOf(takeTurn(queue, 2)[0]!)).toEqual([Float64Array.of(2), Float64Array.of(3)]);
});
