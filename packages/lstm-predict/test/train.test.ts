import { beforeAll, describe, expect, test } from "@jest/globals";
import { readMetadata } from "@lstm-predict/artifacts";
import {
  type BarSeries,
  type CustomSource,
  fetchBars,
  forecast,
  openRegistry,
  type TrainedModel,
  type TrainingEvent,
  train,
} from "lstm-predict";
import { useFolder } from "./folder.ts";

const folder = useFolder();
const CONFIG = { window: 25, units: [4], denseUnits: 3, epochs: 2 };
const reversal = {
  fit: () => ({ forecast: (closes: Float64Array) => -0.1 * Math.log(closes.at(-1)! / closes.at(-2)!) }),
};

let bars: BarSeries;
let model: TrainedModel;
const events: TrainingEvent[] = [];
beforeAll(async () => {
  bars = await fetchBars({ symbol: "AAPL", source: "sample", start: "2016-06-01" });
  const options = { modelsDir: folder(), onEvent: (event: TrainingEvent) => events.push(event) };
  model = await train(bars, CONFIG, { ...options, baselines: { points: { reversal } } });
});

describe("train", () => {
  test("when it is done, then the bundle has the scores of every forecaster, the caller's too", async () => {
    const { scores, symbol, data } = (await readMetadata(model.bundle.dir)) as typeof model.bundle.metadata;
    expect([symbol, data.source]).toEqual(["AAPL", "sample"]);
    expect(scores).toEqual(model.scores);
    expect(scores!.test.reversal).toMatchObject({ n: model.scores.test.model.n, mase: expect.closeTo(1, 1) });
    expect(events.map(({ type }) => type).filter((type) => type !== "batch")).toEqual([
      ...["started", "epoch", "epoch", "stopped"],
    ]);
  });

  test("when a field of the configuration is wrong, or a baseline, then nothing is trained", async () => {
    const code = (code: string) => expect.objectContaining({ code });
    await expect(train(bars, { units: [0] })).rejects.toEqual(code("bad_config"));
    const baselines = { points: { naive: reversal } };
    await expect(train(bars, CONFIG, { modelsDir: folder(), baselines })).rejects.toEqual(code("bad_name"));
  });

  test("when the signal aborts, then it ends and saves nothing", async () => {
    const controller = new AbortController();
    const modelsDir = `${folder()}/aborted`;
    const options = { modelsDir, signal: controller.signal, onEvent: () => controller.abort() };
    await expect(train(bars, CONFIG, options)).rejects.toThrow("stopped in epoch 1: nothing was saved");
    expect(await (await openRegistry({ modelsDir })).list()).toEqual([]);
  });
});

describe("forecast", () => {
  test("when it has a model, then its forecast lies in the error bar, and later sessions are wider", () => {
    const { prediction, naive, intervals, targetDate, horizons } = forecast(bars, {
      model,
      horizons: [1, 20],
    });
    expect([naive, targetDate]).toEqual([188.589996, "2018-05-14"]);
    const [lower, upper] = intervals!["90"];
    expect(prediction).toBeGreaterThan(lower);
    expect(prediction).toBeLessThan(upper);
    expect(horizons!.map((of) => of.targetDate)).toEqual(["2018-05-14", "2018-06-11"]);
    const width = ([lower, upper]: [number, number]) => upper - lower;
    expect(width(horizons![0]!.intervals!["90"])).toBe(width([lower, upper]));
    expect(width(horizons![1]!.intervals!["90"])).toBeGreaterThan(2 * width([lower, upper]));
  });

  test("when it has none, then it is the last close with an error bar", () => {
    const { prediction, model, intervals } = forecast(bars);
    expect([prediction, model]).toEqual([188.589996, null]);
    expect(intervals!["95"][0]).toBeLessThan(intervals!["50"][0]);
  });
});

describe("a registry", () => {
  test("when models are published, promoted and rolled back, then the champion is the one that `load` forecasts with", async () => {
    const registry = await openRegistry({ modelsDir: folder() });
    const { version } = model.bundle.metadata;
    // A network of two epochs is worse than the forecast without a model.
    const published = await registry.publish(model, bars);
    expect(published.promoted).toBe(published.champion !== undefined);
    expect(await registry.promote("AAPL", version)).toMatchObject({ version, reason: "promoted by hand" });
    expect(await registry.list()).toEqual([
      { symbol: "AAPL", champion: await registry.champion("AAPL"), versions: [version] },
    ]);
    const ofChampion = forecast(bars, { model: await registry.load("AAPL") });
    expect(ofChampion).toEqual(forecast(bars, { model }));
    expect(forecast(bars, { model: await registry.load("AAPL", version) })).toEqual(ofChampion);
    await expect(registry.rollBack("AAPL")).rejects.toMatchObject({ code: "no_version_before" });
    await expect(registry.load("KO")).rejects.toMatchObject({ code: "no_model" });
  });

  test("when a model is trained on a source of the caller's, then the bundle names it", async () => {
    const desk: CustomSource = { name: "my desk", read: () => bars.bars };
    const own = await fetchBars({ symbol: "AAPL", source: desk });
    expect(own.bars).toEqual(bars.bars);
    const modelsDir = `${folder()}/own`;
    const { bundle } = await train(own, CONFIG, { modelsDir });
    const { metadata } = await (await openRegistry({ modelsDir })).load("AAPL", bundle.metadata.version);
    expect(metadata.data).toMatchObject({ source: "custom", detail: "my desk", timeZone: "unspecified" });
    expect(metadata.weightsSha256).toBe(model.bundle.metadata.weightsSha256);
  });
});
