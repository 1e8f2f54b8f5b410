import { beforeAll, describe, expect, jest, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import { Batcher } from "../../src/compute/batcher.ts";
import { Metrics } from "../../src/metrics.ts";
import type { Window } from "../../src/schemas/window.ts";
import { addModel, windowRows } from "../models.ts";
import { modelsFolder } from "../service.ts";

const rows = windowRows() as Window;
let apple: Forecaster;
let coke: Forecaster;

beforeAll(async () => {
  const models = await modelsFolder();
  apple = Forecaster.fromBundle(await addModel(models));
  coke = Forecaster.fromBundle(await addModel(models, { symbol: "KO", seed: 2 }));
});

/** Sends all requests at once; returns their names in the order of the answers. */
async function orderOf(batcher: Batcher, requests: [string, Forecaster, number][]): Promise<string[]> {
  const order: string[] = [];
  await Promise.all(
    requests.map(async ([name, forecaster, count]) => {
      const { forecasts } = await batcher.forecast(forecaster, Array(count).fill(rows));
      expect(forecasts).toHaveLength(count);
      order.push(name);
    }),
  );
  return order;
}

describe.each([true, false])("background: %p", (background) => {
  test("when a single window waits behind 256, then it is answered first", async () => {
    const requests: [string, Forecaster, number][] = [
      ["many", apple, 256],
      ["one", apple, 1],
    ];
    expect(await orderOf(new Batcher(new Metrics(), { background }), requests)).toEqual(["one", "many"]);
  });

  test("when another model's window waits behind 256, then it is answered first", async () => {
    const requests: [string, Forecaster, number][] = [
      ["many", apple, 256],
      ["other", coke, 1],
    ];
    expect(await orderOf(new Batcher(new Metrics(), { background }), requests)).toEqual(["other", "many"]);
  });

  test("when a forecaster is retired while windows wait for it, then they are answered, and its memory is given back after", async () => {
    const models = await modelsFolder();
    const bundle = await addModel(models);
    const batcher = new Batcher(new Metrics(), { background });
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
    const batcher = new Batcher(new Metrics(), { background });
    const waiting = Array.from({ length: 16 }, () => batcher.forecast(apple, Array(256).fill(rows)));
    await expect(batcher.forecast(apple, [rows])).rejects.toMatchObject({
      code: "overloaded",
      message: "4096 windows are waiting: try again in a second",
      headers: { "Retry-After": "1" },
    });
    await Promise.all(waiting);
    expect((await batcher.forecast(apple, [rows])).forecasts).toHaveLength(1);
  });

  test("when many requests of several sizes and models come at once, then each is answered with its own forecasts", async () => {
    const batcher = new Batcher(new Metrics(), { background });
    const windowOf = (seed: number) =>
      windowRows().map((row) => row.map((value) => value * (1 + seed / 100)));
    const requests = Array.from({ length: 30 }, (_, k) => ({
      forecaster: k % 3 === 0 ? coke : apple,
      windows: Array.from({ length: 1 + ((7 * k) % 11) }, (_, w) => windowOf(k + w)),
    }));
    const answers = await Promise.all(requests.map((one) => batcher.forecast(one.forecaster, one.windows)));
    expect(answers.map(({ forecasts }) => forecasts)).toEqual(
      requests.map(({ forecaster, windows }) => windows.map((window) => forecaster.forecast(window))),
    );
  });

  test("when one request's windows cannot be forecast, then it fails, and those beside it are answered", async () => {
    const batcher = new Batcher(new Metrics(), { background });
    const short = rows.slice(1);
    const many = batcher.forecast(apple, Array(40).fill(rows));
    const bad = batcher.forecast(apple, [...Array(40).fill(rows), short]);
    const one = batcher.forecast(apple, [rows]);
    await expect(bad).rejects.toMatchObject({ code: "bad_window" });
    expect((await many).forecasts).toEqual(Array(40).fill(apple.forecast(rows)));
    expect((await one).forecasts).toEqual([apple.forecast(rows)]);
    expect((await batcher.forecast(apple, [rows])).forecasts).toHaveLength(1);
  });
});
