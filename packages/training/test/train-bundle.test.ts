import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { loadBundle, readTestForecasts } from "@lstm-predict/artifacts";
import { toRawSeries } from "@lstm-predict/bars";
import { loadBars } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";
import { kernelName, selectKernel } from "fused-lstm/kernel";
import { sampleMarket, startStandIn } from "yahoo-stand-in";
import { nextSecond } from "../../../tooling/jest/next-second.ts";
import { fitModel, type TrainedModel, trainBundle } from "../src/index.ts";
import { folder, QUICK, QUICK_CONFIG, quickBars } from "./quick.ts";

let series: Awaited<ReturnType<typeof quickBars>>;
let modelsDir: string;
let trained: TrainedModel;

beforeAll(async () => {
  [series, modelsDir] = [await quickBars(), await folder()];
  trained = await trainBundle({ series, config: QUICK_CONFIG, modelsDir, commit: "0123456789abcdef" });
});

const train = async (config: object, extra: Partial<Parameters<typeof trainBundle>[0]> = {}) =>
  trainBundle({
    series,
    config: parseConfig({ ...QUICK, ...config }),
    modelsDir: await folder(),
    ...extra,
  });

describe("a saved training", () => {
  test("when it is opened, then files, metadata and scores are those of the training", async () => {
    const { dir, metadata } = trained.bundle;
    expect(dir).toBe(join(modelsDir, "AAPL", metadata.version));
    expect((await readdir(dir)).sort()).toEqual([
      "checksums.sha256",
      "intervals.json",
      "metadata.json",
      "model.json",
      "preprocessing.json",
      "test-forecasts.csv",
      "weights.bin",
    ]);
    expect((await loadBundle(dir)).metadata).toEqual(metadata);
    expect(metadata).toMatchObject({
      symbol: "AAPL",
      version: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/),
      weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      target: "distribution",
      parameters: 430,
      seed: 42,
      kernel: kernelName(),
      epochs: 2,
      bestEpoch: expect.any(Number),
      seconds: expect.any(Number),
      commit: "0123456789abcdef",
      config: { window: 20, units: [5, 4] },
      data: {
        source: "sample",
        from: "2017-01-03",
        to: "2018-05-11",
        count: 342,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      calibration: { testFrom: "2018-03-06" },
    });
    expect(metadata.calibration!.quantiles).toHaveLength(4);
    expect(metadata.history).toHaveLength(2);
    expect(metadata.scores).toEqual(trained.scores);
  });

  test("when it is scored, then every split has the model beside naive and drift", () => {
    const { scores } = trained;
    for (const split of ["train", "validation", "test"] as const) {
      for (const forecast of ["model", "naive", "drift"] as const) {
        for (const name of ["r2", "mae", "rmse", "mape", "mase"] as const)
          expect(scores[split][forecast][name]).toEqual(expect.any(Number));
      }
      expect(scores[split].naive.mase).toBe(1);
    }
    expect([scores.train.model.n, scores.test.naive.n]).toEqual([225, 48]);
  });

  test("when its error bar was mixed, then the bundle has the weight of the network and the score of each weight", () => {
    const { weight, fitted, tried } = trained.bundle.metadata.calibration!.network!;
    expect([0, fitted]).toContain(weight);
    expect(tried.at(-1)!.weight).toBe(0);
    const chosen = tried.find((mixture) => mixture.weight === weight)!;
    expect(chosen.winkler).toBe(trained.scores.test.model.intervals["90"]!.winkler);
  });

  test("when its test forecasts are read, then the scores follow from them", async () => {
    const { dir, metadata } = trained.bundle;
    const days = await readTestForecasts(dir, metadata);
    const { model, naive } = trained.scores.test;
    expect([days.length, days.at(-1)!.date]).toEqual([model.n, metadata.data.to]);
    const error = (of: "prediction" | "naive") =>
      days.reduce((sum, day) => sum + Math.abs(day[of] - day.actual), 0) / days.length;
    expect(error("prediction")).toBeCloseTo(model.mae, 6);
    expect(error("naive")).toBeCloseTo(naive.mae, 6);
    for (const [level, { coverage }] of Object.entries(model.intervals)) {
      const held = days.filter(({ actual, intervals }) => {
        const [lower, upper] = intervals[level]!;
        return lower <= actual && actual <= upper;
      });
      expect(held.length / days.length).toBeCloseTo(coverage, 6);
    }
  });

  test("when further files are made, then they are in the bundle, and know what it will say", async () => {
    const { bundle } = await train(
      {},
      {
        extras: async ({ metadata, forecasts, splits, point }) => ({
          "notes/mase.txt": String(metadata.scores.test.model.mase),
          "notes/span.txt": [forecasts.dates[splits.test.from], point.shrinkage].join(" "),
        }),
      },
    );
    const [mase, span] = await Promise.all(
      ["mase.txt", "span.txt"].map((name) => readFile(join(bundle.dir, "notes", name), "utf8")),
    );
    expect(Number(mase)).toBe(bundle.metadata.scores.test.model.mase);
    expect(span).toBe(`2018-03-06 ${trained.point.shrinkage}`);
    expect(Object.keys(bundle.metadata.files)).toContain("notes/mase.txt");
  });
});

describe("training again", () => {
  test("when seed and data are the same, then so are weights, scores and forecasts", async () => {
    await nextSecond();
    const again = await trainBundle({ series, config: QUICK_CONFIG, modelsDir });
    const { dir, metadata } = again.bundle;
    expect(metadata.version).not.toBe(trained.bundle.metadata.version);
    expect(metadata.weightsSha256).toBe(trained.bundle.metadata.weightsSha256);
    expect(metadata.version.split("-")[1]).toBe(trained.bundle.metadata.version.split("-")[1]);
    expect(again.scores).toEqual(trained.scores);
    expect(await readTestForecasts(dir, metadata)).toEqual(
      await readTestForecasts(trained.bundle.dir, trained.bundle.metadata),
    );
  });

  test.each([
    ["seed", { seed: 7 }],
    ["target", { target: "price" }],
  ])("when the %s differs, then so do the weights", async (_name, config) => {
    const { bundle } = await train(config);
    expect(bundle.metadata).toMatchObject({ config, symbol: "AAPL" });
    expect(bundle.metadata.weightsSha256).not.toBe(trained.bundle.metadata.weightsSha256);
  });

  test("when another build of the kernel trains, then the bundle says which, and its bars are the same", async () => {
    selectKernel("wasm");
    try {
      const { metadata } = (await train({})).bundle;
      expect(metadata.kernel).toBe("wasm");
      expect(metadata.data.sha256).toBe(trained.bundle.metadata.data.sha256);
    } finally {
      selectKernel(undefined);
    }
  });

  test("when another engine trains, then the bundle names no kernel", async () => {
    expect((await train({ engine: "tfjs", epochs: 1 })).bundle.metadata).not.toHaveProperty("kernel");
  });

  test("when the target is the price, then the network's output is used as it is", async () => {
    const { point, bundle } = await train({ target: "price" });
    expect(point).toEqual({ drift: 0, shrinkage: 1 });
    expect(bundle.metadata.calibration).not.toHaveProperty("network");
  });

  test("when the network has two outputs, then at most half of its return is used, added to the drift", async () => {
    const { drift, shrinkage } = trained.point;
    expect(shrinkage).toBeGreaterThanOrEqual(0);
    expect(shrinkage).toBeLessThanOrEqual(0.5);
    expect(Math.abs(drift)).toBeLessThan(0.01);
  });
});

test("when the bars came out of the cache, then the bundle says so, and is the same model", async () => {
  await using yahoo = await startStandIn({ markets: [sampleMarket()] });
  const cached = async () =>
    loadBars({ symbol: "AAPL", source: "yahoo", start: "2017-01-01", dataDir, fetch: yahoo.fetch });
  const [dataDir, dir] = [await folder(), await folder()];
  const first = await trainBundle({ series: await cached(), config: QUICK_CONFIG, modelsDir: dir });
  await nextSecond();
  const second = await trainBundle({ series: await cached(), config: QUICK_CONFIG, modelsDir: dir });
  expect(yahoo.asked).toHaveLength(1);
  const [a, b] = [first.bundle.metadata, second.bundle.metadata];
  expect([a.data.source, a.data.cache]).toMatchObject(["yahoo", { outcome: "fetched", requests: 1 }]);
  expect(b.data.cache).toMatchObject({ outcome: "hit", requests: 0 });
  expect([b.data.sha256, b.weightsSha256]).toEqual([a.data.sha256, a.weightsSha256]);
});

test("when a window is shorter than a forecaster needs, then that forecaster alone has no scores", async () => {
  const { scores } = await train({ window: 4, epochs: 1 });
  expect(Object.keys(scores.test)).toEqual(
    expect.arrayContaining(["model", "naive", "drift", "shrunkDrift", "garch"]),
  );
  for (const name of ["ridge", "har", "zeroShot"]) expect(scores.test).not.toHaveProperty(name);
});

describe("what ends a training", () => {
  const failing = new Error("the disk is full");

  test.each<[string, () => Promise<Partial<Parameters<typeof trainBundle>[0]>>, object]>([
    [
      "the signal aborts in an epoch",
      async () => {
        const controller = new AbortController();
        const onEvent = ({ type }: { type: string }) => type === "epoch" && controller.abort();
        return { signal: controller.signal, onEvent: (event) => void onEvent(event) };
      },
      { message: "stopped in epoch 2: nothing was saved", exitCode: 130 },
    ],
    [
      "there are too few bars",
      async () => ({ series: await quickBars({ end: "2017-01-31" }) }),
      { code: "too_few_bars" },
    ],
    ["a further file cannot be made", async () => ({ extras: () => Promise.reject(failing) }), failing],
    [
      "a further file has the name of one of the bundle's",
      async () => ({ extras: async () => ({ "weights.bin": "?" }) }),
      { code: "bad_content" },
    ],
    [
      "TensorFlow's binding is not there",
      async () => ({ config: parseConfig({ ...QUICK, engine: "tensorflow" }) }),
      { code: expect.any(String), message: expect.stringContaining("pnpm native") },
    ],
  ])("when %s, then nothing is saved, and no tensor is left", async (_name, options, expected) => {
    const dir = await folder();
    const given = await options();
    const tensors = tf.memory().numTensors;
    const training = train({}, { modelsDir: dir, ...given });
    await expect(training).rejects.toMatchObject(expected);
    expect(await readdir(dir)).toEqual([]);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test("when initial weights do not fit the network, then no tensor is left", async () => {
    const raw = toRawSeries(series.bars);
    const splits = chronologicalSplits(raw.length, QUICK_CONFIG.window);
    const tensors = tf.memory().numTensors;
    const initialWeights = [new Float32Array(3)];
    await expect(fitModel({ series: raw, splits, config: QUICK_CONFIG, initialWeights })).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test("when trainings succeed one after the other, then no tensor is left either", async () => {
    const tensors = tf.memory().numTensors;
    await train({ epochs: 1 });
    await train({ epochs: 1, seed: 2 });
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
