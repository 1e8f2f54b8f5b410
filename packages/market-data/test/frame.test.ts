import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Bar } from "@lstm-predict/bars";
import { DataFrame, readCSV, toCSV } from "danfojs-node";
import { fromFrame, toFrame } from "../src/frame.ts";
import { loadBars } from "../src/load-bars.ts";

const COLUMNS = ["Date", "Open", "High", "Low", "Close", "Adj Close", "Volume"];
const ROW = ["2024-01-02", 10, 12, 9, 11, 10.5, 1000];

/** A frame of two sound rows, with changes in the second. */
function frameWith(changes: Record<string, unknown>): DataFrame {
  const second = ["2024-01-03", ...ROW.slice(1)].map((value, i) => changes[COLUMNS[i]!] ?? value);
  return new DataFrame([ROW, second], { columns: COLUMNS });
}

let bars: Bar[];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "market-data-frame-"));
  ({ bars } = await loadBars({ symbol: "AAPL", source: "sample" }));
});
afterAll(() => rm(folder, { recursive: true }));

describe("there and back", () => {
  test("when bars become a frame, then it has Yahoo's columns and one row a bar", () => {
    const frame = toFrame(bars);
    expect(frame.columns).toEqual(COLUMNS);
    expect(frame.shape).toEqual([1260, 7]);
    expect(frame.values[0]).toEqual([
      "2013-05-13",
      64.501427,
      65.414284,
      64.5,
      64.96286,
      50.961628,
      79237200,
    ]);
  });

  test("when a frame becomes bars again, then they are the same to the last digit", () => {
    expect(fromFrame(toFrame(bars))).toEqual(bars);
    const odd = { date: "2024-01-02", open: 1 / 3, high: Math.PI, low: 1e-7, close: 0.1 + 0.2 };
    const extreme = [{ ...odd, adjClose: 1e9 + 1 / 7, volume: 35_967_642_111_235 }];
    expect(fromFrame(toFrame(extreme))).toEqual(extreme);
    expect(fromFrame(toFrame([]))).toEqual([]);
  });

  test("when the frame goes through a CSV file of danfojs, then the bars are the same", async () => {
    const file = join(folder, "bars.csv");
    await writeFile(file, toCSV(toFrame(bars)) as string);
    expect(fromFrame(await readCSV(file))).toEqual(bars);
    expect((await loadBars({ symbol: "AAPL", csv: file })).bars).toEqual(bars);
  });

  test("when columns are reordered and others added, then each is found by name", () => {
    const frame = new DataFrame([[11, "x", 1000, 9, 12, 10.5, 10, "2024-01-02"]], {
      columns: ["Close", "Note", "Volume", "Low", "High", "Adj Close", "Open", "Date"],
    });
    expect(fromFrame(frame)).toEqual([
      { date: "2024-01-02", open: 10, high: 12, low: 9, close: 11, adjClose: 10.5, volume: 1000 },
    ]);
  });
});

test("when a frame of bars is described, then the numeric columns are", () => {
  const summary = toFrame(bars).describe();
  expect(summary.columns).toEqual(COLUMNS.slice(1));
  const row = (name: string) => summary.values[summary.index.indexOf(name)] as number[];
  const closes = bars.map(({ close }) => close);
  expect(row("count")[3]).toBe(1260);
  expect(row("mean")[3]).toBeCloseTo(closes.reduce((sum, close) => sum + close, 0) / 1260, 9);
  expect([row("min")[3], row("max")[3]]).toEqual([Math.min(...closes), Math.max(...closes)]);
});

describe("refusing", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["a date that is a Date", { Date: new Date(0) }, 'Date is "1970-01-01T00:00:00.000Z", expected a day as'],
    ["an impossible day", { Date: "2024-02-30" }, 'Date is "2024-02-30", expected a day as text, YYYY-MM-DD'],
    ["a word for a price", { Close: "n/a" }, 'Close is "n/a", expected a positive number'],
    ["a price of NaN", { "Adj Close": Number.NaN }, "Adj Close is NaN, expected a positive number"],
    ["a price of zero", { Low: 0 }, "Low is 0, expected a positive number"],
    ["a negative volume", { Volume: -1 }, "Volume is -1, expected a number, 0 or more"],
    ["a day twice", { Date: "2024-01-02" }, 'Date is "2024-01-02" a second time, expected ascending days'],
    ["a day too late", { Date: "2024-01-01" }, 'Date is "2024-01-01" after 2024-01-02, expected ascending'],
  ])("when a row has %s, then row, column and value are named", (_what, changes, problem) => {
    expect(() => fromFrame(frameWith(changes))).toThrow(
      expect.objectContaining({
        code: "bad_frame",
        message: expect.stringContaining(`row 1 of the frame: ${problem}`),
      }),
    );
  });

  test("when columns are missing, then they and those found are named", () => {
    const frame = frameWith({}).drop({ columns: ["Adj Close", "Volume"] });
    expect(() => fromFrame(frame)).toThrow(
      expect.objectContaining({
        code: "bad_frame",
        message:
          'the frame has no column "Adj Close", "Volume": expected Date, Open, High, Low, Close, Adj Close, Volume, found Date, Open, High, Low, Close',
      }),
    );
  });
});
