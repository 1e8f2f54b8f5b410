import { describe, expect, test } from "@jest/globals";
import { loadBars as load } from "../src/load-bars.ts";
import type { LoadOptions } from "../src/request.ts";
import { answering, chartAnswer, yahooRefusal } from "./chart-answer.ts";

const loadBars = (options: LoadOptions) => load({ retry: { baseMs: 1 }, ...options });
const offline: typeof fetch = async () => {
  throw new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND query2.finance.yahoo.com") });
};
const silent: typeof fetch = (_input, init) =>
  new Promise((_resolve, reject) => {
    init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason));
  });

describe("source auto", () => {
  test("when Yahoo answers, then its bars are taken without a warning", async () => {
    const { fetch } = answering(chartAnswer({ zone: "UTC", rows: [{ at: "2024-01-02T00:00:00Z" }] }));
    const now = () => new Date("2024-01-03T12:00:00Z");
    const series = await loadBars({ symbol: "AAPL", fetch, now });
    expect(series.source).toBe("yahoo");
    expect(series).not.toHaveProperty("warning");
  });

  test.each([
    ["there is no network", offline, "getaddrinfo ENOTFOUND"],
    ["no answer comes", silent, "did not answer within 0.05 s"],
    ["Yahoo answers 429", answering("Too Many Requests", 429).fetch, "429"],
    ["Yahoo answers 503", answering("", 503).fetch, "503"],
  ])("when %s, then AAPL comes from the sample, with a warning", async (_case, fetch, reason) => {
    const timeoutMs = fetch === silent ? 50 : 60_000;
    const series = await loadBars({ symbol: "aapl", source: "auto", fetch, timeoutMs });
    expect(series).toMatchObject({ symbol: "AAPL", source: "sample", timeZone: "America/New_York" });
    expect(series.bars).toHaveLength(1260);
    expect(series.warning).toMatch(
      /^NOT LIVE DATA: .* AAPL, 2013-05-13 to 2018-05-11, from the bundled sample/,
    );
    expect(series.warning).toContain(reason);
    expect(series.warning).toContain('"fetch --csv FILE"');
  });

  test("when Yahoo cannot be reached and the symbol has no sample, then the error says what to do", async () => {
    await expect(loadBars({ symbol: "MSFT", fetch: offline })).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(
        /with "fetch --csv FILE" \(there is a bundled sample of AAPL, but none of MSFT\)$/,
      ),
    });
  });

  test("when the sample has none of the days, then Yahoo's failure stays the reason", async () => {
    await expect(loadBars({ symbol: "AAPL", start: "2019-01-01", fetch: offline })).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/sample cannot stand in: .* 2013-05-13 to 2018-05-11\)$/),
    });
  });

  test.each([
    ["unknown_symbol", 404, yahooRefusal("Not Found", "No data found, symbol may be delisted")],
    ["no_data", 400, yahooRefusal("Bad Request", "Data doesn't exist for startDate = 1, endDate = 2")],
    ["bad_response", 400, yahooRefusal("Bad Request", "invalid interval")],
    ["consent_page", 200, "<html>consent</html>"],
  ])("when Yahoo says no (%s, %d), then the sample does not stand in", async (code, status, body) => {
    const { fetch } = answering(body, status);
    await expect(loadBars({ symbol: "AAPL", fetch })).rejects.toMatchObject({ code });
  });
});

describe("source yahoo", () => {
  test("when Yahoo cannot be reached, then even AAPL fails", async () => {
    await expect(loadBars({ symbol: "AAPL", source: "yahoo", fetch: offline })).rejects.toMatchObject({
      code: "unreachable",
    });
  });
});

describe("source sample", () => {
  test("when dates are given, then only those days are kept", async () => {
    const { bars, cleaning, detail } = await loadBars({
      symbol: "AAPL",
      source: "sample",
      start: "2014-01-01",
      end: "2014-12-31",
    });
    expect(detail).toBe("@observablehq/sample-datasets/aapl.csv");
    expect([bars.length, bars[0]!.date, bars.at(-1)!.date]).toEqual([252, "2014-01-02", "2014-12-31"]);
    expect(cleaning).toMatchObject({ received: 252, kept: 252, notes: [] });
  });

  test("when the symbol has no sample, then it is quoted with those that have", async () => {
    await expect(loadBars({ symbol: "MSFT", source: "sample" })).rejects.toMatchObject({
      code: "no_sample",
      message: 'no bundled sample for "MSFT": expected AAPL',
    });
  });
});
