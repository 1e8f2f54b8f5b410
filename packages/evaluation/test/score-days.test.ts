import { describe, expect, test } from "@jest/globals";
import { LEVELS } from "@lstm-predict/forecasts";
import { constantVolatility, IntervalForecaster, OWN_BARS, QuantileTracker } from "@lstm-predict/volatility";
import { compareDays, type DayScores, scoreDays } from "../src/score-days.ts";

/** Bars whose log return is +1 % and -1 % in turn, and +10 % on the last day. */
function alternatingBars(count: number) {
  const rows: number[] = [];
  let close = 100;
  for (let day = 0; day < count; day++) {
    const open = close;
    close *= Math.exp(day === count - 1 ? 0.1 : day % 2 === 0 ? 0.01 : -0.01);
    rows.push(open, Math.max(open, close), Math.min(open, close), close, 1000, close);
  }
  const dates = Array.from({ length: count }, (_, day) => `day ${day}`);
  return { dates, rows: Float64Array.from(rows) };
}

describe("scoreDays", () => {
  const bars = alternatingBars(71);
  const volatility = constantVolatility.fit({ rows: bars.rows.subarray(0, 60 * 6) });

  test("when days are scored, then intervals hold small moves, and the quantiles follow each day", () => {
    const errorBar = new IntervalForecaster(volatility, new QuantileTracker(LEVELS, OWN_BARS.quantiles));
    const scores = scoreDays(errorBar, bars, 60);
    expect(scores.dates).toEqual(bars.dates.slice(60));
    expect(scores.sigma[0]).toBeCloseTo(0.01, 5);
    // |return| / sigma is 1: beyond the 50 % quantile, .657, and within the others. The last day is beyond all.
    expect(scores.inside.map((held) => held.reduce((sum, one) => sum + one, 0))).toEqual([0, 10, 10, 10]);
    expect(errorBar.tracker.quantile(0.9)).toBeCloseTo(1.779 * Math.exp(0.01 * (0.9 - 10 * 0.1)), 10);
    const width = 100 * 2 * Math.sinh(1.779 * scores.sigma[0]!);
    expect(scores.winkler[0]).toBeCloseTo(width, 10);
    expect(scores.winkler[10]).toBeGreaterThan(100);
  });

  test("when an end is given, then later days are neither scored nor followed", () => {
    const errorBar = new IntervalForecaster(volatility, new QuantileTracker(LEVELS, OWN_BARS.quantiles));
    expect(scoreDays(errorBar, bars, 60, 62).winkler).toHaveLength(2);
    expect(errorBar.tracker.quantile(0.9)).toBeCloseTo(1.779 * Math.exp(-2 * 0.01 * 0.1), 10);
  });
});

describe("compareDays", () => {
  const scoresOf = (winkler: number[], crps: number[]): DayScores => ({
    dates: winkler.map((_, day) => `day ${day}`),
    sigma: [],
    inside: [],
    winkler,
    crps,
  });

  test("when A has half and double the losses of B on two symbols, then the geometric mean is 1 and A wins once", () => {
    const [falling, flat] = [[7, 6, 5, 4, 3, 2, 1], Array.from({ length: 7 }, () => 2)];
    const doubled = falling.map((loss) => 2 * loss);
    const a = [scoresOf(falling, flat), scoresOf(doubled, flat)];
    const b = [
      scoresOf(
        doubled,
        flat.map((loss) => 4 * loss),
      ),
      scoresOf(falling, flat),
    ];
    const { winkler, crps, wins, p } = compareDays(a, b);
    expect(winkler).toBeCloseTo(1, 12);
    expect(crps).toBeCloseTo(0.5, 12);
    expect(wins).toBe(1);
    // In units of B, half as large is -.5 and twice as large is 1: the mean is .25.
    expect(p).toBeCloseTo(0.006366, 6);
  });
});
