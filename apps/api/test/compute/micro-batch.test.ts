import { expect, test } from "@jest/globals";
import type { Forecaster } from "@lstm-predict/forecaster";
import { type Job, takeTurn, windowsOfShare } from "../../src/compute/micro-batch.ts";

const apple = { name: "apple" } as unknown as Forecaster;
const coke = { name: "coke" } as unknown as Forecaster;

function job(forecaster: Forecaster, count: number): Job {
  const windows = Array.from({ length: count }, (_, k) => Float64Array.of(k));
  return { forecaster, windows, forecasts: [], taken: 0, left: count, queuedAt: 0, computeMs: 0 };
}

/** What each turn takes, until nothing is left. */
function turns(jobs: Record<string, Job>, room: number): string[] {
  const queue = Object.values(jobs);
  const nameOf = (job: Job) => Object.keys(jobs).find((name) => jobs[name] === job);
  const taken: string[] = [];
  while (queue.length > 0) {
    const shares = takeTurn(queue, room);
    taken.push(shares.map(({ job, from, count }) => `${nameOf(job)} ${from}+${count}`).join(", "));
  }
  return taken;
}

test("when requests of one model wait, then a turn has windows of each in turn, and large ones go on in the next", () => {
  const jobs = { many: job(apple, 9), few: job(apple, 3), one: job(apple, 1) };
  expect(turns(jobs, 6)).toEqual(["many 0+3, few 0+2, one 0+1", "few 2+1, many 3+5", "many 8+1"]);
});

test("when another model's windows wait, then they have the next turn", () => {
  const jobs = { large: job(apple, 5), other: job(coke, 1), late: job(apple, 1) };
  expect(turns(jobs, 3)).toEqual(["large 0+2, late 0+1", "other 0+1", "large 2+3"]);
});

test("when a share is taken, then its windows are those that were not taken before", () => {
  const queue = [job(apple, 5)];
  takeTurn(queue, 2);
  expect(windowsOfShare(takeTurn(queue, 2)[0]!)).toEqual([Float64Array.of(2), Float64Array.of(3)]);
});
