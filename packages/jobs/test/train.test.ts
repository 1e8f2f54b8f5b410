import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Bundle, loadBundle, saveBundle, type TrainedMetadata } from "@lstm-predict/artifacts";
import { toRawSeries } from "@lstm-predict/bars";
import { type BarSeries, loadBars } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model";
import {
  judgeChampion,
  promote,
  publish,
  readChampion,
  readPromotions,
  storeOf,
} from "@lstm-predict/registry";
import { type TrainingOutcome, train } from "../src/train.ts";
import { folder, SMALL, START } from "./machine.ts";

let series: BarSeries;
let models: string;
let first: TrainingOutcome;
let worse: TrainingOutcome;
let seven: TrainingOutcome;

const training = (config: object, modelsDir: string, promote = true) =>
  train({ series, config: parseConfig({ ...SMALL, ...config }), store: storeOf(modelsDir), promote });
const versionOf = ({ bundle }: TrainingOutcome) => bundle.metadata.version;

beforeAll(async () => {
  series = await loadBars({ symbol: "AAPL", source: "sample", start: START });
  models = await folder();
  first = await training({}, models);
  worse = await training({ target: "price" }, models);
  const elsewhere = await folder();
  await cp(models, elsewhere, { recursive: true });
  await promote(elsewhere, "AAPL", versionOf(worse), "for the test");
  seven = await training({ seed: 7 }, elsewhere, false);
});

/** A copy of the models folder with the first two versions, and the third beside them as it was just saved. */
async function copy(): Promise<string> {
  const out = await folder();
  await cp(models, out, { recursive: true });
  await cp(seven.bundle.dir, join(out, "AAPL", versionOf(seven)), { recursive: true });
  return out;
}

/** Puts a saved bundle up against the champion, as `train` does at its end. */
async function challengeWith({ bundle }: { bundle: Bundle }, out: string, promote = true) {
  const raw = toRawSeries(series.bars);
  const store = storeOf(out);
  return publish({ store, promote }, bundle, (champion) => judgeChampion(store, champion, bundle, raw));
}

describe("a training that is published", () => {
  test("when it is the first, then it is served, and its report and pictures are in the bundle", async () => {
    expect(first).toMatchObject({ promoted: true, reason: "first successful training" });
    expect((await readChampion(models, "AAPL"))!.version).toBe(versionOf(first));
    expect((await readdir(first.bundle.dir)).sort()).toEqual([
      "checksums.sha256",
      "intervals.json",
      "metadata.json",
      "model.json",
      "plots",
      "preprocessing.json",
      "report.html",
      "test-forecasts.csv",
      "weights.bin",
    ]);
    expect((await readdir(join(first.bundle.dir, "plots"))).sort()).toEqual([
      "coverage.png",
      "deciles.png",
      "fan.png",
      "forecast.png",
      "loss.png",
      "memory.png",
      "residuals.png",
      "spread.png",
      "volatility.png",
      "zoom.png",
    ]);
    const report = await readFile(join(first.bundle.dir, "report.html"), "utf8");
    expect(report).toContain(first.scores.test.model.mase.toFixed(4));
  });

  test("when the challenger is worse, then the champion stays, and both figures are those of the test spans", async () => {
    expect(worse).toMatchObject({ champion: { version: versionOf(first) }, promoted: false });
    const [promotion, refusal] = await readPromotions(models, "AAPL");
    expect(promotion).toMatchObject({ version: versionOf(first), reason: "first successful training" });
    expect(refusal).toMatchObject({ version: versionOf(worse), champion: versionOf(first) });
    expect(refusal!.reason).toMatch(/its MASE is worse and its MASE is above 1.005: MASE \d+\.\d{4} against/);
    const { challenger, champion, days, from, to } = refusal!.evidence as Record<string, never>;
    expect([days, from, to]).toEqual([48, "2018-03-06", "2018-05-11"]);
    const scores = ({ scores: { test } }: TrainingOutcome) => ({
      mase: expect.closeTo(test.model.mase, 5),
      winkler: expect.closeTo(test.model.intervals["90"]!.winkler, 10),
    });
    expect([challenger, champion]).toEqual([scores(worse), scores(first)]);
  });

  test("when the champion is the worse one, then the challenger takes its place, unless that is not wanted", async () => {
    expect(seven).toMatchObject({
      champion: { version: versionOf(worse) },
      promoted: false,
      reason: "it was not to be promoted",
    });
    const out = await copy();
    await promote(out, "AAPL", versionOf(worse), "for the test");
    const published = await challengeWith(seven, out);
    expect(published).toMatchObject({ champion: { version: versionOf(seven) }, promoted: true });
    expect(published.reason).toMatch(/^its MASE is .+ and its interval score is .+: MASE .* against/);
  });

  /** The first model again, with other metadata, in a folder where the first one is served. */
  async function againWith(change: (metadata: TrainedMetadata) => Partial<TrainedMetadata>) {
    const out = await copy();
    const { metadata, model, preprocessing, intervals } = await loadBundle(first.bundle.dir);
    const bundle = await saveBundle(out, {
      model,
      preprocessing: preprocessing as object,
      intervals: intervals as object,
      metadata: {
        ...(metadata as TrainedMetadata),
        createdAt: "2099-01-01T00:00:00.000Z",
        ...change(metadata as TrainedMetadata),
      },
    });
    return { out, bundle };
  }

  test("when the weights are the champion's and the error bar is another one, then the scores decide", async () => {
    const { out, bundle } = await againWith(({ calibration }) => ({
      calibration: { ...calibration!, quantiles: calibration!.quantiles.map((q) => 1.5 * q) },
    }));
    expect(await challengeWith({ bundle }, out)).toMatchObject({
      promoted: false,
      reason: expect.stringMatching(/^its interval score is worse and .*needs no training: MASE/),
    });
  });

  test("when the weights are those of the champion, then it stays", async () => {
    const { out, bundle } = await againWith(() => ({}));
    expect(await challengeWith({ bundle }, out)).toMatchObject({
      champion: { version: versionOf(first) },
      promoted: false,
      reason: "its weights are those of the champion",
    });
  });

  test("when nothing is served and promotion is not wanted, then nothing is served", async () => {
    const out = await folder();
    await cp(seven.bundle.dir, join(out, "AAPL", versionOf(seven)), { recursive: true });
    expect(await challengeWith(seven, out, false)).toEqual({
      champion: undefined,
      promoted: false,
      reason: "it was not to be promoted",
    });
    expect(await readPromotions(out, "AAPL")).toEqual([]);
  });
});

describe("a champion that cannot be compared", () => {
  test("when it is damaged, then it loses", async () => {
    const out = await copy();
    await writeFile(join(out, "AAPL", versionOf(first), "weights.bin"), "?");
    const published = await challengeWith(seven, out);
    expect(published).toMatchObject({ promoted: true, champion: { version: versionOf(seven) } });
    expect(published.reason).toContain(`the champion ${versionOf(first)} cannot be loaded: `);
    expect(published.reason).toContain("weights.bin changed after it was saved");
  });

  test("when it has no calibration, as in version 0.1, then it loses", async () => {
    const out = await folder();
    const { metadata, model, preprocessing } = await loadBundle(first.bundle.dir);
    const { calibration, ...old } = metadata;
    expect([calibration!.testFrom, calibration!.quantiles.length]).toEqual(["2018-03-06", 4]);
    await saveBundle(out, { model, preprocessing: preprocessing as object, metadata: old });
    await promote(out, "AAPL", versionOf(first), "for the test");
    await cp(seven.bundle.dir, join(out, "AAPL", versionOf(seven)), { recursive: true });
    expect(await challengeWith(seven, out)).toMatchObject({
      promoted: true,
      reason: `the champion ${versionOf(first)} cannot be scored: ${versionOf(first)} has no calibrated error bar`,
    });
  });
});
