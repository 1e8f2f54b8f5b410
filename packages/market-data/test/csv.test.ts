import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { loadBars } from "../src/load-bars.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "market-data-csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

const HEADER = "Date,Open,High,Low,Close,Adj Close,Volume";

async function loadCsv(lines: string[], range: { start?: string; end?: string } = {}) {
  const csv = join(folder, "bars.csv");
  await writeFile(csv, lines.join("\n"));
  return loadBars({ symbol: "TEST", csv, ...range });
}

describe("reading", () => {
  test("when a CSV file is given without a source, then it is the source", async () => {
    const series = await loadCsv([HEADER, "2024-01-02,10,12,9,11,10.5,1000"]);
    expect(series).toMatchObject({
      symbol: "TEST",
      source: "csv",
      detail: "bars.csv",
      timeZone: "unspecified",
    });
    expect(series.bars).toEqual([
      { date: "2024-01-02", open: 10, high: 12, low: 9, close: 11, adjClose: 10.5, volume: 1000 },
    ]);
  });

  test("when columns come in another order and case, among others, then each is found by name", async () => {
    const { bars } = await loadCsv([
      "\ufeffVOLUME,adj_close,dividends,close,low,high,open,date\r",
      '1e3,"10.5",0.2,11,9,12,10,2024-01-02 00:00:00-05:00\r',
    ]);
    expect(bars).toEqual([
      { date: "2024-01-02", open: 10, high: 12, low: 9, close: 11, adjClose: 10.5, volume: 1000 },
    ]);
  });

  test("when there is no adjusted close, then the close replaces it, with a note", async () => {
    const { bars, cleaning } = await loadCsv([
      "Date,Open,High,Low,Close,Volume",
      "2024-01-02,10,12,9,11,1000",
    ]);
    expect(bars[0]!.adjClose).toBe(11);
    expect(cleaning.notes).toEqual(['No column "Adj Close": the close stands in for the adjusted close.']);
  });

  test("when cells are empty or null, then their rows are dropped and counted", async () => {
    const { bars, cleaning } = await loadCsv([
      HEADER,
      "2024-01-02,null,null,null,null,null,null",
      "2024-01-03,,12,9,11,11,1000",
      "",
      "2024-01-04,10,12,9,11,11,1000",
    ]);
    expect(bars.map(({ date }) => date)).toEqual(["2024-01-04"]);
    expect(cleaning).toMatchObject({ received: 3, kept: 1, dropped: { nullClose: 1, missingValue: 1 } });
  });

  test("when start and end are given, then both days are included and rows outside are not received", async () => {
    const days = ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"];
    const { bars, cleaning } = await loadCsv([HEADER, ...days.map((day) => `${day},10,12,9,11,11,1000`)], {
      start: "2024-01-03",
      end: "2024-01-04",
    });
    expect(bars.map(({ date }) => date)).toEqual(["2024-01-03", "2024-01-04"]);
    expect(cleaning.received).toBe(2);
  });
});

describe("refusing", () => {
  test.each([
    ["nothing", [], ":1: empty, expected the header Date,"],
    ["no Low and Close", ["Date,Open,High", ""], ':1: no column "Low", "Close", found "Date,Open,High"'],
    ["a column twice", [`${HEADER},close`], ':1: two columns "Close"'],
    [
      "a word for a number",
      [HEADER, "", "2024-01-02,10,12,9,much,11,1"],
      ':3: Close is "much", expected a number',
    ],
    ["a separator of no thousands", [HEADER, '2024-01-02,10,12,9,11,11,"1,00,0"'], ':2: Volume is "1,00,0"'],
    [
      "an impossible day",
      [HEADER, "2024-02-30,10,12,9,11,11,1"],
      ':2: Date is "2024-02-30", expected a day as YYYY-MM-DD',
    ],
    ["another date order", [HEADER, "01/02/2024,10,12,9,11,11,1"], ':2: Date is "01/02/2024"'],
    ["a date with a tail", [HEADER, "2024-01-02x,10,12,9,11,11,1"], ':2: Date is "2024-01-02x"'],
    [
      "a short row",
      [HEADER, "2024-01-02,10,12,9,11,11,1", "2024-01-03,10"],
      ":3: 2 fields, expected 7 as in the header",
    ],
    ["a long row", [HEADER, "2024-01-02,10,12,9,11,11,1,2"], ":2: 8 fields, expected 7"],
    ["an open quote", [HEADER, '"2024-01-02,10,12,9,11,11,1'], ":2: Quote Not Closed"],
  ])("when the file has %s, then file, line and reason are named", async (_what, lines, reason) => {
    await expect(loadCsv(lines)).rejects.toMatchObject({
      code: "csv_malformed",
      message: expect.stringContaining(`${join(folder, "bars.csv")}${reason}`),
    });
  });

  test("when there is a header only, then there is no data", async () => {
    await expect(loadCsv([HEADER])).rejects.toMatchObject({
      code: "no_data",
      message: "bars.csv has no bars of TEST from the beginning to today: no rows at all",
    });
  });

  test("when the days are not in the file, then its own days are named", async () => {
    await expect(
      loadCsv([HEADER, "2024-01-03,10,12,9,11,11,1", "2024-01-02,10,12,9,11,11,1"], { start: "2025-01-01" }),
    ).rejects.toMatchObject({
      code: "no_data",
      message:
        "bars.csv has no bars of TEST from 2025-01-01 to today: its rows are from 2024-01-02 to 2024-01-03",
    });
  });

  test("when no row is usable, then the reasons are given", async () => {
    await expect(loadCsv([HEADER, "2024-01-02,0,0,0,0,0,0"])).rejects.toMatchObject({
      code: "no_data",
      message: expect.stringContaining("a price that is not a positive number"),
    });
  });

  test("when the file is missing or in an empty folder, then the error says which", async () => {
    const missing = join(folder, "missing.csv");
    await expect(loadBars({ symbol: "TEST", csv: missing })).rejects.toMatchObject({
      code: "csv_unreadable",
      message: `cannot read "${missing}": no such file`,
    });
    const empty = join(folder, "empty");
    await mkdir(empty);
    await expect(loadBars({ symbol: "TEST", csv: empty })).rejects.toMatchObject({
      code: "csv_unreadable",
      message: `"${empty}" has no CSV file: expected files with names such as AAPL.csv`,
    });
  });
});
