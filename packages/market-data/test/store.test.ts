import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { hashBars } from "../src/hash-bars.ts";
import { loadBars } from "../src/load-bars.ts";
import { answering, chartAnswer } from "./chart-answer.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "market-data-store-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

const rows = [
  { at: "2024-01-02T00:00:00Z", close: 129.0399932861328, adjclose: 125.8267 },
  { at: "2024-01-03T00:00:00Z", close: null },
  { at: "2024-01-04T00:00:00Z", close: 130.5 },
];

function download(symbol = "BTC-USD") {
  const { fetch } = answering(chartAnswer({ zone: "UTC", rows }));
  const now = () => new Date("2024-02-01T00:00:00Z");
  return loadBars({ symbol, source: "auto", dataDir, fetch, now });
}

describe("a download", () => {
  test("when the symbol has an ampersand, then Yahoo is asked for it, and files have its name", async () => {
    const { fetch, urls } = answering(chartAnswer({ zone: "UTC", rows }));
    const now = () => new Date("2024-02-01T00:00:00Z");
    const series = await loadBars({ symbol: "m&m.ns", source: "yahoo", dataDir, fetch, now });
    expect(decodeURIComponent(urls[0]!.pathname)).toBe("/v8/finance/chart/M&M.NS");
    expect(series.storedIn).toBe(join(dataDir, "raw", "M&M.NS.csv"));
    expect(await readdir(join(dataDir, "cache"))).toEqual(["M&M.NS.json"]);
  });

  test("when it arrives, then its clean bars are stored with Yahoo's columns and nothing else is left", async () => {
    const { storedIn } = await download();
    expect(storedIn).toBe(join(dataDir, "raw", "BTC-USD.csv"));
    expect(await readFile(storedIn!, "utf8")).toBe(
      [
        "Date,Open,High,Low,Close,Adj Close,Volume",
        "2024-01-02,129.0399932861328,130.0399932861328,128.0399932861328,129.0399932861328,125.8267,1000",
        "2024-01-04,130.5,131.5,129.5,130.5,130.5,1000",
        "",
      ].join("\n"),
    );
    expect(await readdir(join(dataDir, "raw"))).toEqual(["BTC-USD.csv"]);
  });

  test("when its file is read back, then bars and hash are the same, and the hash is the file's", async () => {
    const downloaded = await download();
    const file = downloaded.storedIn!;
    const reread = await loadBars({ symbol: "BTC-USD", csv: file });
    expect(reread.bars).toEqual(downloaded.bars);
    expect(hashBars(reread.bars)).toBe(hashBars(downloaded.bars));
    expect(hashBars(reread.bars)).toBe(
      createHash("sha256")
        .update(await readFile(file))
        .digest("hex"),
    );
  });

  test("when one is stored already, then it is replaced whole", async () => {
    const { storedIn } = await download();
    await writeFile(storedIn!, "something longer than any download would be\n".repeat(100));
    await download();
    expect((await readFile(storedIn!, "utf8")).split("\n")).toHaveLength(4);
  });

  test("when the folder cannot be written, then the file is named", async () => {
    await writeFile(join(dataDir, "raw"), "not a folder");
    await expect(download()).rejects.toMatchObject({
      code: "store_failed",
      message: expect.stringContaining(join(dataDir, "raw", "BTC-USD.csv")),
    });
  });
});

describe("other sources", () => {
  test("when the sample stands in, then nothing is stored as a download", async () => {
    const { fetch } = answering("Too Many Requests", 429);
    const series = await loadBars({ symbol: "AAPL", dataDir, fetch });
    expect(series.source).toBe("sample");
    expect(await readdir(dataDir)).toEqual([]);
  });
});

describe("hashBars", () => {
  const bar = { date: "2024-01-02", open: 10, high: 12, low: 9, close: 11, volume: 1000, adjClose: 10.5 };

  test("when one digit differs, then the hash differs", () => {
    expect(hashBars([bar])).toMatch(/^[0-9a-f]{64}$/);
    expect(hashBars([{ ...bar, adjClose: 10.500001 }])).not.toBe(hashBars([bar]));
  });

  test("when a bar's properties come in another order, then the hash is the same", () => {
    const { date, ...rest } = bar;
    expect(hashBars([{ ...rest, date }])).toBe(hashBars([bar]));
  });
});
