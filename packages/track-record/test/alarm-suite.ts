import { expect, test } from "@jest/globals";
import { announceAlarms, readAlarms, readLatest, recordForecasts, settleForecasts } from "../src/index.ts";
import { barsOf, forecastOf, seriesOf, weekdays } from "./forecasts.ts";
import type { MakePlace } from "./places.ts";

const DAYS = 40;
const dates = weekdays("2024-01-01", DAYS + 1);
const settled = new Date("2024-03-01T22:00:00Z");

/** Forecasts of each day, every one of which is missed: the price doubles each day. */
function missed(symbol: string) {
  const bars = barsOf(
    dates.map((_, k) => 100 * 2 ** k),
    dates,
  );
  const forecasts = bars
    .slice(0, DAYS)
    .map(({ date, close }, k) =>
      forecastOf({ symbol, asOf: date, targetDate: dates[k + 1]!, naive: close, prediction: close }),
    );
  return { series: seriesOf(bars, { symbol }), forecasts };
}

/** What holds of alarms, and of the newest forecasts, in every database. */
export function testAlarms(makePlace: MakePlace): void {
  test("when misses raise an alarm, then it is on record once, with its evidence, and stays when settled again", async () => {
    await using store = (await makePlace()).open();
    const { series, forecasts } = missed("AAPL");
    await recordForecasts(store, forecasts);
    await settleForecasts(store, series, settled);
    const alarms = await readAlarms(store, { symbol: "AAPL" });
    // M <- 2 (1 + M) from 0 is 2^(n + 1) - 2: 4094 after 11 misses in a row is the first above 2520.
    expect(alarms.map(({ date, evidence, suspicion }) => [date, evidence, suspicion])).toEqual([
      [dates[11], 4094, "tooNarrow"],
      [dates[22], 4094, "tooNarrow"],
      [dates[33], 4094, "tooNarrow"],
    ]);
    const restated = series.bars.map((bar) => ({ ...bar, close: bar.close * 1.001 }));
    await settleForecasts(store, { ...series, bars: restated }, new Date("2024-03-02T22:00:00Z"));
    expect(await readAlarms(store, { symbol: "AAPL" })).toEqual(alarms);
    expect(await readAlarms(store, { after: dates[11]!, horizon: 1 })).toHaveLength(2);
    expect(await readAlarms(store, { role: "zeroShot" })).toEqual([]);
  });

  test("when alarms are told, then each is told once; one that could not be told is told next time", async () => {
    await using store = (await makePlace()).open();
    const { series, forecasts } = missed("AAPL");
    await recordForecasts(store, forecasts);
    await settleForecasts(store, series, settled);
    const told: string[] = [];
    const refuse = async ({ date }: { date: string }) => {
      if (told.length === 1) throw new Error("away");
      told.push(date);
    };
    await expect(announceAlarms(store, refuse)).rejects.toThrow("away");
    const rest = await announceAlarms(store, async ({ date }) => void told.push(date));
    expect(rest.map(({ announcedAt }) => typeof announcedAt)).toEqual(["string", "string"]);
    expect(told).toEqual([dates[11], dates[22], dates[33]]);
    expect(await announceAlarms(store, async () => expect(true).toBe(false))).toEqual([]);
    expect(await readAlarms(store, { announced: false })).toEqual([]);
  });

  test("when several symbols have forecasts, then the newest of each is found, by role and horizon", async () => {
    await using store = (await makePlace()).open();
    const [first, second] = [
      { asOf: dates[1]!, targetDate: dates[2]! },
      { asOf: dates[2]!, targetDate: dates[3]! },
    ];
    await recordForecasts(store, [
      forecastOf({ symbol: "KO", ...second }),
      forecastOf({ symbol: "KO", ...first }),
      forecastOf({ symbol: "AAPL", ...first }),
      forecastOf({ symbol: "MSFT", ...first, horizon: 5, targetDate: dates[7]! }),
      forecastOf({ symbol: "AAPL", ...second, role: "zeroShot", model: null }),
    ]);
    const newest = async (filter: Parameters<typeof readLatest>[1]) =>
      (await readLatest(store, filter)).map(({ symbol, asOf }) => [symbol, asOf]);
    expect(await newest({})).toEqual([
      ["AAPL", dates[1]],
      ["KO", dates[2]],
    ]);
    expect(await newest({ horizon: 5 })).toEqual([["MSFT", dates[1]]]);
    expect(await newest({ role: "zeroShot" })).toEqual([["AAPL", dates[2]]]);
    expect(await newest({ role: "har" })).toEqual([]);
  });
}
