import { describe, expect, test } from "@jest/globals";
import { type LossPanel, panelDieboldMariano } from "../src/panel-diebold-mariano.ts";
import { difference, readFixture } from "./fixture.ts";

// Made by test/reference/make_fixture.py.
const { panel } = readFixture("scores.json");
const panels = panel.symbols as LossPanel[];

describe("over several symbols", () => {
  test.each(panel.cases)("when the lag is $lag, then statsmodels' group-sum regression agrees", (golden) => {
    const { lag, meanDifference, statistic, pValue } = golden as Record<string, number>;
    const result = panelDieboldMariano(panels, { lag: lag! });
    expect(
      difference(
        [result.meanDifference, result.statistic, result.pValue],
        [meanDifference!, statistic!, pValue!],
      ),
    ).toBeLessThan(1e-10);
  });

  test("when every pair of symbol-days is weighted by its distance, then the statistic is the same", () => {
    const dates = [...new Set(panels.flatMap((one) => one.dates))].sort();
    const days = panels.flatMap(({ dates: own, lossA, lossB }) => {
      const unit = Array.from(lossB).reduce((sum, loss) => sum + loss, 0) / lossB.length;
      return own.map((date, i) => ({ at: dates.indexOf(date), d: (lossA[i]! - lossB[i]!) / unit }));
    });
    const centre = days.reduce((sum, { d }) => sum + d, 0) / days.length;
    let variance = 0;
    for (const a of days)
      for (const b of days)
        variance += Math.max(0, 1 - Math.abs(a.at - b.at) / 6) * (a.d - centre) * (b.d - centre);
    const { statistic, meanDifference, n } = panelDieboldMariano(panels, { lag: 5 });
    expect(meanDifference).toBeCloseTo(centre, 14);
    expect(statistic).toBeCloseTo((centre * days.length) / Math.sqrt(variance), 10);
    expect(n).toBe(120);
  });

  test("when no lag is given, then it is 5, or twice a longer horizon; when symbols change places, then nothing changes", () => {
    expect(panelDieboldMariano(panels)).toEqual(panelDieboldMariano(panels, { lag: 5 }));
    expect(panelDieboldMariano(panels, { horizon: 10 })).toEqual(panelDieboldMariano(panels, { lag: 20 }));
    expect(panelDieboldMariano(panels.toReversed()).statistic).toBeCloseTo(
      panelDieboldMariano(panels).statistic,
      12,
    );
  });

  test("when a symbol's losses have another unit, then nothing changes", () => {
    const times = (losses: ArrayLike<number>) => Array.from(losses, (loss) => 1000 * loss);
    const [first, ...others] = panels as [LossPanel, ...LossPanel[]];
    const scaled = { ...first, lossA: times(first.lossA), lossB: times(first.lossB) };
    expect(panelDieboldMariano([scaled, ...others]).statistic).toBeCloseTo(
      panelDieboldMariano(panels).statistic,
      10,
    );
  });

  test("when one symbol trades on twice the dates, then its own dates have no more weight than a shared symbol-day", () => {
    const dates = Array.from({ length: 8 }, (_, k) => `2024-01-0${k + 1}`);
    const panelOf = (own: string[], difference: number): LossPanel => ({
      dates: own,
      lossA: own.map(() => 1 + difference),
      lossB: own.map(() => 1),
    });
    // 4 shared dates of 3 symbols with -.1 and 8 dates of one with +.1: by symbol-day -.02, by date 0.
    const shared = dates.filter((_, k) => k % 2 === 0);
    const others = [1, 2, 3].map(() => panelOf(shared, -0.1));
    expect(panelDieboldMariano([panelOf(dates, 0.1), ...others]).meanDifference).toBeCloseTo(-0.02, 12);
  });
});

describe("at the edges", () => {
  test("when there are few days, then the default lag is below their number", () => {
    const two = { dates: ["2024-01-01", "2024-01-02"], lossA: [1, 2], lossB: [2, 1] };
    expect(panelDieboldMariano([two], { horizon: 20 })).toEqual(panelDieboldMariano([two], { lag: 1 }));
    expect(() => panelDieboldMariano([two], { lag: 2 })).toThrow("lag is 2: expected an integer from 0 to 1");
  });

  test("when B has no losses on a symbol, then the others decide; when it has none at all, then nothing does", () => {
    const still = { dates: panels[0]!.dates, lossA: panels[0]!.lossA, lossB: panels[0]!.dates.map(() => 0) };
    expect(panelDieboldMariano([...panels, still])).toEqual(panelDieboldMariano(panels));
    const { meanDifference, statistic, pValue } = panelDieboldMariano([still]);
    expect([meanDifference, statistic, pValue]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test("when a symbol's dates are fewer than its losses, then the error counts them", () => {
    const damaged = { ...panels[0]!, dates: panels[0]!.dates.slice(1) };
    expect(() => panelDieboldMariano([damaged])).toThrow(expect.objectContaining({ code: "bad_length" }));
  });
});
