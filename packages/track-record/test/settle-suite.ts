import { expect, test } from "@jest/globals";
import type { Bar } from "@lstm-predict/bars";
import {
  readHistory,
  readOverview,
  recordForecasts,
  scoreSymbol,
  settleForecasts,
  verifyRecord,
} from "../src/index.ts";
import { barsOf, forecastOf, seriesOf, weekdays } from "./forecasts.ts";
import type { MakePlace } from "./places.ts";

// Tuesday 2 January 2024 is the second bar.
const bars = barsOf([99, 100, 101, 103, 102, 104, 105]);
const monday = new Date("2024-01-15T22:00:00Z");
const later = (hours: number) => new Date(monday.getTime() + hours * 3_600_000);
const split = (all: readonly Bar[], ratio: number): Bar[] =>
  all.map((bar) => ({
    ...bar,
    open: bar.open / ratio,
    high: bar.high / ratio,
    low: bar.low / ratio,
    close: bar.close / ratio,
  }));

/** What holds of settling in every database. */
export function testSettling(makePlace: MakePlace): void {
  async function recorded(...forecasts: ReturnType<typeof forecastOf>[]) {
    const store = (await makePlace()).open();
    await recordForecasts(store, forecasts);
    return store;
  }
  const last = async (store: Awaited<ReturnType<typeof recorded>>) =>
    (await readHistory(store, "AAPL"))[0]?.settlement;

  test("when the bar of the target has come, then the forecast is settled with its close, once", async () => {
    await using store = await recorded(forecastOf(), forecastOf({ horizon: 5, targetDate: "2024-01-09" }));
    const before = seriesOf(bars.slice(0, 2));
    expect(await settleForecasts(store, before, monday)).toEqual({
      symbol: "AAPL",
      settled: 0,
      restated: 0,
      open: 2,
      withoutBar: 0,
    });
    expect(await settleForecasts(store, seriesOf(bars.slice(0, 3)), later(1))).toMatchObject({
      settled: 1,
      open: 1,
    });
    expect(await settleForecasts(store, seriesOf(bars), later(2))).toMatchObject({
      settled: 1,
      restated: 0,
      open: 0,
    });
    expect(await settleForecasts(store, seriesOf(bars), later(3))).toMatchObject({
      settled: 0,
      restated: 0,
      open: 0,
    });
    const history = await readHistory(store, "AAPL");
    expect(
      history.map(({ settlement }) => [settlement!.session, settlement!.close, settlement!.factor]),
    ).toEqual([
      ["2024-01-03", 101, 1],
      ["2024-01-09", 105, 1],
    ]);
    expect(history[0]!.settlement).toMatchObject({
      id: 3,
      forecast: 1,
      replaces: null,
      knownAt: "2024-01-15T23:00:00.000Z",
    });
    expect((await verifyRecord(store)).faults).toEqual([]);
  });

  test("when the target was a holiday that nobody knew, or a halt, then the next bar that traded settles", async () => {
    await using store = await recorded(forecastOf(), forecastOf({ horizon: 2, targetDate: "2024-01-04" }));
    await settleForecasts(store, seriesOf(bars.filter(({ date }) => date !== "2024-01-03")), monday);
    const sessions = (await readHistory(store, "AAPL")).map(({ settlement }) => settlement!.session);
    expect(sessions).toEqual(["2024-01-04", "2024-01-05"]);
  });

  test("when the target's bar was only missing, then a new settlement names the old one", async () => {
    await using store = await recorded(forecastOf());
    await settleForecasts(store, seriesOf(bars.filter(({ date }) => date !== "2024-01-03")), monday);
    expect(await settleForecasts(store, seriesOf(bars), later(1))).toMatchObject({ settled: 0, restated: 1 });
    expect(await last(store)).toMatchObject({ id: 3, replaces: 2, session: "2024-01-03", close: 101 });
  });

  test("when bars are restated, then a new settlement names the old one, unless it is rounding", async () => {
    await using store = await recorded(forecastOf());
    const revised = (close: number) =>
      seriesOf(bars.map((bar) => (bar.date === "2024-01-03" ? { ...bar, close } : bar)));
    await settleForecasts(store, seriesOf(bars), monday);
    expect(await settleForecasts(store, revised(101.0000001), later(1))).toMatchObject({
      settled: 0,
      restated: 0,
    });
    expect(await settleForecasts(store, revised(101.01), later(2))).toMatchObject({ restated: 1 });
    expect(await last(store)).toMatchObject({ id: 3, replaces: 2, close: 101.01 });
    expect(await settleForecasts(store, revised(100), later(1))).toMatchObject({ restated: 0 });
    expect((await verifyRecord(store)).faults).toEqual([]);
  });

  test("when a clock that was ahead has settled, then bars of the right time replace it", async () => {
    await using store = await recorded(forecastOf());
    const running = seriesOf(bars.map((bar) => (bar.date === "2024-01-03" ? { ...bar, close: 100.5 } : bar)));
    await settleForecasts(store, running, new Date(Date.now() + 30 * 86_400_000));
    expect(await settleForecasts(store, seriesOf(bars), monday)).toMatchObject({ restated: 1 });
    expect(await last(store)).toMatchObject({ close: 101, knownAt: monday.toISOString() });
    expect(await settleForecasts(store, running, later(-1))).toMatchObject({ restated: 0 });
  });

  test("when a share was split between issue and target, then both are on one scale", async () => {
    await using store = await recorded(forecastOf({ prediction: 102 }));
    await settleForecasts(store, seriesOf(split(bars, 4)), monday);
    expect(await last(store)).toMatchObject({ close: 25.25, factor: 4 });
    const [{ scores } = {}] = await scoreSymbol(store, "AAPL", "all");
    expect(scores).toMatchObject({ mase: 1, days: 1, tooFew: true }); // |102 - 101| and |100 - 101|
    expect(scores!.coverage["90"].right).toBe(1);
  });

  test("when a share is split after the target, then the actual stays what it was on the issued scale", async () => {
    await using store = await recorded(forecastOf());
    await settleForecasts(store, seriesOf(bars), monday);
    expect(await settleForecasts(store, seriesOf(split(bars, 3)), later(1))).toMatchObject({ restated: 1 });
    const { close, factor } = (await last(store))!;
    expect(close * factor).toBeCloseTo(101, 10);
    expect(await settleForecasts(store, seriesOf(split(bars, 3)), later(2))).toMatchObject({ restated: 0 });
  });

  test("when the close of the as-of date was revised, then that is no split", async () => {
    await using store = await recorded(forecastOf());
    const revised = bars.map((bar) => (bar.date === "2024-01-02" ? { ...bar, close: 100.5 } : bar));
    await settleForecasts(store, seriesOf(revised), monday);
    expect(await last(store)).toMatchObject({ close: 101, factor: 1 });
  });

  test("when a dividend changes adjusted closes, then nothing is restated", async () => {
    await using store = await recorded(forecastOf());
    await settleForecasts(store, seriesOf(bars), monday);
    const paid = bars.map((bar) => ({ ...bar, adjClose: bar.adjClose * 0.99 }));
    expect(await settleForecasts(store, seriesOf(paid), later(1))).toMatchObject({ restated: 0 });
  });

  test("when the bars do not reach back to the as-of date, then the forecast stays open, and the report says why", async () => {
    await using store = await recorded(forecastOf());
    expect(await settleForecasts(store, seriesOf(bars.slice(2)), monday)).toMatchObject({
      settled: 0,
      open: 0,
      withoutBar: 1,
    });
  });

  test("when a forecast was issued after its target's day, then it is settled and not scored", async () => {
    await using store = await recorded(forecastOf({ late: true }));
    expect(await settleForecasts(store, seriesOf(bars), monday)).toMatchObject({ settled: 1 });
    expect(await scoreSymbol(store, "AAPL", "all")).toEqual([]);
    expect(await readOverview(store)).toEqual([]);
  });

  test("when several stores settle at once, then each forecast is settled once", async () => {
    const place = await makePlace();
    const stores = [place.open(), place.open()];
    const days = weekdays("2024-01-01", 7);
    await recordForecasts(
      stores[0]!,
      days.slice(1, 6).map((asOf, k) =>
        forecastOf({
          asOf,
          targetDate: days[k + 2]!,
          naive: bars[k + 1]!.close,
          previousClose: bars[k]!.close,
        }),
      ),
    );
    const reports = await Promise.all(stores.map((store) => settleForecasts(store, seriesOf(bars), monday)));
    expect(reports.map(({ settled }) => settled).sort()).toEqual([0, 5]);
    expect(await verifyRecord(stores[0]!)).toMatchObject({ entries: 10, faults: [] });
    const [summary] = await readOverview(stores[1]!);
    expect(summary).toMatchObject({
      symbol: "AAPL",
      role: "champion",
      horizon: 1,
      scores: { days: 5, tooFew: true },
    });
    expect(summary!.recent.at(-1)).toEqual(["2024-01-09", 105, true]);
    for (const store of stores) await store.close();
  });

  test("when the price did not move, and was split since, then rounding makes no error of the naive forecast", async () => {
    await using store = await recorded(forecastOf({ naive: 101.7, prediction: 102 }));
    const still = barsOf([99, 101.7, 101.7, 101.7]);
    await settleForecasts(store, seriesOf(split(still, 3)), monday);
    expect((await readOverview(store))[0]!.scores).toMatchObject({ days: 1, mase: null });
  });
}
