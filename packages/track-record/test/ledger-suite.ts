import { expect, test } from "@jest/globals";
import { entryHash, readHistory, readRecordHead, recordForecasts, verifyRecord } from "../src/index.ts";
import { forecastOf, sha, weekdays } from "./forecasts.ts";
import type { MakePlace, Place } from "./places.ts";

const days = weekdays("2024-01-01", 12);
const tenDays = days.slice(0, 10).map((asOf, k) => forecastOf({ asOf, targetDate: days[k + 1]! }));

/** A record of ten forecasts. */
async function recorded(place: Place) {
  const store = place.open();
  await recordForecasts(store, tenDays);
  return store;
}

/** What holds of the ledger in every database. */
export function testLedger(makePlace: MakePlace): void {
  test("when a forecast is recorded, then it is read as it was issued, to the last bit", async () => {
    await using store = (await makePlace()).open();
    const prices = [1e-310, 0.1 + 0.2, 123456.78901234567, 1.7976931348623157e308, 5e-324];
    const forecasts = prices.map((price, k) =>
      forecastOf({
        asOf: days[k]!,
        targetDate: days[k + 1]!,
        naive: price,
        prediction: price,
      }),
    );
    for (const forecast of forecasts) {
      delete forecast.intervals;
      delete forecast.previousClose;
    }
    const results = await recordForecasts(store, forecasts);
    expect(results.map(({ isNew }) => isNew)).toEqual(prices.map(() => true));
    const history = await readHistory(store, "AAPL");
    expect(history.map(({ forecast: { id: _, ...forecast } }) => forecast)).toEqual(forecasts);
    expect(history.map(({ forecast }) => forecast.id)).toEqual([1, 2, 3, 4, 5]);
    expect((await verifyRecord(store)).faults).toEqual([]);
  });

  test("when a forecast is recorded again, also changed, then the first is returned and nothing is added", async () => {
    await using store = (await makePlace()).open();
    const [first] = await recordForecasts(store, [forecastOf()]);
    const again = await recordForecasts(store, [
      forecastOf({ prediction: 1, issuedAt: "2024-01-02T22:00:00.000Z" }),
      forecastOf({ horizon: 5, targetDate: "2024-01-09" }),
      forecastOf({ horizon: 5, targetDate: "2024-01-10" }),
    ]);
    expect(again[0]).toEqual({ forecast: first!.forecast, isNew: false });
    expect(again.map(({ isNew }) => isNew)).toEqual([false, true, false]);
    expect(again[2]!.forecast).toEqual(again[1]!.forecast);
    expect(again[2]!.forecast.targetDate).toBe("2024-01-09");
    expect(await readRecordHead(store)).toMatchObject({ entries: 2 });
  });

  test.each([
    ["prediction", { prediction: Number.NaN }, "the forecast's prediction is NaN: expected"],
    ["volatility", { volatility: -1 }, "the forecast's volatility is -1: expected"],
    ["symbol", { symbol: "../x" }, 'the forecast\'s symbol is "../x": expected a symbol'],
    ["asOf", { asOf: "2024-02-30" }, 'the forecast\'s asOf is "2024-02-30": expected a date YYYY-MM-DD'],
    [
      "targetDate",
      { targetDate: "2024-01-02" },
      "the forecast's targetDate is 2024-01-02: expected a date after",
    ],
    ["horizon", { horizon: 21 }, "the forecast's horizon is 21: expected an integer from 1 to 20"],
    ["role", { role: "oracle" as never }, "the forecast's role is"],
    ["model", { model: null }, "the forecast's model is null: expected a model for champion"],
    ["issuedAt", { issuedAt: "yesterday" }, "the forecast's issuedAt is"],
    ["bars", { barsSha256: "abc" }, "the forecast's barsSha256 is"],
  ])("when %s is no legal value, then nothing of the batch is recorded", async (_, change, message) => {
    await using store = (await makePlace()).open();
    const batch = [forecastOf({ asOf: "2024-01-01" }), forecastOf(change)];
    await expect(recordForecasts(store, batch)).rejects.toMatchObject({
      code: "bad_value",
      message: expect.stringContaining(message),
    });
    expect(await readRecordHead(store)).toEqual({ entries: 0, hash: "0".repeat(64) });
  });

  test("when several stores record at once, then there is one chain, and nothing is twice", async () => {
    const place = await makePlace();
    const stores = [place.open(), place.open(), place.open()];
    const batches = stores.map((_, k) => tenDays.map((forecast) => ({ ...forecast, prediction: 100 + k })));
    const results = await Promise.all(stores.map((store, k) => recordForecasts(store, batches[k]!)));
    expect(results.flat().filter(({ isNew }) => isNew)).toHaveLength(10);
    expect(await verifyRecord(stores[0]!)).toMatchObject({ entries: 10, faults: [] });
    for (const store of stores) await store.close();
  });

  test("when the record is of a later program, then it is refused in words", async () => {
    const place = await makePlace();
    const store = await recorded(place);
    await store.close();
    await place.run("update ledger set version = 99");
    await using later = place.open();
    await expect(later.ready()).rejects.toMatchObject({
      code: "newer",
      message: expect.stringMatching(/has version 99: this program knows 2, so it needs an update$/),
    });
    await place.run("update ledger set version = 2");
    expect(await readHistory(later, "AAPL")).toHaveLength(10);
  });

  test("when the store is closed, then it says so", async () => {
    const store = await recorded(await makePlace());
    await store.close();
    await expect(readHistory(store, "AAPL")).rejects.toMatchObject({ code: "closed" });
  });

  const rehash = (set: string) => `update forecasts set ${set} where id = 5`;
  test.each([
    ["a price changed by one bit", rehash("prediction = prediction + 0.00000000000002"), [5, "changed"]],
    ["a hit was made of a miss", rehash("upper90 = 1000"), [5, "changed"]],
    ["a value was removed", rehash("volatility = null"), [5, "changed"]],
    ["a hash was changed", rehash(`hash = '${sha("x")}'`), [5, "changed"]],
    ["an entry was removed", "delete from forecasts where id = 5", [5, "missing"]],
    ["the last entry was removed", "delete from forecasts where id = 10", [10, "cut"]],
    ["all entries were removed", "delete from forecasts", [1, "cut"]],
    [
      "the last entry and the head were removed",
      "delete from forecasts where id = 10; update ledger set entries = 9",
      [9, "otherHead"],
    ],
    [
      "an entry was added behind",
      `insert into settlements values (11, 3, null, '2024-01-04', 1, 1, '2024', 'x', 'x')`,
      [11, "extra"],
    ],
    [
      "an entry was added before",
      `insert into settlements values (-1, 3, null, '2024-01-04', 1, 1, '2024', 'x', 'x')`,
      [11, "extra"],
    ],
    [
      "an entry was put in the place of another",
      `insert into settlements values (5, 3, null, '2024-01-04', 1, 1, '2024', 'x', 'x')`,
      [5, "extra"],
    ],
    [
      "two entries changed places",
      "update forecasts set id = 100 where id = 4; update forecasts set id = 4 where id = 5; update forecasts set id = 5 where id = 100",
      [4, "changed"],
    ],
  ] as const)("when %s, then verify names the entry", async (_, tampering, [id, kind]) => {
    const place = await makePlace();
    await using store = await recorded(place);
    await place.run(tampering);
    const { faults } = await verifyRecord(store);
    expect(faults[0]).toMatchObject({ id, kind });
  });

  test("when an entry was changed with its hash, then the next one tells", async () => {
    const place = await makePlace();
    await using store = await recorded(place);
    const rows = await store.read((db) =>
      db.selectFrom("forecasts").selectAll().where("id", "in", [4, 5]).orderBy("id").execute(),
    );
    const hash = entryHash(rows[0]!.hash, "forecast", { ...rows[1]!, prediction: 1 });
    await place.run(rehash(`prediction = 1, hash = '${hash}'`));
    const { faults } = await verifyRecord(store);
    expect(faults).toMatchObject([{ id: 6, kind: "changed" }]);
    expect(faults[0]!.message).toBe(
      "Entry 6, a forecast, was changed, or entry 5 was rewritten with its hash.",
    );
  });

  test("when the whole record was made anew, then only a head that was kept tells", async () => {
    const place = await makePlace();
    await using store = await recorded(place);
    const head = await readRecordHead(store);
    await recordForecasts(store, [forecastOf({ asOf: days[10]!, targetDate: days[11]! })]);
    expect((await verifyRecord(store, { head })).faults).toEqual([]);

    await place.run(
      "delete from forecasts; delete from ledger; insert into ledger values (1, 1, 0, '" +
        "0".repeat(64) +
        "')",
    );
    await recordForecasts(
      store,
      tenDays.map((forecast) => ({ ...forecast, prediction: 1 })),
    );
    expect((await verifyRecord(store)).faults).toEqual([]);
    expect((await verifyRecord(store, { head })).faults).toMatchObject([{ id: 10, kind: "otherHead" }]);
    await place.run(`delete from forecasts; update ledger set entries = 0, hash = '${"0".repeat(64)}'`);
    expect((await verifyRecord(store, { head })).faults).toMatchObject([{ id: 1, kind: "cut" }]);
  });
}
