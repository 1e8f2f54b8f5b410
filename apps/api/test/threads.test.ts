import type { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import { setThreads } from "fused-lstm/kernel";
// The kernel does not export its threads: only this test ends one.
import { Engine } from "../../../packages/fused-lstm/src/kernel/engine.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

afterAll(() => setThreads(1));

/** A thread of the kernel; it starts once several windows wait together. */
async function threadOfKernel(ask: () => Promise<void>) {
  for (;;) {
    await ask();
    const [thread] = Engine.current().background.workers;
    if (thread) return thread as unknown as Worker;
  }
}

test("when a thread of the kernel dies, then the requests that notice and all after them are answered as before", async () => {
  setThreads(2);
  const models = await modelsFolder();
  const expected = Forecaster.fromBundle(await addModel(models)).forecast(windowRows());
  const { url } = await serve(models);
  const windows = Array(64).fill(windowRows());
  const ask = async () => {
    const { status, body } = await post(url, { windows }, {}, "/predict/batch");
    return [status, body.forecasts?.length, body.forecasts?.[63].prediction.toFixed(3)];
  };
  const right = [200, 64, expected.prediction.toFixed(3)];
  for (let crash = 0; crash < 3; crash++) {
    await (await threadOfKernel(async () => expect(await ask()).toEqual(right))).terminate();
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([right, right, right]);
  }
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('model_loads_total{symbol="AAPL",outcome="loaded"} 4');
});
