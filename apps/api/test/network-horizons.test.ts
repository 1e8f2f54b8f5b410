import { expect, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import type { HorizonForecast } from "@lstm-predict/forecasts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

const HORIZONS = [1, 5, 7, 20];

test("when a network forecasts several horizons, then answers have its closes and error bars, in a window and in a batch", async () => {
  const models = await modelsFolder();
  const options = { target: "distribution" as const, intervals: "own" as const };
  const bundle = await addModel(models, { ...options, horizons: [1, 5, 20] });
  const plain = await addModel(await modelsFolder(), options);
  const server = await serve(models);
  const rows = windowRows();
  const answer = await post(server.url, { symbol: "AAPL", last_60_days: rows, horizon: HORIZONS });
  expect(answer.status).toBe(200);
  expect(answer.body).not.toHaveProperty("later");
  const forecaster = Forecaster.fromBundle(bundle);
  const forecast = forecaster.forecast(rows);
  const expected = HORIZONS.map((horizon) => forecaster.forecastAt(forecast, horizon));
  expect(answer.body.horizons).toHaveLength(HORIZONS.length);
  answer.body.horizons.forEach((of: HorizonForecast, k: number) => {
    const { prediction, intervals } = expected[k]!;
    expect(of.prediction).toBeCloseTo(prediction, 8);
    expect(of.intervals!["90"][1]).toBeCloseTo(intervals!["90"][1], 8);
  });
  // Seven sessions are not the network's.
  const without = Forecaster.fromBundle(plain);
  const widths = [forecaster, without].map((of) => {
    const forecast = of.forecast(rows);
    return HORIZONS.map((horizon) => of.forecastAt(forecast, horizon).intervals!["90"]);
  });
  const same = HORIZONS.map((_, k) => JSON.stringify(widths[0]![k]) === JSON.stringify(widths[1]![k]));
  expect(same).toEqual([true, false, true, true]);
  const bulk = await fetch(`${server.url}/predict/batch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ symbol: "AAPL", windows: [rows, rows], horizon: HORIZONS }),
  });
  const { forecasts } = await bulk.json();
  for (const { horizons } of forecasts) expect(horizons).toEqual(answer.body.horizons);
});
