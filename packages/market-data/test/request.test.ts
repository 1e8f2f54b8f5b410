import { describe, expect, test } from "@jest/globals";
import { parseSymbol } from "@lstm-predict/bars";
import { MarketDataError } from "../src/errors.ts";
import { loadBars } from "../src/load-bars.ts";

describe("options", () => {
  test.each([
    ["start", "2020-13-01"],
    ["start", "01.02.2020"],
    ["end", "2021-02-29"],
    ["end", ""],
  ])("when %s is %j, then it is refused and quoted", async (name, value) => {
    const failure = loadBars({ symbol: "AAPL", source: "sample", [name]: value });
    await expect(failure).rejects.toBeInstanceOf(MarketDataError);
    await expect(failure).rejects.toMatchObject({
      code: "bad_date",
      message: `${name} is "${value}": expected a day as YYYY-MM-DD`,
    });
  });

  test("when start is after end, then both are quoted", async () => {
    await expect(
      loadBars({ symbol: "AAPL", source: "sample", start: "2015-01-02", end: "2015-01-01" }),
    ).rejects.toMatchObject({
      code: "bad_date",
      message: "start is 2015-01-02: expected a day not after end, 2015-01-01",
    });
  });

  test("when start is end, then one day is loaded", async () => {
    const day = "2015-01-02";
    const { bars } = await loadBars({ symbol: "AAPL", source: "sample", start: day, end: day });
    expect(bars.map(({ date }) => date)).toEqual([day]);
  });

  test("when source and file do not belong together, then both are named", async () => {
    await expect(loadBars({ symbol: "AAPL", source: "csv" })).rejects.toMatchObject({
      code: "bad_source",
      message: 'source is "csv": expected a file as well (--csv FILE)',
    });
    await expect(loadBars({ symbol: "AAPL", source: "yahoo", csv: "a.csv" })).rejects.toMatchObject({
      code: "bad_source",
      message: expect.stringContaining('"yahoo" but a CSV file is given, "a.csv"'),
    });
  });

  test("when the source is unknown, then the legal ones are listed", async () => {
    await expect(loadBars({ symbol: "AAPL", source: "google" as "yahoo" })).rejects.toMatchObject({
      code: "bad_source",
      message: 'source is "google": expected auto, yahoo, csv, sample or an object',
    });
  });

  test("when the time limit is not positive, then it is refused", async () => {
    await expect(loadBars({ symbol: "AAPL", timeoutMs: 0 })).rejects.toMatchObject({ code: "bad_option" });
  });
});

describe("parseSymbol", () => {
  test.each([
    ["aapl", "AAPL"],
    ["BRK-B", "BRK-B"],
    ["^gspc", "^GSPC"],
    ["EURUSD=X", "EURUSD=X"],
    ["petr4.sa", "PETR4.SA"],
    ["m&m.ns", "M&M.NS"],
    ["NIFTY_FIN_SERVICE.NS", "NIFTY_FIN_SERVICE.NS"],
  ])("when the symbol is %s, then it is read as %s", (symbol, expected) => {
    expect(parseSymbol(symbol)).toBe(expected);
  });

  test.each(["", "../AAPL", "A/B", "&A", "_A", "A B?x=1", ".AAPL", "AAPL\n", "A".repeat(21)])(
    "when the symbol is %j, then it is refused before it reaches a URL or a path",
    (symbol) => {
      expect(() => parseSymbol(symbol)).toThrow(`symbol is ${JSON.stringify(symbol)}: expected`);
    },
  );
});
