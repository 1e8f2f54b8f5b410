import { describe, expect, test } from "@jest/globals";
import { BarsError } from "../src/errors.ts";
import { closes, lastWindow, toRawSeries } from "../src/series.ts";

const BARS = [
  { date: "2024-01-02", open: 10, high: 12, low: 9, close: 11, volume: 100, adjClose: 5.5 },
  { date: "2024-01-03", open: 11, high: 13, low: 10, close: 12, volume: 0, adjClose: 6 },
  { date: "2024-01-04", open: 12, high: 14, low: 11, close: 13, volume: 300, adjClose: 6.5 },
];

describe("toRawSeries", () => {
  test("when given bars, then it lays them out as rows in the order of the wire", () => {
    const series = toRawSeries(BARS);
    expect(series.length).toBe(3);
    expect(series.dates).toEqual(["2024-01-02", "2024-01-03", "2024-01-04"]);
    expect(Array.from(series.rows)).toEqual(
      [10, 12, 9, 11, 100, 5.5].concat([11, 13, 10, 12, 0, 6], [12, 14, 11, 13, 300, 6.5]),
    );
    expect(Array.from(closes(series))).toEqual([11, 12, 13]);
  });

  test("when closes of another series and a kind are given, then the series has them as they are", () => {
    const vix = { dates: ["2023-12-29", "2024-01-03"], closes: Float64Array.of(12.45, 14.04) };
    const series = toRawSeries(BARS, { vix, instrument: "equity" });
    expect(series.vix).toBe(vix);
    expect(series.instrument).toBe("equity");
    expect(Object.keys(toRawSeries(BARS))).toEqual(["dates", "rows", "length"]);
  });

  test.each([
    [{ open: 0 }, "bars[1] (2024-01-03): open is 0: expected a number above 0"],
    [{ adjClose: -1 }, "bars[1] (2024-01-03): adj_close is -1: expected a number above 0"],
    [{ high: Number.NaN }, "bars[1] (2024-01-03): high is NaN: expected a number above 0"],
    [{ volume: -5 }, "bars[1] (2024-01-03): volume is -5: expected a number of at least 0"],
    [{ date: "2024-01-02" }, 'bars[1].date is "2024-01-02": expected a date after 2024-01-02'],
  ])("when a bar has %j, then the error names bar, column and what is legal", (change, message) => {
    const bars = BARS.with(1, { ...BARS[1]!, ...change });
    expect(() => toRawSeries(bars)).toThrow(new BarsError("bad_value", message));
  });
});

describe("lastWindow", () => {
  test("when asked for two rows, then it gives the newest two, oldest first", () => {
    const rows = lastWindow(toRawSeries(BARS), 2);
    expect(Array.from(rows)).toEqual([11, 13, 10, 12, 0, 6].concat([12, 14, 11, 13, 300, 6.5]));
  });

  test("when the series is shorter than the window, then it says how many bars are needed", () => {
    expect(() => lastWindow(toRawSeries(BARS), 4)).toThrow(
      new BarsError("too_few_bars", "the series has 3 bars: a forecast needs at least 4"),
    );
  });
});
