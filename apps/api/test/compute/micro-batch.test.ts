import { expect, test } from "@jest/globals";
import type { Rows } from "@lstm-predict/bars";
import type { Forecaster } from "@lstm-predict/forecaster";
import type { Forecast } from "@lstm-predict/forecasts";
import {
  computeMicroBatch,
  type PendingRequest,
  takeMicroBatch,
  windowsOfShare,
} from "../../src/compute/micro-batch.ts";

const apple = { name: "apple" } as unknown as Forecaster;
const coke = { name: "coke" } as unknown as Forecaster;

/** A request of `count` windows, numbered from 0. */
function request(forecaster: Forecaster, count: number): PendingRequest {
  const windows = Array.from({ length: count }, (_, k) => Float64Array.of(k));
  return { forecaster, windows, forecasts: [], taken: 0, missing: count, queuedAt: 0, computeMs: 0 };
}

/** The windows of each micro-batch by request, until nothing is left. */
function microBatches(requests: Record<string, PendingRequest>, size: number): string[] {
  const queue = Object.values(requests);
  const nameOf = (one: PendingRequest) => Object.keys(requests).find((name) => requests[name] === one);
  const taken: string[] = [];
  while (queue.length > 0) {
    const shares = takeMicroBatch(queue, size);
    taken.push(shares.map(({ request, from, count }) => `${nameOf(request)} ${from}+${count}`).join(", "));
  }
  return taken;
}

test("when requests of one model wait, then a micro-batch has windows of each, and large ones go on in the next", () => {
  const requests = { many: request(apple, 9), few: request(apple, 3), one: request(apple, 1) };
  expect(microBatches(requests, 6)).toEqual(["many 0+3, few 0+2, one 0+1", "few 2+1, many 3+5", "many 8+1"]);
});

test("when another model's windows wait, then they are the next micro-batch", () => {
  const requests = { large: request(apple, 5), other: request(coke, 1), late: request(apple, 1) };
  expect(microBatches(requests, 3)).toEqual(["large 0+2, late 0+1", "other 0+1", "large 2+3"]);
});

test("when a share is taken, then its windows are those that were not taken before", () => {
  const queue = [request(apple, 5)];
  takeMicroBatch(queue, 2);
  expect(windowsOfShare(takeMicroBatch(queue, 2)[0]!)).toEqual([Float64Array.of(2), Float64Array.of(3)]);
});

/** Forecasts the number of each window; fails for a call that has a window of more than one value. */
function forecastNumbers(windows: readonly Rows[]): Forecast[] {
  const long = windows.find((rows) => rows.length > 1);
  if (long) throw new Error(`bad window of ${long.length}`);
  return windows.map((rows) => ({ prediction: rows[0] as number, naive: 1, return: 0 }));
}

test("when a micro-batch is computed, then each request has its forecasts in the order of its windows", async () => {
  const [many, few] = [request(apple, 3), request(apple, 2)];
  const queue = [many, few];
  const failed: unknown[] = [];
  while (queue.length > 0) {
    await computeMicroBatch(takeMicroBatch(queue, 2), forecastNumbers, (_request, error) =>
      failed.push(error),
    );
  }
  const predictions = [many, few].map(({ forecasts }) => forecasts.map(({ prediction }) => prediction));
  expect(predictions).toEqual([
    [0, 1, 2],
    [0, 1],
  ]);
  expect([many.missing, few.missing, failed]).toEqual([0, 0, []]);
});

test("when one request has a bad window, then it alone fails", async () => {
  const good = request(apple, 2);
  const bad = { ...request(apple, 2), windows: [Float64Array.of(0), Float64Array.of(1, 1)] };
  const failed: [unknown, unknown][] = [];
  await computeMicroBatch(takeMicroBatch([bad, good], 4), forecastNumbers, (one, error) =>
    failed.push([one, error]),
  );
  expect(failed).toEqual([[bad, new Error("bad window of 2")]]);
  expect([good.forecasts.length, good.missing, bad.forecasts.length, bad.missing]).toEqual([2, 0, 0, 2]);
});
