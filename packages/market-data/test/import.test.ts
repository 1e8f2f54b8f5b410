import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type StandIn, sampleMarket, startStandIn } from "yahoo-stand-in";
import { hashBars } from "../src/hash-bars.ts";
import { type ImportOptions, importBars } from "../src/import-bars.ts";
import { loadBars } from "../src/load-bars.ts";
import { loadManyBars } from "../src/load-many.ts";
import type { LoadOptions } from "../src/request.ts";
import { type Day, weekdays } from "./csv/csv-file.ts";

const HEADER = "Date,Open,High,Low,Close,Volume";
const DAYS = weekdays(30);
/** The day after the 30 days. */
const NOW = new Date("2023-02-14T00:00:00Z");

let work: string;
let dataDir: string;
let yahoo: StandIn;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), "import-"));
  dataDir = join(work, "data");
  yahoo = await startStandIn({ markets: [sampleMarket(), sampleMarket({ symbol: "ACME" })] });
});
afterEach(async () => {
  await yahoo[Symbol.asyncDispose]();
  await rm(work, { recursive: true });
});

const line = ({ date, open, high, low, close, volume }: Day) =>
  [date, open, high, low, close, volume].join(",");
async function write(name: string, lines: readonly string[]): Promise<string> {
  const file = join(work, name);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}
const writeDays = (name: string, days: readonly Day[]) => write(name, [HEADER, ...days.map(line)]);
const bring = (csv: string, options: Partial<ImportOptions> = {}) =>
  importBars({ csv, dataDir, now: () => NOW, ...options });
const load = (options: Partial<LoadOptions> = {}) =>
  loadBars({ symbol: "ACME", dataDir, fetch: yahoo.fetch, now: () => NOW, retry: { baseMs: 1 }, ...options });
const only = async (csv: string, options: Partial<ImportOptions> = {}) => {
  const [result, ...others] = await bring(csv, options);
  expect(others).toEqual([]);
  if (!result || "error" in result) throw result?.error ?? new Error("no result");
  return result.series;
};
const dates = (days: readonly { date: string }[]) => days.map(({ date }) => date);

describe("a file that is imported", () => {
  test("when its bars are loaded, then they are those of the file, and Yahoo is not asked", async () => {
    const csv = await writeDays("acme.csv", DAYS);
    const imported = await only(csv);
    expect(imported).toMatchObject({
      symbol: "ACME",
      source: "csv",
      detail: "acme.csv",
      cache: { outcome: "fetched", newSessions: 30 },
      storedIn: join(dataDir, "raw", "ACME.csv"),
    });
    const sha256 = hashBars((await loadBars({ symbol: "ACME", csv })).bars);
    for (const options of [{}, { sample: false }, { source: "csv" }, { cache: "offline" }] as const) {
      const series = await load(options);
      expect(series).toMatchObject({ source: "csv", detail: "acme.csv", cache: { outcome: "hit" } });
      expect([hashBars(series.bars), series.warning]).toEqual([sha256, undefined]);
    }
    const [many] = await loadManyBars({ symbols: ["ACME"], dataDir, sample: false, fetch: yahoo.fetch });
    expect(many).toMatchObject({ series: { source: "csv", detail: "acme.csv" } });
    expect(yahoo.asked).toEqual([]);
  });

  test("when a longer file comes, then its new sessions are counted and added; the same file adds none", async () => {
    await only(await writeDays("acme.csv", DAYS.slice(0, 27)));
    const longer = await writeDays("acme.csv", DAYS);
    expect((await only(longer)).cache).toMatchObject({ outcome: "extended", newSessions: 3 });
    expect((await only(longer)).cache).toMatchObject({ outcome: "hit", newSessions: 0 });
    expect(dates((await load()).bars)).toEqual(dates(DAYS));
  });

  test.each([
    ["the later days alone", DAYS.slice(18), 10],
    ["days before and after", DAYS.slice(0, 25), 10],
  ])("when a file has %s, then both files together are the bars", async (_case, days, newSessions) => {
    await only(await writeDays("acme.csv", DAYS.slice(5, 20)));
    const series = await only(await writeDays("more.csv", days), { symbols: ["ACME"] });
    expect(series.cache).toMatchObject({ outcome: "extended", newSessions });
    expect(dates(series.bars)).toEqual([...new Set([...dates(DAYS.slice(5, 20)), ...dates(days)])].sort());
  });

  test("when a file has no day in common, then it is added, and a note says what is unknown", async () => {
    await only(await writeDays("acme.csv", DAYS.slice(0, 15)));
    const { cache, detail } = await only(await writeDays("more.csv", DAYS.slice(15)), { symbols: ["ACME"] });
    expect(cache).toMatchObject({ newSessions: 15, notes: [expect.stringContaining("no day in common")] });
    expect(detail).toBe("more.csv and earlier files");
  });

  const halved = (day: Day): Day => {
    const { open, high, low, close } = day;
    return { ...day, open: open / 2, high: high / 2, low: low / 2, close: close / 2 };
  };
  test.each<[string, Day[], string]>([
    [
      "one close is another",
      DAYS.map((day, k) => (k === 7 ? { ...day, close: day.close + 1 } : day)),
      DAYS[7]!.date,
    ],
    [
      "the last cached close is another",
      DAYS.map((day, k) => (k === 26 ? { ...day, close: day.close + 1 } : day)),
      DAYS[26]!.date,
    ],
    ["all prices are halved", DAYS.map(halved), "a split scaled every price by 0.500000"],
    ["a day is gone", DAYS.filter((_, k) => k !== 9), `the bar of ${DAYS[9]!.date} is gone`],
  ])(
    "when %s, then it is refused, and --replace keeps the old bars in a copy",
    async (_case, days, reason) => {
      await only(await writeDays("acme.csv", DAYS.slice(0, 27)));
      const file = join(dataDir, "cache", "ACME.json");
      const before = await readFile(file, "utf8");
      const other = await writeDays("other.csv", days);
      await expect(only(other, { symbols: ["ACME"] })).rejects.toMatchObject({
        code: "contradiction",
        message: expect.stringMatching(new RegExp(`^other.csv is not added .*${reason}.*--replace`)),
      });
      expect(await readFile(file, "utf8")).toBe(before);
      const series = await only(other, { symbols: ["ACME"], replace: true });
      expect(series).toMatchObject({ detail: "other.csv", cache: { outcome: "refetched", newSessions: 3 } });
      expect(dates(series.bars)).toEqual(dates(days));
      const copies = (await readdir(join(dataDir, "cache"))).filter((name) => name.includes(".replaced-"));
      expect(await readFile(join(dataDir, "cache", copies[0]!), "utf8")).toBe(before);
    },
  );

  test("when its last bar is old, then the warning names the file and what to do", async () => {
    await only(await writeDays("acme.csv", DAYS));
    const { warning } = await load({ now: () => new Date("2023-06-01T00:00:00Z") });
    expect(warning).toMatch(
      /^The bars from acme.csv end on 2023-02-10, \d+ sessions ago: "fetch --csv FILE"/,
    );
  });

  test("when it is not clean and strict mode asks for that, then nothing is stored", async () => {
    const csv = await writeDays("acme.csv", [{ ...DAYS[0]!, high: 1 }, ...DAYS.slice(1)]);
    await expect(only(csv, { strict: true })).rejects.toMatchObject({ code: "bad_quality" });
    await expect(load({ source: "csv" })).rejects.toMatchObject({ code: "not_cached" });
  });
});

describe("a file and Yahoo", () => {
  test("when Yahoo is asked for in its place, then it is refused, unless it is to replace it", async () => {
    await only(await writeDays("acme.csv", DAYS));
    for (const options of [{ source: "yahoo" }, { cache: "refresh" }] as const) {
      await expect(load(options)).rejects.toMatchObject({
        code: "bad_source",
        message: expect.stringContaining("the cached bars of ACME are from acme.csv, not from Yahoo"),
      });
    }
    expect(yahoo.asked).toEqual([]);
    const now = () => new Date("2018-05-12T00:00:00Z");
    const series = await load({ cache: "replace", start: "2018-01-01", now });
    expect(series).toMatchObject({ source: "yahoo", cache: { outcome: "fetched" } });
    expect(series.cache!.notes[0]).toContain("The bars from acme.csv are kept in");
  });

  test("when the cached bars are Yahoo's, then a file takes their place with --replace alone", async () => {
    const now = () => new Date("2018-05-12T00:00:00Z");
    await load({ start: "2018-01-01", now });
    const csv = await writeDays("acme.csv", DAYS);
    await expect(only(csv)).rejects.toMatchObject({
      code: "contradiction",
      message: expect.stringContaining("the cached bars are from Yahoo Finance"),
    });
    expect(await only(csv, { replace: true })).toMatchObject({ source: "csv", detail: "acme.csv" });
    expect((await load()).source).toBe("csv");
  });

  test("when the cached bars of a file are damaged, then Yahoo's do not take their place", async () => {
    const csv = await writeDays("acme.csv", DAYS);
    await only(csv);
    const file = join(dataDir, "cache", "ACME.json");
    await writeFile(file, (await readFile(file, "utf8")).replace("1000.25", "1.25"));
    await expect(load()).rejects.toMatchObject({
      code: "store_failed",
      message: expect.stringContaining('import them again, with "fetch --csv FILE"'),
    });
    expect(yahoo.asked).toEqual([]);
    expect(await only(csv)).toMatchObject({ cache: { newSessions: 30 } });
  });
});

describe("the symbols of files", () => {
  const named = (name: string, days = DAYS) => days.map((day) => `${line(day)},${name}`);

  test("when a folder is given, then each file's symbols are those it names, or its own name", async () => {
    await writeDays("bars/acme.csv", DAYS);
    await write("bars/AAPL.csv", [`${HEADER},ticker`, ...named("AAPL.US")]);
    await write("bars/many.csv", [`${HEADER},Symbol`, ...named("KO"), ...named("brk-b")]);
    await write("bars/notes.md", ["nothing"]);
    const results = await bring(join(work, "bars"));
    expect(results.map(({ symbol }) => symbol)).toEqual(["AAPL", "ACME", "KO", "BRK-B"]);
    expect(results.every((result) => "series" in result)).toBe(true);
  });

  test("when a file of a folder is bad, then the others come all the same", async () => {
    await writeDays("bars/acme.csv", DAYS);
    await writeDays("bars/my export.csv", DAYS);
    await write("bars/none.csv", ["hello"]);
    const results = await bring(join(work, "bars"));
    expect(results.map((result) => [result.symbol, "error" in result && result.error.message])).toEqual([
      ["ACME", false],
      ["my export.csv", expect.stringContaining("neither its columns nor its name give a symbol")],
      ["none.csv", expect.stringContaining("no row names the columns")],
    ]);
  });

  test("when symbols are asked for, then the others stay out, and a missing one is named", async () => {
    await writeDays("bars/acme.csv", DAYS);
    await writeDays("bars/ko.csv", DAYS);
    const results = await bring(join(work, "bars"), { symbols: ["KO", "IBM"] });
    expect(results).toMatchObject([{ symbol: "KO" }, { symbol: "IBM", error: { code: "no_data" } }]);
    await expect(load({ source: "csv" })).rejects.toMatchObject({ code: "not_cached" });
  });

  test("when a file has several symbols, then each has its own bars", async () => {
    const higher = DAYS.map((day) => ({ ...day, high: day.high + 1 }));
    const csv = await write("many.csv", [`${HEADER},Symbol`, ...named("KO"), ...named("PEP", higher)]);
    expect((await bring(csv)).map((result) => "series" in result && result.series.cache)).toMatchObject([
      { newSessions: 30 },
      { newSessions: 30 },
    ]);
    const highs = async (symbol: string) => (await load({ symbol })).bars.map(({ high }) => high);
    expect(await highs("KO")).toEqual(DAYS.map(({ high }) => high));
    expect(await highs("PEP")).toEqual(higher.map(({ high }) => high));
  });

  test("when a file is larger than memory, then it is refused by its size", async () => {
    const csv = await writeDays("acme.csv", DAYS);
    await truncate(csv, 300_000_000);
    await expect(only(csv)).rejects.toMatchObject({
      code: "csv_unreadable",
      message: `cannot read "${csv}": it has 300 MB, expected at most 256: split it by symbol`,
    });
  });

  test("when a symbol is not in Yahoo's spelling, then --symbol gives it", async () => {
    const csv = await write("export 1.csv", [`${HEADER},symbol`, ...named("NASDAQ:AAPL")]);
    await expect(only(csv)).rejects.toMatchObject({ message: expect.stringContaining("expected --symbol") });
    expect(await only(csv, { symbols: ["AAPL"] })).toMatchObject({ symbol: "AAPL" });
  });

  test("when a column describes one symbol, then the file name is the symbol", async () => {
    const csv = await write("SAP.DE.csv", [`${HEADER},Name`, ...named("SAP Aktiengesellschaft")]);
    expect(await only(csv)).toMatchObject({ symbol: "SAP.DE" });
  });

  test("when a folder has no CSV file, or is not there, then that is the error", async () => {
    await mkdir(join(work, "empty"));
    await expect(bring(join(work, "empty"))).rejects.toMatchObject({ code: "csv_unreadable" });
    await expect(only(join(work, "none.csv"))).rejects.toMatchObject({ code: "csv_unreadable" });
  });
});
