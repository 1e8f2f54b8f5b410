import { describe, expect, test } from "@jest/globals";
import { loadBars } from "../src/load-bars.ts";
import { DEFAULT_START } from "../src/yahoo.ts";
import { type Answer, answering, chartAnswer } from "./chart-answer.ts";

const LONG_AFTER = () => new Date("2031-01-01T00:00:00Z");

function load(answer: Answer, options: { start?: string; end?: string; now?: () => Date } = {}) {
  const { fetch, urls } = answering(chartAnswer(answer));
  const series = loadBars({
    symbol: "TEST",
    source: "yahoo",
    start: "2000-01-01",
    now: LONG_AFTER,
    ...options,
    fetch,
  });
  return { series, urls };
}

async function datesOf(zone: string, ...instants: string[]) {
  const { bars } = await load({ zone, rows: instants.map((at) => ({ at })) }).series;
  return bars.map(({ date }) => date);
}

describe("dates", () => {
  test("when New York opens in winter and in summer time, then each bar has its own day", async () => {
    const dates = await datesOf("America/New_York", "2024-01-02T14:30:00Z", "2024-07-01T13:30:00Z");
    expect(dates).toEqual(["2024-01-02", "2024-07-01"]);
  });

  test("when Sao Paulo still had summer time, then midnight stamps before and after its end keep their day", async () => {
    const dates = await datesOf("America/Sao_Paulo", "2018-12-03T02:00:00Z", "2020-12-03T03:00:00Z");
    expect(dates).toEqual(["2018-12-03", "2020-12-03"]);
  });

  test("when the exchange is east of UTC, then its day counts, not the one in Greenwich", async () => {
    expect(await datesOf("Asia/Hong_Kong", "2024-01-01T17:00:00Z")).toEqual(["2024-01-02"]);
    expect(await datesOf("Pacific/Auckland", "2024-01-07T21:00:00Z")).toEqual(["2024-01-08"]);
  });

  test("when bars run round the clock, then UTC midnight starts the day and weekends stay", async () => {
    const dates = await datesOf("UTC", "2024-01-06T00:00:00Z", "2024-01-07T00:00:00Z");
    expect(dates).toEqual(["2024-01-06", "2024-01-07"]);
  });

  test("when a bar is stamped at the close, then it still has the day of its session", async () => {
    expect(await datesOf("America/New_York", "2024-01-02T21:00:01Z")).toEqual(["2024-01-02"]);
  });
});

describe("the requested period", () => {
  test("when start and end are given, then a day more is asked on both sides and only the days between are kept", async () => {
    const rows = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"].map((day) => ({
      at: `${day}T00:00:00Z`,
    }));
    const { series, urls } = load({ zone: "UTC", rows }, { start: "2024-01-02", end: "2024-01-03" });
    const { bars, cleaning } = await series;
    expect(bars.map(({ date }) => date)).toEqual(["2024-01-02", "2024-01-03"]);
    expect(cleaning.received).toBe(2);
    expect(urls).toHaveLength(1);
    expect(urls[0]!.pathname).toBe("/v8/finance/chart/TEST");
    expect(urls[0]!.searchParams.get("interval")).toBe("1d");
    expect(Number(urls[0]!.searchParams.get("period1"))).toBe(Date.parse("2024-01-01T00:00:00Z") / 1000);
    expect(Number(urls[0]!.searchParams.get("period2"))).toBe(Date.parse("2024-01-04T00:00:00Z") / 1000);
  });

  test("when no start is given, then bars begin at the default start", async () => {
    const { fetch } = answering(
      chartAnswer({ zone: "UTC", rows: [{ at: "2014-12-31T00:00:00Z" }, { at: "2015-01-01T00:00:00Z" }] }),
    );
    const { bars } = await loadBars({ symbol: "TEST", source: "yahoo", now: LONG_AFTER, fetch });
    expect(bars.map(({ date }) => date)).toEqual([DEFAULT_START]);
  });

  test("when only an end before the default start is given, then the error asks for a start", async () => {
    const { fetch, urls } = answering(chartAnswer({ zone: "UTC", rows: [] }));
    await expect(
      loadBars({ symbol: "TEST", source: "yahoo", end: "2014-06-30", fetch }),
    ).rejects.toMatchObject({
      code: "bad_date",
      message: expect.stringContaining("2014-06-30"),
    });
    expect(urls).toHaveLength(0);
  });

  test("when the days have no bars, then the error names symbol and days", async () => {
    const { series } = load({ zone: "UTC", rows: [] }, { start: "2024-01-06", end: "2024-01-07" });
    await expect(series).rejects.toMatchObject({
      code: "no_data",
      message: "Yahoo Finance has no bars of TEST from 2024-01-06 to 2024-01-07: no rows at all",
    });
  });
});

describe("rows that are no finished session", () => {
  const zone = "America/New_York";
  const session = { start: "2024-07-02T13:30:00Z", end: "2024-07-02T20:00:00Z" };
  const rows = [
    { at: "2024-07-01T13:30:00Z", close: 10 },
    { at: "2024-07-02T17:45:12Z", close: 11 },
  ];
  const at = (instant: string) => ({ now: () => new Date(instant) });

  test("when the session still runs, then its bar is dropped and counted", async () => {
    const { bars, cleaning } = await load({ zone, rows, session }, at("2024-07-02T17:45:20Z")).series;
    expect(bars.map(({ date }) => date)).toEqual(["2024-07-01"]);
    expect(cleaning.dropped.unfinished).toBe(1);
    expect(cleaning.notes).toEqual(["Dropped 1 row (the session was not over yet): 2024-07-02."]);
  });

  test("when the bell has just rung, then the bar is not settled; ten minutes later it is", async () => {
    const just = await load({ zone, rows, session }, at("2024-07-02T20:09:59Z")).series;
    expect(just.bars.at(-1)!.date).toBe("2024-07-01");
    const later = await load({ zone, rows, session }, at("2024-07-02T20:10:00Z")).series;
    expect(later.bars.at(-1)).toMatchObject({ date: "2024-07-02", close: 11 });
    expect(later.cleaning.dropped.unfinished).toBe(0);
  });

  test("when Yahoo is already at the next session, then the last bar is finished", async () => {
    const next = { start: "2024-07-03T13:30:00Z", end: "2024-07-03T17:00:00Z" };
    const { bars } = await load({ zone, rows, session: next }, at("2024-07-03T01:00:00Z")).series;
    expect(bars.at(-1)!.date).toBe("2024-07-02");
  });

  test("when the last day comes twice, then the later row stays", async () => {
    const twice = [...rows, { at: "2024-07-02T20:00:01Z", close: 12 }];
    const { bars, cleaning } = await load({ zone, rows: twice, session }).series;
    expect(bars.map(({ date, close }) => [date, close])).toEqual([
      ["2024-07-01", 10],
      ["2024-07-02", 12],
    ]);
    expect(cleaning).toMatchObject({ received: 3, kept: 2, dropped: { duplicate: 1 } });
  });

  test("when a row is empty or partly empty, then it is dropped and counted by kind", async () => {
    const holed = [
      { at: "2024-06-27T13:30:00Z", close: null, volume: null },
      { at: "2024-06-28T13:30:00Z", open: null },
      ...rows,
    ];
    const { bars, cleaning } = await load({ zone, rows: holed, session }).series;
    expect(bars).toHaveLength(2);
    expect(cleaning.dropped).toMatchObject({ nullClose: 1, missingValue: 1 });
  });
});

test("when Yahoo answers, then every number is passed on as it is", async () => {
  const rows = [
    { at: "2024-07-01T13:30:00Z", open: 128.5, close: 129.0399932861328, adjclose: 125.05, volume: 7 },
  ];
  const series = await load({ zone: "America/New_York", rows }).series;
  expect(series).toMatchObject({
    symbol: "TEST",
    source: "yahoo",
    detail: "Yahoo Finance",
    timeZone: "America/New_York",
  });
  expect(series.bars).toEqual([
    {
      date: "2024-07-01",
      open: 128.5,
      high: 130.0399932861328,
      low: 128.0399932861328,
      close: 129.0399932861328,
      adjClose: 125.05,
      volume: 7,
    },
  ]);
});
