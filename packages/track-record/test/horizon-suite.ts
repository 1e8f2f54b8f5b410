import { buffer } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { parquetReadObjects } from "hyparquet";
import {
  exportCsv,
  exportParquet,
  readFleetMonitor,
  readHistory,
  readHorizons,
  readLatest,
  readOverview,
  recordForecasts,
  scoreSymbol,
  settleForecasts,
  verifyRecord,
} from "../src/index.ts";
import { barsOf, forecastOf, intervalsAround, seriesOf, weekdays } from "./forecasts.ts";
import type { MakePlace } from "./places.ts";

const HORIZONS = [1, 5, 20];
const ISSUED = 41;
/** What the calendar expects; the exchange was closed on one of these days, which nobody knew. */
const calendar = weekdays("2024-01-01", ISSUED + 23);
const dates = calendar.filter((_, k) => k !== 12);
// 1 % up and down in turn, and one jump.
const bars = barsOf(
  dates.map((_, k) => (k < 30 ? 100 : 110) * (k % 2 === 0 ? 1 : 1.01)),
  dates,
);
const knownAt = new Date("2024-06-01T22:00:00Z");

/** A forecast of each horizon from each of the bars 1 to 41; intervals of 3 % over any horizon. */
function issued(symbol = "AAPL") {
  return bars.slice(1, ISSUED + 1).flatMap(({ date, close }, k) =>
    HORIZONS.map((horizon) =>
      forecastOf({
        symbol,
        asOf: date,
        targetDate: calendar[calendar.indexOf(date) + horizon]!,
        horizon,
        naive: close,
        previousClose: bars[k]!.close,
        prediction: close * (1 + horizon / 1000),
        intervals: intervalsAround(close, 0.03),
      }),
    ),
  );
}

/** What holds of a record with several horizons of the same symbol, model and as-of date, in every database. */
export function testHorizons(makePlace: MakePlace): void {
  async function settled() {
    const store = (await makePlace()).open();
    await recordForecasts(store, issued());
    await settleForecasts(store, seriesOf(bars), knownAt);
    return store;
  }

  test("when a day has three horizons, then the h-th bar settles each, whatever the calendar said", async () => {
    await using store = await settled();
    const history = await readHistory(store, "AAPL");
    expect(history).toHaveLength(3 * ISSUED);
    expect(await readHorizons(store, "AAPL")).toEqual(HORIZONS);
    expect(await readHorizons(store, "AAPL", "har")).toEqual([]);
    for (const { forecast, settlement } of history) {
      const at = dates.indexOf(forecast.asOf) + forecast.horizon;
      expect(settlement).toMatchObject({ session: dates[at], close: bars[at]!.close, factor: 1 });
    }
    // Across the closed day, the session came a day later than the target date.
    const moved = history.filter(({ forecast, settlement }) => forecast.targetDate !== settlement!.session);
    expect(moved.map(({ forecast }) => forecast.horizon).filter((horizon) => horizon === 5)).toHaveLength(5);
  });

  test("when a symbol has three horizons, then scores, summaries, newest forecasts and monitors never mix them", async () => {
    await using store = await settled();
    const groups = await scoreSymbol(store, "AAPL", "all");
    expect(groups.map(({ horizon, scores }) => [horizon, scores.days])).toEqual(
      HORIZONS.map((horizon) => [horizon, ISSUED]),
    );
    const months = await scoreSymbol(store, "AAPL", "month", { horizon: 20 });
    expect(months.reduce((days, { scores }) => days + scores.days, 0)).toBe(ISSUED);
    for (const [index, horizon] of HORIZONS.entries()) {
      const [summary, ...others] = await readOverview(store, { horizon });
      expect(others).toEqual([]);
      expect(summary).toMatchObject({ horizon, scores: groups[index]!.scores });
      // The jump between the bars 29 and 30 is within h of the forecasts: they missed it.
      const { right, trials } = summary!.scores.coverage["90"];
      expect([trials, trials - right]).toEqual([ISSUED, Math.min(horizon, 29)]);
      // Every h-th outcome: those of the bars 1, 1 + h, 1 + 2 h ... do not overlap.
      const outcomes = Math.ceil(ISSUED / horizon);
      expect(summary!.monitor.tooNarrow.outcomes).toBe(outcomes);
      const fleet = await readFleetMonitor(store, { horizon });
      expect([fleet.sessions, fleet.tooNarrow]).toEqual([outcomes, summary!.monitor.tooNarrow]);
      expect(await readLatest(store, { horizon })).toMatchObject([{ horizon, asOf: dates[ISSUED] }]);
    }
  });

  test("when outcomes overlap, then those that do not must be twenty, and intervals of shares count no more", async () => {
    await using store = await settled();
    const [one, five, twenty] = await scoreSymbol(store, "AAPL", "all");
    expect([one, five, twenty].map((group) => group!.scores.tooFew)).toEqual([false, true, true]);
    const width = (group: typeof one) =>
      group!.scores.coverage["90"].upper! - group!.scores.coverage["90"].lower!;
    expect(width(five)).toBeGreaterThan(1.5 * width(one));
    expect(twenty!.scores.coverage["90"]).toMatchObject({ right: 21, trials: 41, share: 21 / 41 });
  });

  test("when it is exported, then each horizon has a row, as CSV and as Parquet, and the chain holds", async () => {
    await using store = await settled();
    const csv = (await buffer(exportCsv(store))).toString().trim().split("\n");
    const column = (name: string) => csv[0]!.split(",").indexOf(name);
    const rows = csv.slice(1).map((line) => line.split(","));
    expect(rows.map((row) => Number(row[column("horizon")]))).toEqual(
      Array.from({ length: ISSUED }, () => HORIZONS).flat(),
    );
    const file = await buffer(exportParquet(store));
    const objects = await parquetReadObjects({ file: new Uint8Array(file).buffer });
    expect(objects.map(({ as_of, horizon, session }) => [as_of, String(horizon), session])).toEqual(
      rows.map((row) => ["as_of", "horizon", "session"].map((name) => row[column(name)])),
    );
    expect((await verifyRecord(store)).faults).toEqual([]);
  });

  test("when horizons are recorded and settled one after the other, then it is as all at once", async () => {
    await using store = await settled();
    await using other = (await makePlace()).open();
    for (const horizon of HORIZONS.toReversed()) {
      await recordForecasts(
        other,
        issued().filter((forecast) => forecast.horizon === horizon),
      );
      for (const count of [25, bars.length])
        await settleForecasts(other, seriesOf(bars.slice(0, count)), new Date(knownAt.getTime() + count));
    }
    for (const horizon of HORIZONS) {
      expect(await readOverview(other, { horizon })).toEqual(await readOverview(store, { horizon }));
      expect(await readFleetMonitor(other, { horizon })).toEqual(await readFleetMonitor(store, { horizon }));
    }
  });
}
