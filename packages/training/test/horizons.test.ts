import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Bar, closes, rowsBefore } from "@lstm-predict/bars";
import { Follower, Forecaster, forecastWithModel } from "@lstm-predict/forecaster";
import { type BarSeries, rawSeriesOf } from "@lstm-predict/market-data";
import { parseConfig, Random, snapshotWeights } from "@lstm-predict/model";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { fitModel, type TrainedModel, type Training, trainBundle } from "../src/index.ts";
import { folder, quickBars } from "./quick.ts";

const WINDOW = 23;
const CONFIG = {
  ...{ window: WINDOW, units: [8], denseUnits: 8, dropout: 0, epochs: 12, learningRate: 0.01 },
  ...{ returnWeight: 1, horizons: [1, 4, 5] },
};

/**
 * Bars whose next five days the sign of a return foretells: rises are followed by rises, and by wild days, falls by falls and calm days.
 * Volatilities of own bars know no sign.
 */
async function planted(count = 1500): Promise<BarSeries> {
  const random = new Random(3);
  const first = Date.UTC(2020, 0, 1);
  let [close, sign, mood] = [100, 1, 0];
  const bars = Array.from({ length: count }, (_, k): Bar => {
    const size = 0.004 * Math.exp(0.8 * mood);
    if (random.uniform() < 0.12) sign = -sign;
    mood = 0.5 * mood + 0.5 * 2 * sign;
    const open = close;
    close *= Math.exp(size * (1.5 * sign + 0.5 * random.normal()));
    const [high, low] = [
      Math.max(open, close) * Math.exp(size / 2),
      Math.min(open, close) / Math.exp(size / 2),
    ];
    const date = new Date(first + k * 864e5).toISOString().slice(0, 10);
    return { date, open, high, low, close, volume: 1e6, adjClose: close };
  });
  const series = await quickBars();
  return { ...series, bars };
}

describe("a training for several horizons", () => {
  let series: BarSeries;
  let trained: TrainedModel;
  let training: Training;
  beforeAll(async () => {
    series = await planted();
    trained = await trainBundle({
      series,
      config: parseConfig(CONFIG),
      modelsDir: await folder(),
      horizons: [4, 5, 7],
      extras: async (before) => {
        training = before;
        return {};
      },
    });
  });

  test("when the days foretell the next five, then the network learns it, and its close and error bar at five are better", () => {
    const { calibration, parameters } = trained.bundle.metadata;
    const { horizons } = calibration!.network!;
    expect(horizons!.map(({ horizon }) => horizon)).toEqual([4, 5]);
    for (const { weight, fitted, p } of horizons!) {
      expect(weight).toBe(fitted);
      expect(weight).toBeGreaterThan(0.2);
      expect(p).toBeLessThan(0.05);
    }
    for (const share of trained.point.later!) expect(share).toBeGreaterThan(0.2);
    for (const horizon of [4, 5]) {
      const { model, drift, zeroShot } = trained.laterScores[horizon]!.test;
      expect(model.mase).toBeLessThan(0.9 * drift.mase);
      expect(model.relative!.winklerToHar).toBeLessThan(0.9 * zeroShot!.relative!.winklerToHar);
    }
    expect(parameters).toBe(4 * 8 * (6 + 8 + 1) + (8 + 1) * 8 + (8 + 1) * 6);
  });

  test("when a horizon is not the network's, then its forecast is the next one with the drift, and its error bar the zero-shot one", () => {
    const seven = training.later.find(({ horizon }) => horizon === 7)!;
    expect(seven.scales.model).toEqual(seven.scales.zeroShot);
    const { drift } = trained.bundle.metadata;
    expect(seven.points.model![50]).toBe(training.forecasts.points.model![50]! * Math.exp(6 * drift!));
  });

  test("when a server forecasts the test days and follows their outcomes, then it says what the training said", async () => {
    const forecaster = Forecaster.fromBundle(trained.bundle);
    const raw = rawSeriesOf(series);
    const { from, to } = training.splits.test;
    const days = Array.from({ length: to - from }, (_, k) => from + k);
    const windows = days.map((day) => rowsBefore(raw, day + WINDOW, WINDOW));
    const contexts = forecaster.contextsFrom(raw, from + WINDOW, to + WINDOW);
    const batch = forecaster.forecastBatch(windows, contexts);
    expect(await forecaster.forecastBatchAsync(windows, contexts)).toEqual(batch);
    expect(forecaster.forecast(windows[3]!, contexts[3])).toEqual(batch[3]);
    for (const horizon of [4, 5, 7]) {
      const { points, scales } = training.later.find((of) => of.horizon === horizon)!;
      const { prediction } = forecaster.forecastAt(batch[3]!, horizon);
      expect(prediction / points.model![from + 3]!).toBeCloseTo(1, 5);
      // The error bar of the bundle has followed all test days; its scale is that of the day.
      const { intervals } = forecaster.forecastAt(batch[3]!, horizon);
      const { intervals: last } = forecaster.forecastAt(batch[9]!, horizon);
      const widthOf = ([lower, upper]: [number, number]) => Math.log(upper / lower);
      const ratio = widthOf(intervals!["90"]) / widthOf(last!["90"]);
      const sigma = (day: number) => scales.model!.sigma[day]!;
      expect(ratio).toBeCloseTo(sigma(from + 3) / sigma(from + 9), 4);
    }
  });

  test("when new days come, then a follower's quantiles at the network's horizons move, and the bundle's do not", async () => {
    const more = await planted(1560);
    const forecaster = Forecaster.fromBundle(trained.bundle);
    const quantiles = () => forecaster.intervals!.later.mixed.map(({ tracker }) => [...tracker.quantiles]);
    const before = quantiles();
    const follower = Follower.of(forecaster)!;
    const raw = rawSeriesOf(more);
    const days = follower.next(raw);
    const windows = Array.from({ length: days.to - days.from }, (_, k) =>
      rowsBefore(raw, days.from + k, WINDOW),
    );
    const contexts = forecaster.contextsFrom(raw, days.from, days.to);
    follower.follow(raw, days, forecaster.forecastBatch(windows, contexts));
    expect(quantiles()).toEqual(before);
    const followed = follower.intervals.errorBar.later.mixed.map(({ tracker }) => tracker.quantiles);
    followed.forEach((of, k) => {
      expect(of).not.toEqual(before[k]);
    });
    const next = forecastWithModel(forecaster, more, { horizons: [1, 4, 5, 7], explain: true });
    const [, four, five] = next.horizons!;
    const ofDrift = closes(raw).at(-1)! * Math.exp(5 * forecaster.drift);
    expect(Math.abs(five!.prediction / ofDrift - 1)).toBeGreaterThan(0.001);
    expect(next).not.toHaveProperty("later");
    const { laterWidths, network, point } = next.explanation!;
    expect(laterWidths!.map(({ networkWeight }) => networkWeight)).toEqual([
      ...trained.bundle.metadata.calibration!.network!.horizons!.map(({ weight }) => weight),
      0,
    ]);
    laterWidths!.forEach(({ width, usual, terms }, k) => {
      const [lower, upper] = next.horizons![k + 1]!.intervals!["90"];
      expect(width).toBeCloseTo(Math.log(upper / lower), 10);
      expect(terms.reduce((product, { factor }) => product * factor, usual)).toBeCloseTo(width, 10);
    });
    expect(network!.outputs.map(({ name }) => name)).toEqual(["logVariance", "logReturn"]);
    expect(Object.keys(point!)).toEqual(["logReturn", "drift", "shrinkage", "networkReturn"]);
    expect(four!.intervals!["90"][0]).toBeLessThan(four!.intervals!["50"][0]);
  });
});

describe("what a network of several horizons may know", () => {
  /** The weights after training on bars whose day `bar` and later ones are others. */
  async function weightsOf(series: BarSeries, epochs: number, bar = Number.POSITIVE_INFINITY) {
    const bars = series.bars.map((of, k) =>
      k < bar
        ? of
        : {
            ...of,
            open: of.open * 1.2,
            high: of.high * 1.4,
            low: of.low * 0.9,
            close: of.close * (1 + 0.1 * (k % 3)),
          },
    );
    const raw = rawSeriesOf({ ...series, bars });
    const splits = chronologicalSplits(raw.length, WINDOW);
    const config = parseConfig({ ...CONFIG, epochs, horizons: [1, 5, 20] });
    const { model, preprocessor } = await fitModel({ series: raw, splits, config });
    const weights = snapshotWeights(model);
    model.dispose();
    return { weights, preprocessing: preprocessor.toJSON() };
  }

  test("when bars after the training span change, then no weight and no scaler does; of those after validation, nothing at all", async () => {
    const series = await planted(400);
    const { train, validation } = chronologicalSplits(400, WINDOW);
    const once = await weightsOf(series, 1);
    const other = await weightsOf(series, 1, train.to + WINDOW);
    expect(other.weights).toEqual(once.weights);
    expect(other.preprocessing.targets).toEqual(once.preprocessing.targets);
    expect((await weightsOf(series, 1, train.to + WINDOW - 1)).weights).not.toEqual(once.weights);
    const whole = await weightsOf(series, 4);
    expect(await weightsOf(series, 4, validation.to + WINDOW)).toEqual(whole);
  });

  test("when a span is shorter than the farthest horizon, then it is refused", async () => {
    const series = await planted(WINDOW + 60);
    await expect(weightsOf(series, 1)).rejects.toMatchObject({
      code: "too_few_bars",
      message: "there are 9 windows to train or validate on: outcomes 20 sessions ahead need at least 20",
    });
  });
});

test("when nothing foretells the returns of later sessions, then the forecast is the last close and the drift", async () => {
  const series = await quickBars();
  const config = parseConfig({ ...CONFIG, epochs: 1, horizons: [1, 5, 20] });
  const { bundle, point } = await trainBundle({ series, config, modelsDir: await folder() });
  expect(point.later).toEqual([0, 0]);
  const forecaster = Forecaster.fromBundle(bundle);
  const { naive, horizons } = forecastWithModel(forecaster, series, { horizons: [5, 20] });
  expect(horizons!.map(({ prediction }) => prediction)).toEqual(
    [5, 20].map((horizon) => naive * Math.exp(horizon * forecaster.drift)),
  );
});
