import { describe, expect, test } from "@jest/globals";
import { type CustomRow, type CustomSource, loadBars, loadManyBars } from "../src/index.ts";

const day = (date: string, close: number | null = 11): CustomRow => ({
  date,
  open: 10,
  high: 12,
  low: 9,
  close,
});
const sourceOf = (rows: unknown): CustomSource => ({ name: "my desk", read: () => rows as CustomRow[] });
const load = (rows: unknown, more: object = {}) =>
  loadBars({ symbol: "TEST", source: sourceOf(rows), ...more });

describe("a source of the caller's", () => {
  test("when its rows are unsorted and one is defective, then they are sorted and cleaned like all others", async () => {
    const { cleaning, ...series } = await load([
      day("2024-01-04"),
      day("2024-01-02", 10.5),
      day("2024-01-03", null),
    ]);
    expect(series).toEqual({
      ...{ symbol: "TEST", source: "custom", detail: "my desk", timeZone: "unspecified" },
      bars: [
        { date: "2024-01-02", open: 10, high: 12, low: 9, close: 10.5, volume: 0, adjClose: 10.5 },
        { date: "2024-01-04", open: 10, high: 12, low: 9, close: 11, volume: 0, adjClose: 11 },
      ],
    });
    expect(cleaning.dropped.nullClose).toBe(1);
    expect(cleaning.notes).toEqual([
      "No adjusted closes: the close stands in for them.",
      "No volumes: the volume is 0 throughout.",
      "Rows were not in date order and have been sorted.",
      "Dropped 1 row (no close): 2024-01-03.",
    ]);
  });

  test("when it is an object with methods and a zone, then `this` is the object, and days are asked for and cut", async () => {
    const asked: unknown[] = [];
    class Desk implements CustomSource {
      readonly name = "desk";
      readonly timeZone = "Europe/Berlin";
      readonly instrument = "equity";
      readonly #rows = [1, 2, 3].map((n) => ({
        ...day(`2024-02-0${n}`),
        volume: 5,
        adjClose: n === 2 ? null : 5.5,
      }));
      async read(...args: unknown[]) {
        asked.push(args);
        return this.#rows;
      }
    }
    const options = { symbols: ["SAP.DE"], source: new Desk(), start: "2024-02-02", vix: "auto" as const };
    const [result] = await loadManyBars(options);
    expect(asked).toEqual([["SAP.DE", { start: "2024-02-02", end: undefined }]]);
    expect(result).toMatchObject({ series: { timeZone: "Europe/Berlin", instrument: "equity" } });
    const { bars } = (result as { series: { bars: unknown[] } }).series;
    expect(bars).toMatchObject([
      { date: "2024-02-02", volume: 5, adjClose: 5.5 },
      { date: "2024-02-03", volume: 5, adjClose: 5.5 },
    ]);
  });

  test.each([
    ["undefined", undefined, 'read of "my desk" returned undefined: expected an array of rows'],
    ["no object", [null], 'row 1 of TEST from "my desk" is null: expected an object'],
    [
      "a Date",
      [{ ...day(""), date: new Date(0) }],
      'date of row 1 of TEST from "my desk" is "1970-01-01T00:00:00.000Z"',
    ],
    ["no such day", [day("2024-02-30")], 'is "2024-02-30": expected a day as "YYYY-MM-DD"'],
    [
      "a text",
      [day("2024-01-02"), { ...day("2024-01-03"), open: "10" }],
      'open of row 2 of TEST from "my desk" is "10"',
    ],
    ["another name", [{ date: "2024-01-02", Close: 1 }], 'open of row 1 of TEST from "my desk" is undefined'],
  ])("when its rows are wrong, such as %s, then the error quotes it", async (_, rows, message) => {
    await expect(load(rows)).rejects.toMatchObject({
      code: "bad_response",
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [{ name: "" }, 'name of the source is "": expected up to 100 characters'],
    [
      { name: "a\nb", read: () => [] },
      'name of the source is "a\\nb": expected up to 100 characters on one line',
    ],
    [{ name: "x", read: 1 }, "read of the source is 1: expected a function that returns rows"],
    [
      { name: "x", read: () => [], timeZone: "Mars" },
      'timeZone of the source is "Mars": expected an IANA zone',
    ],
    [
      { name: "x", read: () => [], instrument: "bond" },
      'instrument of the source is "bond": expected equity',
    ],
  ])("when the source is %j, then it is refused", async (source, message) => {
    const loading = loadBars({ symbol: "TEST", source: source as unknown as CustomSource });
    await expect(loading).rejects.toMatchObject({
      code: "bad_source",
      message: expect.stringContaining(message),
    });
  });

  test("when it has bars of the future, none, or a file beside it, then each is an error that names it", async () => {
    const ofFuture = load([day("2024-01-02")], { now: () => new Date("2023-12-01") });
    await expect(ofFuture).rejects.toMatchObject({
      code: "bad_date",
      message: expect.stringContaining("my desk has a bar of"),
    });
    await expect(load([])).rejects.toMatchObject({
      code: "no_data",
      message: expect.stringContaining("my desk has no bars of TEST"),
    });
    await expect(load([], { csv: "x.csv" })).rejects.toMatchObject({ code: "bad_source" });
    await expect(load([], { cache: "refresh", dataDir: "x" })).rejects.toMatchObject({
      message: 'refresh is asked for, but source is "my desk": only Yahoo\'s bars are downloaded',
    });
  });
});
