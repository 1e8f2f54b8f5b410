import { describe, expect, test } from "@jest/globals";
import {
  EXCHANGES,
  type Market,
  type Quirks,
  sampleMarket,
  sampleSessions,
  startStandIn,
} from "yahoo-stand-in";
import { loadBars } from "../src/load-bars.ts";

const AFTER = "2018-05-18T00:00:00Z";

/** Downloads a market from the stand-in at a given time, with the real client library over HTTP. */
async function download(
  market: Market,
  {
    now = AFTER,
    quirks = {},
    ...range
  }: { now?: string; quirks?: Quirks; start?: string; end?: string } = {},
) {
  const clock = () => new Date(now);
  await using yahoo = await startStandIn({ markets: [market], now: clock, quirks });
  const { symbol } = market;
  return await loadBars({
    symbol,
    source: "yahoo",
    start: "2010-01-01",
    ...range,
    fetch: yahoo.fetch,
    now: clock,
  });
}

test("when a history is downloaded, then dates and prices are the sample's, to float32", async () => {
  const { bars, timeZone, cleaning } = await download(sampleMarket());
  expect(timeZone).toBe("America/New_York");
  expect(bars.map(({ date }) => date)).toEqual(sampleSessions().map(({ date }) => date));
  expect(bars[0]).toEqual({
    date: "2013-05-13",
    open: Math.fround(64.501427),
    high: Math.fround(65.414284),
    low: 64.5,
    close: Math.fround(64.96286),
    volume: 79237200,
    adjClose: Math.fround(64.96286),
  });
  expect(cleaning).toMatchObject({ received: 1260, kept: 1260, notes: [] });
});

describe("splits and dividends", () => {
  const split = { date: "2017-06-12", numerator: 4, denominator: 1 };
  const dividend = { date: "2017-08-10", amount: 1.5 };
  const market = sampleMarket({ splits: [split], dividends: [dividend] });
  const on = async (date: string, now: string) =>
    (await download(market, { now })).bars.find((bar) => bar.date === date)!;

  test("when a split has happened, then old prices are a fourth and old volumes four times", async () => {
    const before = await on("2017-06-08", "2017-06-10T12:00:00Z");
    const after = await on("2017-06-08", "2017-06-13T12:00:00Z");
    expect(before.close / after.close).toBeCloseTo(4, 6);
    expect(before.adjClose / after.adjClose).toBeCloseTo(4, 6);
    expect(after.volume / before.volume).toBeCloseTo(4, 5);
  });

  test("when a dividend was paid, then only older adjusted closes have less", async () => {
    const at = "2017-08-11T12:00:00Z";
    const close = (await on("2017-08-09", at)).close;
    expect((await on("2017-08-09", at)).adjClose / close).toBeCloseTo(1 - 1.5 / close, 6);
    expect(await on("2017-08-10", at)).toMatchObject({ close: (await on("2017-08-10", at)).adjClose });
    expect(await on("2017-08-09", "2017-08-09T22:00:00Z")).toMatchObject({ close, adjClose: close });
  });
});

describe("dates are the exchange's", () => {
  // Both changes of daylight saving time in spring 2018, and the weeks between them.
  const spring = { start: "2018-03-01", end: "2018-04-06" };
  test.each(["newYork", "saoPaulo", "frankfurt", "hongKong"] as const)(
    "when %s's clocks change, then no day moves",
    async (place) => {
      const { bars, timeZone } = await download(sampleMarket({ exchange: EXCHANGES[place] }), spring);
      expect(timeZone).toBe(EXCHANGES[place].timeZone);
      const expected = sampleSessions().filter(({ date }) => date >= spring.start && date <= spring.end);
      expect(bars.map(({ date }) => date)).toEqual(expected.map(({ date }) => date));
    },
  );

  test("when a coin trades every day, then weekends are there and no gap is found", async () => {
    const market = sampleMarket({ symbol: "BTC-USD", exchange: EXCHANGES.crypto });
    const { bars, cleaning } = await download(market, { start: "2014-02-26", end: "2014-03-03" });
    expect(bars.map(({ date }) => date)).toEqual([
      "2014-02-26",
      "2014-02-27",
      "2014-02-28",
      "2014-03-01",
      "2014-03-02",
      "2014-03-03",
    ]);
    expect(cleaning.findings).toEqual([]);
  });
});

describe("the running session", () => {
  test.each([
    ["newYork", "2018-05-11T15:00:00Z", "2018-05-11T20:10:00Z"],
    ["saoPaulo", "2018-05-11T15:00:00Z", "2018-05-11T20:10:00Z"],
    ["frankfurt", "2018-05-11T10:00:00Z", "2018-05-11T15:40:00Z"],
    ["hongKong", "2018-05-11T03:00:00Z", "2018-05-11T08:10:00Z"],
  ] as const)(
    "when %s still trades, then its day is left out until it has closed",
    async (place, during, after) => {
      const market = sampleMarket({ exchange: EXCHANGES[place] });
      const running = await download(market, { now: during, start: "2018-05-01" });
      expect(running.bars.at(-1)!.date).toBe("2018-05-10");
      expect(running.cleaning.notes).toEqual(["Dropped 1 row (the session was not over yet): 2018-05-11."]);
      const closed = await download(market, { now: after, start: "2018-05-01" });
      expect(closed.bars.at(-1)).toMatchObject({ date: "2018-05-11", close: Math.fround(188.589996) });
    },
  );

  test("when the live row comes beside the day's own, then the day counts once", async () => {
    const { bars, cleaning } = await download(sampleMarket(), {
      start: "2018-05-08",
      quirks: { doubledDays: ["2018-05-10"] },
    });
    expect(bars.map(({ date }) => date)).toEqual(["2018-05-08", "2018-05-09", "2018-05-10", "2018-05-11"]);
    expect(cleaning.dropped.duplicate).toBe(1);
  });
});

describe("holes", () => {
  test("when a day is empty, then it is dropped and named", async () => {
    const { bars, cleaning } = await download(sampleMarket(), {
      start: "2018-05-08",
      quirks: { emptyDays: ["2018-05-09"] },
    });
    expect(bars.map(({ date }) => date)).toEqual(["2018-05-08", "2018-05-10", "2018-05-11"]);
    expect(cleaning.notes).toEqual(["Dropped 1 row (no close): 2018-05-09."]);
  });

  test("when there is no adjusted close, then the close replaces it, with a note", async () => {
    const { bars, cleaning } = await download(sampleMarket(), { quirks: { withoutAdjclose: true } });
    expect(bars.every(({ close, adjClose }) => close === adjClose)).toBe(true);
    expect(cleaning.notes).toEqual(["Yahoo gave no adjusted close: the close stands in for it."]);
  });

  test("when the days are before the first trade, then Yahoo's refusal is no data", async () => {
    const days = { start: "2010-01-01", end: "2010-12-31" };
    await expect(download(sampleMarket(), days)).rejects.toMatchObject({ code: "no_data" });
  });

  test("when the days are a weekend, then Yahoo's empty answer is no data", async () => {
    const days = { start: "2018-05-05", end: "2018-05-05" };
    await expect(download(sampleMarket(), days)).rejects.toMatchObject({ code: "no_data" });
  });
});
