import { beforeAll, expect, jest, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import { Batcher } from "../src/batcher.ts";
import { Metrics } from "../src/metrics.ts";
import type { Window } from "../src/schemas/window.ts";
import { addModel, modelsFolder, windowRows } from "./service.ts";

const rows = windowRows() as Window;
let apple: Forecaster;
let coke: Forecaster;

beforeAll(async () => {
  const models = await modelsFolder();
  apple = Forecaster.fromBundle(await addModel(models));
  coke = Forecaster.fromBundle(await addModel(models, { symbol: "KO", seed: 2 }));
});

/** Runs all at once; the names in the order in which they were answered. */
async function orderOf(batcher: Batcher, jobs: [string, Forecaster, number][]): Promise<string[]> {
  const order: string[] = [];
  await Promise.all(
    jobs.map(async ([name, forecaster, count]) => {
      const { forecasts } = await batcher.forecast(forecaster, Array(count).fill(rows));
      expect(forecasts).toHaveLength(count);
      order.push(name);
    }),
  );
  return order;
}

test("when a single window waits behind 256, then it is answered first", async () => {
  const jobs: [string, Forecaster, number][] = [
    ["many", apple, 256],
    ["one", apple, 1],
  ];
  expect(await orderOf(new Batcher(new Metrics()), jobs)).toEqual(["one", "many"]);
});

test("when another model's window waits behind 256, then it is answered first", async () => {
  const jobs: [string, Forecaster, number][] = [
    ["many", apple, 256],
    ["other", coke, 1],
  ];
  expect(await orderOf(new Batcher(new Metrics()), jobs)).toEqual(["other", "many"]);
});

test("when a forecaster is retired while windows wait for it, then they are answered, and its memory is given back after", async () => {
  const models = await modelsFolder();
  const bundle = await addModel(models);
  const batcher = new Batcher(new Metrics());
  const old = Forecaster.fromBundle(bundle);
  const expected = old.forecast(rows);
  const release = jest.spyOn(old, "release");
  const waiting = batcher.forecast(old, Array(64).fill(rows));
  batcher.retire(old);
  expect(release).not.toHaveBeenCalled();
  const { forecasts } = await waiting;
  expect(forecasts[63]!.prediction).toBeCloseTo(expected.prediction, 3);
  expect(release).toHaveBeenCalledTimes(1);
});

test("when more windows wait than a second can compute, then the next are refused, and later ones are not", async () => {
  const batcher = new Batcher(new Metrics());
  const waiting = Array.from({ length: 16 }, () => batcher.forecast(apple, Array(256).fill(rows)));
  await expect(batcher.forecast(apple, [rows])).rejects.toMatchObject({
    code: "overloaded",
    message: "4096 windows are waiting: try again in a second",
    headers: { "Retry-After": "1" },
  });
  await Promise.all(waiting);
  expect((await batcher.forecast(apple, [rows])).forecasts).toHaveLength(1);
});
