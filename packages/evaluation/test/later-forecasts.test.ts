import { describe, expect, test } from "@jest/globals";
import { addDays, closes, type RawSeries, rowsBefore, toRawSeries } from "@lstm-predict/bars";
import { TrackedIntervals } from "@lstm-predict/forecaster";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { contextsFrom, IntervalForecaster, KNOTS, QuantileTracker, TermBars } from "@lstm-predict/volatility";
import { forecastAll, forecastLater, type ModelForecasts, scoreSplits } from "../src/index.ts";

const WINDOW = 60;
const DRIFT = 0.001;

/** Bars whose moves grow and shrink in waves, with a VIX that foretells them a little. */
const series: RawSeries = (() => {
  let close = 100;
  const first = "2020-01-01";
  const size = (k: number) => 0.01 * Math.exp(0.7 * Math.sin(k / 40));
  const bars = Array.from({ length: 700 }, (_, k) => {
    const open = close * Math.exp((size(k) / 3) * Math.sin(5 * k * k));
    close *= Math.exp(size(k) * (1.4 * Math.sin(k * k) + 0.3 * Math.sin(3 * k)));
    const high = Math.max(open, close) * Math.exp(size(k) / 4);
    const low = Math.min(open, close) * Math.exp(-size(k) / 4);
    return { date: addDays(first, k), open, high, low, close, volume: 1e6 + k, adjClose: close };
  });
  const dates = Array.from({ length: 900 }, (_, k) => addDays(first, k - 120));
  const vix = { dates, closes: Float64Array.from(dates, (_, k) => 1500 * size(k - 115)) };
  return { ...toRawSeries(bars), vix, instrument: "equity" };
})();
const splits = chronologicalSplits(series.length, WINDOW);
const close = closes(series);

/** A model that forecasts the last close. */
function modelOf({ length, rows }: RawSeries): ModelForecasts {
  const count = length - WINDOW;
  return {
    price: closes({ rows, length, dates: [] }).slice(WINDOW - 1, WINDOW - 1 + count),
    windows: Array.from({ length: count }, (_, k) => ({ rows: rowsBefore({ rows }, k + WINDOW, WINDOW) })),
  };
}
const options = { splits, window: WINDOW, drift: DRIFT, horizons: [5, 7, 20] };
const later = forecastLater(series, modelOf(series), options);
const [week, seven, month] = later.byHorizon;

describe("forecasts of later sessions", () => {
  test("when a horizon is h, then its outcome is the close h - 1 sessions after the next", () => {
    expect(month!.horizon).toBe(20);
    expect(month!.dates).toHaveLength(series.length - WINDOW - 19);
    const day = 123;
    expect(month!.dates[day]).toBe(series.dates[WINDOW + day + 19]);
    expect(month!.actual[day]).toBe(close[WINDOW + day + 19]);
    expect(month!.last[day]).toBe(close[WINDOW + day - 1]);
  });

  test("when the model forecasts the last close, then later ones have the drift of the sessions between", () => {
    expect(week!.points.model![7]).toBeCloseTo(week!.last[7]! * Math.exp(4 * DRIFT), 10);
    expect(week!.points.naive).toEqual(week!.last);
  });

  test("when a horizon lies between knots, then its scale does too", () => {
    for (const day of [0, 200, 500]) {
      const at = (of: typeof week) => of!.scales.model!.sigma[day]! / Math.sqrt(of!.horizon);
      const ten = forecastLater(series, modelOf(series), { ...options, horizons: [10] }).byHorizon[0];
      const share = Math.log(7 / 5) / Math.log(10 / 5);
      expect(Math.log(at(seven))).toBeCloseTo(
        (1 - share) * Math.log(at(week)) + share * Math.log(at(ten)),
        12,
      );
    }
  });

  test("when a horizon is scored, then coverage counts the closes between the bounds of their day", () => {
    const { sigma, quantiles } = month!.scales.model!;
    const { from, to } = splits.validation;
    let held = 0;
    for (let day = from; day < to; day++) {
      const reach = quantiles[day]![2]! * sigma[day]!;
      if (Math.abs(Math.log(month!.actual[day]! / month!.last[day]!)) <= reach) held++;
    }
    expect(scoreSplits(month!, splits).validation.model.intervals!["90"]!.coverage).toBeCloseTo(
      held / (to - from),
      12,
    );
  });

  test("when bars after a day change, then no forecast up to that day does", () => {
    const cut = WINDOW + splits.test.from + 40;
    const rows = series.rows.slice();
    for (let i = cut * 6; i < rows.length; i++) rows[i]! *= 1.3;
    const closesOfVix = series.vix!.closes.map((value, k) =>
      series.vix!.dates[k]! >= series.dates[cut]! ? 3 * value : value,
    );
    const changed = { ...series, rows, vix: { ...series.vix!, closes: closesOfVix } };
    const other = forecastLater(changed, modelOf(changed), options);
    other.byHorizon.forEach((of, k) => {
      const before = later.byHorizon[k]!;
      for (const name of ["model", "constant", "har"])
        for (let day = 0; day <= splits.test.from + 40; day++) {
          expect(of.scales[name]!.sigma[day]).toBe(before.scales[name]!.sigma[day]);
          expect(of.scales[name]!.quantiles[day]).toEqual(before.scales[name]!.quantiles[day]);
        }
    });
  });

  test("when a follower goes through the test days, then it ends with the quantiles of the bundle", () => {
    const { errorBar } = forecastAll(series, splits, WINDOW, "return", modelOf(series));
    const knots = forecastLater(series, modelOf(series), { ...options, horizons: KNOTS.slice(1) });
    const { pooled, centre, trackers } = later.bars;
    const starts = knots.byHorizon.map(
      (of, k) =>
        new QuantileTracker(
          [0.5, 0.8, 0.9, 0.95],
          of.scales.model!.quantiles[splits.test.from]!,
          trackers[k]!.eta,
        ),
    );
    const follower = new IntervalForecaster(
      errorBar.volatility,
      errorBar.tracker,
      new TermBars(pooled!, starts, centre),
    );
    const tracked = new TrackedIntervals(follower, { inPlace: true });
    const from = WINDOW + splits.test.from;
    contextsFrom(series, from, series.length).forEach((context, k) => {
      const naive = close[from + k - 1]!;
      const logVariances = follower.termStructure({ rows: rowsBefore(series, from + k, WINDOW), context });
      tracked.update({ naive, sigma: Math.exp(logVariances[0]! / 2), logVariances }, close[from + k]!);
    });
    follower.later.trackers.forEach(({ quantiles }, k) => {
      quantiles.forEach((q, level) => {
        expect(q).toBeCloseTo(trackers[k]!.quantiles[level]!, 10);
      });
    });
  });

  test.each([0, 21, 2.5])("when a horizon is %s, then it is refused", (horizon) => {
    expect(() => forecastLater(series, modelOf(series), { ...options, horizons: [horizon] })).toThrow(
      `horizon is ${horizon}: expected a whole number of sessions from 1 to 20`,
    );
  });
});
