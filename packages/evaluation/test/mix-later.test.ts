import { expect, test } from "@jest/globals";
import { closes, rowsBefore, toRawSeries } from "@lstm-predict/bars";
import { EXTERNALS, TrackedIntervals } from "@lstm-predict/forecaster";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import {
  atHorizon,
  contextsFrom,
  IntervalForecaster,
  KNOTS,
  logRangeVariance,
  meanLogVariance,
  QuantileTracker,
  TermBars,
} from "@lstm-predict/volatility";
import { forecastAll, forecastLater, type ModelForecasts, scoreRange } from "../src/index.ts";

const WINDOW = 60;
const HORIZON = 4;

/** Bars whose moves grow and shrink every twelve days, more often than a mean of a month can follow. */
const size = (bar: number) => 0.012 * Math.exp(1.2 * Math.sin(bar / 2));
const series = (() => {
  let close = 100;
  return toRawSeries(
    Array.from({ length: 760 }, (_, k) => {
      const open = close * Math.exp((size(k) / 3) * Math.sin(5 * k * k));
      close *= Math.exp(1.4 * size(k) * Math.sin(k * k));
      const [high, low] = [
        Math.max(open, close) * Math.exp(size(k) / 4),
        Math.min(open, close) * Math.exp(-size(k) / 4),
      ];
      const date = new Date(Date.UTC(2023, 0, 1 + k)).toISOString().slice(0, 10);
      return { date, open, high, low, close, volume: 1e6, adjClose: close };
    }),
  );
})();
const splits = chronologicalSplits(series.length, WINDOW);
const actual = logRangeVariance(series.rows);
const close = closes(series);

type Network = (day: number) => number | undefined;

/** What the size of the moves gives as log variance a day of `HORIZON` sessions. */
const knowing: Network = (day) =>
  Math.log(
    Array.from({ length: HORIZON }, (_, k) => size(day + WINDOW + k) ** 2).reduce((a, b) => a + b) / HORIZON,
  );
const noise: Network = (day) => -9 + 4 * Math.sin(1.7 * day * day);

/** A model whose network forecasts the log variance `of(day)` of `HORIZON` sessions, and the last close. */
function modelOf(of: Network, bars = series): ModelForecasts {
  const windows = Array.from({ length: bars.length - WINDOW }, (_, k) => ({
    rows: rowsBefore(bars, k + WINDOW, WINDOW),
  }));
  const price = Float64Array.from(windows, ({ rows }) => rows.at(-3)!);
  const later = windows.map((_, day) => {
    const logVariance = of(day);
    return {
      [HORIZON]: { price: price[day]! * 1.01, ...(logVariance !== undefined && { logVariance }) },
    };
  });
  return { windows, price, later };
}

const options = { splits, window: WINDOW, drift: 0.001, horizons: [HORIZON, 5] };
const later = (of: Network, weights?: Record<number, number>) =>
  forecastLater(series, modelOf(of), { ...options, weights });
const { later: _, ...bare } = modelOf(noise);
const without = forecastLater(series, bare, options);
const winkler = (forecasts: ReturnType<typeof later>, name: string) =>
  scoreRange(forecasts.byHorizon[0]!, { from: splits.test.from, to: splits.test.to - HORIZON })[name]!
    .intervals!["90"]!.winkler;

/** The least-squares slope of y on x, with an intercept. */
function slopeOf(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, xy] = [0, 0];
  x.forEach((value, k) => {
    xx += (value - meanX) ** 2;
    xy += (value - meanX) * (y[k]! - meanY);
  });
  return xy / xx;
}

const known = later(knowing);

test("when the network knows the size of the moves, then it has the shrunk least-squares weight, and intervals are better", () => {
  const [mix] = known.mixes!;
  const { from, to } = splits.validation;
  // Outcomes of validation days that lie before the first test day.
  const days = Array.from({ length: to - HORIZON + 1 - from }, (_, k) => from + k);
  const pooled = days.map(
    (day) => 2 * Math.log(known.byHorizon[0]!.scales.zeroShot!.sigma[day]! / Math.sqrt(HORIZON)),
  );
  const slope = slopeOf(
    days.map((day, k) => knowing(day)! - pooled[k]!),
    days.map((day, k) => meanLogVariance(actual, day + WINDOW - 1, HORIZON) - pooled[k]!),
  );
  expect(mix!.fitted).toBeCloseTo(Math.min(0.5, (slope * days.length) / (days.length + 250)), 10);
  expect(mix).toMatchObject({ horizon: HORIZON, weight: mix!.fitted });
  expect(mix!.weight).toBeGreaterThan(0.1);
  expect(mix!.p).toBeLessThan(0.05);
  expect(winkler(known, "model")).toBeLessThan(winkler(known, "zeroShot"));
});

test("when the network has a part, then its close and scale are at its horizon alone", () => {
  const [four, five] = known.byHorizon;
  expect(four!.points.model![7]).toBe(four!.last[7]! * 1.01);
  expect(five!.points.model![7]).toBeCloseTo(five!.last[7]! * Math.exp(0.004), 10);
  expect(five!.scales.model).toEqual(without.byHorizon[1]!.scales.model);
  const { weight } = known.mixes![0]!;
  for (const day of [0, 300, 600]) {
    const log = (name: string) => 2 * Math.log(four!.scales[name]!.sigma[day]! / Math.sqrt(HORIZON));
    expect(log("model")).toBeCloseTo(weight * knowing(day)! + (1 - weight) * log("zeroShot"), 10);
  }
});

test.each<[string, Network]>([
  ["is noise", noise],
  ["is the opposite of what comes", (day) => -18 - knowing(day)!],
])(
  "when the network %s, then it has no part, and the error bar is the zero-shot one, bit for bit",
  (_name, of) => {
    const forecasts = later(of);
    expect(forecasts.mixes![0]!.weight).toBe(0);
    expect(forecasts.byHorizon[0]!.scales.model).toEqual(without.byHorizon[0]!.scales.model);
    expect(forecasts.byHorizon[0]!.scales.model).toEqual(forecasts.byHorizon[0]!.scales.zeroShot);
    expect(JSON.stringify(forecasts.bars)).toBe(JSON.stringify(without.bars));
  },
);

test("when the test days change, then weight and p do not", () => {
  const end = 6 * (splits.test.from + WINDOW);
  const rows = series.rows.map((value, i) => (i < end ? value : value * 1.5));
  const changed = { ...series, rows };
  const other = forecastLater(changed, modelOf(knowing, changed), options);
  expect(other.mixes).toEqual(known.mixes);
});

test("when weights are given, then they are taken as they are", () => {
  const { weight } = known.mixes![0]!;
  expect(later(knowing, { [HORIZON]: weight }).byHorizon).toEqual(known.byHorizon);
  expect(later(knowing, { [HORIZON]: 0 }).byHorizon[0]!.scales.model).toEqual(
    without.byHorizon[0]!.scales.model,
  );
});

test("when no validation day has the network, then it has no part", () => {
  expect(later(() => undefined).mixes).toEqual([{ horizon: HORIZON, weight: 0, fitted: 0 }]);
});

test("when a window is too short for a pooled volatility, then nothing is weighed", () => {
  const short = { ...options, window: 10, splits: chronologicalSplits(series.length, 10) };
  const windows = Array.from({ length: series.length - 10 }, (_, k) => ({
    rows: rowsBefore(series, k + 10, 10),
  }));
  const price = Float64Array.from(windows, ({ rows }) => rows.at(-3)!);
  const model = { windows, price, later: windows.map(() => ({ [HORIZON]: { price: 7, logVariance: -9 } })) };
  const forecasts = forecastLater(series, model, short);
  expect(forecasts).not.toHaveProperty("mixes");
  expect(forecasts.byHorizon[0]!.points.model![3]).toBe(7);
});

test("when a follower goes through the test days, then its quantiles end as those of the bundle, which reads what it writes", () => {
  const { errorBar } = forecastAll(series, splits, WINDOW, "return", modelOf(knowing));
  const { pooled, trackers, centre, mixed } = known.bars;
  const start = known.byHorizon[0]!.scales.model!.quantiles[splits.test.from]!;
  const { eta } = mixed[0]!.tracker;
  const bars = new TermBars(pooled!, trackers, centre, {
    mixed: [{ ...mixed[0]!, tracker: new QuantileTracker([0.5, 0.8, 0.9, 0.95], start, eta) }],
  });
  const follower = IntervalForecaster.fromJSON(
    JSON.parse(JSON.stringify(new IntervalForecaster(errorBar.volatility, errorBar.tracker, bars))),
    EXTERNALS,
  );
  const tracked = new TrackedIntervals(follower);
  const from = WINDOW + splits.test.from;
  contextsFrom(series, from, series.length).forEach((context, k) => {
    const naive = close[from + k - 1]!;
    const logVariances = follower.termStructure({ rows: rowsBefore(series, from + k, WINDOW), context });
    const network = { [HORIZON]: { price: naive, logVariance: knowing(splits.test.from + k)! } };
    const forecast = {
      naive,
      prediction: naive,
      return: 0,
      sigma: Math.exp(logVariances[0]! / 2),
      logVariances,
    };
    if (k === 20) {
      // Known the evening before: the same as in the backtest.
      const { sigma, quantiles } = known.byHorizon[0]!.scales.model!;
      const day = splits.test.from + k;
      const withNetwork = tracked.applyAt({ ...forecast, later: network }, 0, HORIZON);
      expect(withNetwork.intervals!["90"][1]).toBeCloseTo(
        naive * Math.exp(quantiles[day]![2]! * sigma[day]!),
        8,
      );
      const withoutNetwork = tracked.applyAt(forecast, 0, HORIZON).intervals!["90"][1];
      const plain = atHorizon(logVariances, HORIZON);
      const knots = KNOTS.map((_, knot) => tracked.errorBar.trackers[knot]!.quantiles[2]!);
      const reach = atHorizon(knots, HORIZON) * Math.exp(plain / 2) * Math.sqrt(HORIZON);
      expect(withoutNetwork).toBeCloseTo(naive * Math.exp(reach), 8);
    }
    tracked.update({ ...forecast, later: network }, close[from + k]!);
  });
  tracked.errorBar.later.mixed[0]!.tracker.quantiles.forEach((quantile, level) => {
    expect(quantile).toBeCloseTo(mixed[0]!.tracker.quantiles[level]!, 10);
  });
  expect(follower.later.mixed[0]!.tracker.quantiles).toEqual(start);
});
