import { describe, expect, test } from "@jest/globals";
import { fanOf } from "../../src/charts/fan.ts";
import { candlesContent, readout, sessionsTable } from "../../src/content/candles.ts";
import { bars, COMING, forecast, forecastOfThree, sessions } from "../responses.ts";

describe("the caption of the candles", () => {
  test("when there is more than a year, then its range and change are of the last 252 sessions", () => {
    // Closes 100 to 359, of which the last 252 begin at 108.
    const { caption } = candlesContent(bars(), forecast());
    expect(caption).toContain(
      "On 2025-09-17 the close was 359.00. Over 252 sessions prices ranged from 106.00 to 360.00, and the close changed by +232.41 %.",
    );
  });

  test("when there are three sessions, then they are the year", () => {
    const { caption } = candlesContent(bars({ sessions: sessions(3) }), forecast());
    expect(caption).toContain(
      "Over 3 sessions prices ranged from 98.00 to 103.00, and the close changed by +2.00 %.",
    );
  });

  test("when there is no session, then the caption says so", () => {
    expect(candlesContent(bars({ sessions: [] }), undefined).caption).toMatch(/^There are no sessions/);
  });

  test("when the forecast has intervals, then the fan is explained, else only the lines", () => {
    const { intervals, ...pointOnly } = forecast();
    expect(candlesContent(bars(), forecast()).caption).toContain("50, 80, 90 and 95 % intervals");
    const { caption } = candlesContent(bars(), pointOnly);
    expect(candlesContent(bars(), forecastOfThree()).caption).toContain(
      "On the right are the next 20 sessions: the shaded fan is",
    );
    expect(caption).toMatch(
      /On the right is the next session: the solid line is the forecast, the dashed line is naive\.$/,
    );
  });

  test("when the forecast failed, then the caption says that there is none", () => {
    expect(candlesContent(bars(), undefined).caption).toMatch(/There is no forecast to draw\.$/);
  });
});

test("when bars are old, then their warning and the time of the last request are shown", () => {
  const warning = "NOT LIVE DATA: the last bars are of 2026-01-02.";
  const content = candlesContent(bars({ warning }), forecast());
  expect(content.warning).toBe(warning);
  expect(content.source).toBe("Bars from Yahoo Finance, last requested at 2026-01-02 21:05 UTC.");
});

test("when the source was never asked, as with a CSV file, then no time is shown", () => {
  const { fetchedAt, ...never } = bars({ detail: "bars.csv" });
  expect(candlesContent(never, undefined).source).toBe("Bars from bars.csv.");
});

describe("the values of a day", () => {
  const known = sessions(3);

  test("when no day is pointed at, then they are of the last session, with its change", () => {
    expect(readout(known, [])).toEqual([
      ["", "2025-01-03"],
      ["open", "101.50"],
      ["high", "103.00"],
      ["low", "100.00"],
      ["close", "102.00 (+0.99 %)"],
      ["volume", "1,000,002"],
    ]);
  });

  test("when it is the first session, then its change is unknown", () => {
    expect(readout(known, [], "2025-01-01")[4]).toEqual(["close", "100.00"]);
  });

  test("when it is the day of the forecast, then they are forecast, naive and the interval if there is one", () => {
    const { intervals, ...pointOnly } = forecast();
    const [lower, upper] = intervals!["90"]!.map((price) => price.toFixed(2));
    expect(readout(known, fanOf(forecast()), pointOnly.date)).toEqual([
      ["", pointOnly.date],
      ["forecast", pointOnly.prediction.toFixed(2)],
      ["naive", pointOnly.naive.toFixed(2)],
      ["90 %", `${lower} to ${upper}`],
    ]);
    expect(readout(known, fanOf(pointOnly), pointOnly.date)).toHaveLength(3);
  });

  test("when it is a later day of the fan, then what lies between horizons is said to be about", () => {
    const fan = fanOf(forecastOfThree(), COMING);
    expect(readout(known, fan, COMING[19])).toEqual([
      ["", "2026-02-02"],
      ["forecast", "201.00"],
      ["naive", "200.00"],
      ["90 %", "180.00 to 220.00"],
    ]);
    expect(readout(known, fan, COMING[9])[3]![1]).toMatch(/^about 18\d\.\d\d to 21\d\.\d\d$/);
  });

  test("when there is no such session, then there are none", () => {
    expect([readout([], []), readout(known, [], "2030-01-01")]).toEqual([[], []]);
  });
});

test("when there are many sessions, then the table has the last 30, newest first", () => {
  const { columns, rows } = sessionsTable(sessions(40));
  expect(rows).toHaveLength(30);
  expect(rows[0]).toEqual({
    head: "2025-02-09",
    cells: ["138.50", "140.00", "137.00", "139.00", "1,000,039"],
  });
  expect(rows.at(-1)?.head).toBe("2025-01-11");
  expect(columns).toHaveLength(rows[0]!.cells.length + 1);
});
