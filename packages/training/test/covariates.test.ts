import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Bar } from "@lstm-predict/bars";
import { Forecaster, forecastWithModel } from "@lstm-predict/forecaster";
import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import { parseConfig, Random } from "@lstm-predict/model";
import { type TrainedModel, trainBundle } from "../src/index.ts";
import { folder, QUICK, quickBars } from "./quick.ts";

const CONFIG = { ...QUICK, window: 5, units: [8], target: "return", epochs: 15, learningRate: 0.02 };

/** Bars whose closes a covariate knows a day before: its return of a day is the symbol's of the next. */
async function planted(): Promise<BarSeries> {
  const series = await quickBars();
  const random = new Random(3);
  const returns = series.bars.map(() => 0.01 * random.normal());
  let [close, ahead] = [100, 50];
  const closes: number[] = [];
  const bars = series.bars.map(({ date }, k): Bar => {
    const open = close;
    close *= Math.exp(returns[k]!);
    ahead *= Math.exp(returns[k + 1] ?? 0);
    closes.push(ahead);
    const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) / 1.001];
    return { date, open, high, low, close, volume: 1e6, adjClose: close };
  });
  const dates = bars.map(({ date }) => date);
  const ofCovariate = bars.map((bar, k) => ({ ...bar, close: closes[k]! }));
  const covariate = {
    ...{ symbol: "AHEAD", source: "csv" as const, detail: "made up", from: dates[0]!, to: dates.at(-1)! },
    ...{ count: bars.length, sha256: hashBars(ofCovariate) },
    closes: { dates, closes: Float64Array.from(closes) },
  };
  return { ...series, bars, covariates: [covariate] };
}

describe("a training with covariates", () => {
  let series: BarSeries;
  let trained: TrainedModel;
  beforeAll(async () => {
    series = await planted();
    const config = parseConfig({ ...CONFIG, covariates: ["AHEAD"] });
    trained = await trainBundle({ series, config, modelsDir: await folder() });
  });

  test("when a covariate knows the next return, then the network learns it; without it, it cannot", async () => {
    const { covariates: _, ...bare } = series;
    const plain = await trainBundle({ series: bare, config: parseConfig(CONFIG), modelsDir: await folder() });
    expect(plain.scores.test.model.mase).toBeGreaterThan(0.9);
    expect(trained.scores.test.model.mase).toBeLessThan(0.6);
    expect(trained.bundle.metadata.parameters - plain.bundle.metadata.parameters).toBe(4 * 8);
  });

  test("when its bundle is read, then it names the closes, and forecasts as in training", () => {
    const { metadata } = trained.bundle;
    const [{ closes: _, source: _s, detail: _d, ...named }] = series.covariates! as [
      NonNullable<BarSeries["covariates"]>[0],
    ];
    expect(metadata.data.covariates).toEqual([named]);
    const forecaster = Forecaster.fromBundle(trained.bundle);
    const next = forecastWithModel(forecaster, series);
    expect(next).not.toHaveProperty("networkWarning");
    expect(next.prediction).not.toBe(next.naive);
    const { covariates: _c, ...bare } = series;
    expect(forecastWithModel(forecaster, bare)).toMatchObject({
      prediction: next.naive,
      networkWarning: expect.stringContaining("closes of AHEAD are not known for all of its 5 days"),
    });
  });

  test("when the series has none of them, then nothing is trained", async () => {
    const { covariates: _, ...bare } = series;
    const config = parseConfig({ ...CONFIG, covariates: ["AHEAD"] });
    await expect(trainBundle({ series: bare, config, modelsDir: await folder() })).rejects.toMatchObject({
      code: "missing_covariate",
      message: expect.stringContaining(
        "the bars have no closes of the covariate AHEAD: expected bars that were loaded with",
      ),
    });
  });
});
