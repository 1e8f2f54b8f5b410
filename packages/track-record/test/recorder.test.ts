import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { ForecastRecord } from "@lstm-predict/forecasts";
import { openRecorder, type Recorder, readHistory, type Store, verifyRecord } from "../src/index.ts";
import { barsOf, forecastOf, seriesOf, weekdays } from "./forecasts.ts";
import { type Place, sqlitePlace } from "./places.ts";

const days = weekdays("2024-01-01", 60);
const series = seriesOf(barsOf(Array.from({ length: 40 }, (_, k) => 100 + k)));
const issuedAt = new Date("2024-01-02T21:00:00Z");

/** A forecast of the day after `days[k]`, as a forecaster returns it. */
function forecast(k: number, change: Partial<ForecastRecord> = {}): ForecastRecord {
  const { issuedAt: _, role: _r, barsSha256: _b, late: _l, previousClose: _p, ...rest } = forecastOf();
  return { ...rest, return: 0, asOf: days[k]!, targetDate: days[k + 1]!, ...change };
}

/** A store that a test lets fail. */
async function openFailing(): Promise<{ place: Place; store: Store; fault: { error?: Error | undefined } }> {
  const place = await sqlitePlace();
  const store = place.open();
  const fault: { error?: Error | undefined } = {};
  const write = store.write.bind(store);
  store.write = (work) => (fault.error ? Promise.reject(fault.error) : write(work));
  return { place, store, fault };
}

let opened: Recorder | undefined;
afterEach(async () => {
  await opened?.close();
});
const add = (recorder: Recorder, k: number, change?: Partial<ForecastRecord>) => {
  opened = recorder;
  recorder.add(forecast(k, change), { role: "champion", series, issuedAt });
};

describe("a recorder", () => {
  test("when a forecast is asked for a thousand times, then one insert records it", async () => {
    const { store } = await openFailing();
    let writes = 0;
    const write = store.write.bind(store);
    store.write = (work) => {
      writes++;
      return write(work);
    };
    const recorder = openRecorder(store);
    for (let request = 0; request < 1000; request++) add(recorder, 1);
    expect(recorder.stats).toEqual({ waiting: 1, recorded: 0, dropped: 0, failures: 0 });
    await recorder.flush();
    for (let request = 0; request < 1000; request++) add(recorder, 1);
    await recorder.flush();
    expect(recorder.stats).toEqual({ waiting: 0, recorded: 1, dropped: 0, failures: 0 });
    expect(writes).toBe(1);
    expect((await readHistory(store, "AAPL"))[0]!.forecast).toMatchObject({
      issuedAt: "2024-01-02T21:00:00.000Z",
      previousClose: 138,
      barsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      late: false,
    });
  });

  test("when nobody flushes, then it records by itself", async () => {
    const { store } = await openFailing();
    const recorder = openRecorder(store, { intervalMs: 5 });
    add(recorder, 1);
    while (recorder.stats.recorded === 0) await setTimeout(5);
    expect(await readHistory(store, "AAPL")).toHaveLength(1);
  });

  test("when the store fails, then forecasts are kept, the failure is told, and they are recorded in order later", async () => {
    const { store, fault } = await openFailing();
    const told: unknown[] = [];
    const recorder = openRecorder(store, {
      intervalMs: 1,
      onFault: (error, stats) => told.push([(error as Error).message, stats.waiting]),
    });
    fault.error = new Error("away");
    for (let k = 0; k < 5; k++) add(recorder, k);
    while (recorder.stats.failures < 3) await setTimeout(1);
    expect(recorder.stats).toMatchObject({ waiting: 5, recorded: 0, dropped: 0 });
    expect(told[0]).toEqual(["away", 5]);
    add(recorder, 2);
    fault.error = undefined;
    while (recorder.stats.recorded < 5) await setTimeout(1);
    expect((await readHistory(store, "AAPL")).map(({ forecast: { id, asOf } }) => [id, asOf])).toEqual(
      days.slice(0, 5).map((day, k) => [k + 1, day]),
    );
    expect((await verifyRecord(store)).faults).toEqual([]);
  });

  test("when more are waiting than the limit, then the oldest are dropped, counted, and taken again if asked for", async () => {
    const { store, fault } = await openFailing();
    const recorder = openRecorder(store, { limit: 3, intervalMs: 1e6 });
    fault.error = new Error("away");
    for (let k = 0; k < 5; k++) add(recorder, k);
    await recorder.flush();
    expect(recorder.stats).toEqual({ waiting: 3, recorded: 0, dropped: 2, failures: 1 });
    fault.error = undefined;
    await recorder.flush();
    add(recorder, 0);
    await recorder.flush();
    const kept = (await readHistory(store, "AAPL")).map(({ forecast: { asOf } }) => asOf);
    expect(kept).toEqual([days[0], days[2], days[3], days[4]]);
  });

  test("when a value is not legal, then that forecast alone is dropped, and told once", async () => {
    const { store } = await openFailing();
    const told: unknown[] = [];
    const recorder = openRecorder(store, { onFault: (error) => told.push(error) });
    add(recorder, 1);
    add(recorder, 2, { prediction: Number.NaN });
    add(recorder, 3);
    await recorder.flush();
    add(recorder, 2, { prediction: Number.NaN });
    await recorder.flush();
    expect(told).toMatchObject([{ code: "bad_value" }]);
    expect(recorder.stats).toEqual({ waiting: 0, recorded: 2, dropped: 1, failures: 0 });
  });

  test("when it is closed, then what waits is recorded; after that nothing is taken", async () => {
    const { store } = await openFailing();
    const recorder = openRecorder(store, { intervalMs: 1e6 });
    for (let k = 0; k < 50; k++) add(recorder, k);
    expect(await recorder.close()).toEqual({ waiting: 0, recorded: 50, dropped: 0, failures: 0 });
    add(recorder, 55);
    await recorder.flush();
    expect(recorder.stats.recorded).toBe(50);
  });

  test("when it is closed while the store fails, then what is lost is counted", async () => {
    const { store, fault } = await openFailing();
    const recorder = openRecorder(store, { intervalMs: 1e6 });
    fault.error = new Error("away");
    add(recorder, 1);
    expect(await recorder.close()).toEqual({ waiting: 0, recorded: 0, dropped: 1, failures: 1 });
  });

  test.each([
    ["2024-01-04T04:59:59.000Z", "America/New_York", false], // still 3 January there
    ["2024-01-04T05:00:01.000Z", "America/New_York", true],
    ["2024-01-03T14:59:59.000Z", "Asia/Tokyo", false],
    ["2024-01-03T15:00:01.000Z", "Asia/Tokyo", true],
    ["2024-01-03T23:59:59.000Z", "unspecified", false],
  ])("when a forecast of 3 January is issued at %s for %s, then late is %p", async (at, timeZone, late) => {
    const { store } = await openFailing();
    const recorder = openRecorder(store);
    const ofZone = seriesOf(series.bars, { timeZone });
    recorder.add(forecast(1), { role: "champion", series: ofZone, issuedAt: new Date(at) });
    await recorder.close();
    expect((await readHistory(store, "AAPL"))[0]!.forecast.late).toBe(late);
  });
});
