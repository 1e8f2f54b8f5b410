import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { loadBars } from "../src/load-bars.ts";
import { chartAnswer, yahooRefusal } from "./chart-answer.ts";

let server: Server;
let printed: unknown[][];

beforeEach(() => {
  printed = [];
  for (const method of ["log", "info", "warn", "error", "debug", "dir"] as const) {
    jest.spyOn(console, method).mockImplementation((...args: unknown[]) => void printed.push(args));
  }
});

afterEach(async () => {
  jest.restoreAllMocks();
  server.closeAllConnections();
  if (server.listening) await new Promise((resolve) => server.close(resolve));
  expect(printed).toEqual([]);
});

/** Starts an HTTP server that replaces Yahoo, and loads TEST from it. */
async function loadFrom(answer: RequestListener, options: { timeoutMs?: number; closed?: boolean } = {}) {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  if (options.closed) await new Promise((resolve) => server.close(resolve));
  const redirected: typeof fetch = (input, init) => {
    const { pathname, search } = new URL(String(input));
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, init);
  };
  const { timeoutMs } = options;
  return loadBars({
    symbol: "test",
    source: "yahoo",
    start: "2024-01-01",
    fetch: redirected,
    timeoutMs,
    retry: { baseMs: 1 },
  });
}

const reply =
  (status: number, body: unknown): RequestListener =>
  (_request, response) =>
    void response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));

describe("Yahoo cannot be reached", () => {
  test("when the connection is refused, then the reason is named", async () => {
    await expect(loadFrom(reply(200, ""), { closed: true })).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/cannot be reached \(.*ECONNREFUSED.*\): check the network/),
    });
  });

  test("when no answer comes in time, then the limit is named", async () => {
    await expect(loadFrom(() => {}, { timeoutMs: 50 })).rejects.toMatchObject({
      code: "timeout",
      message: expect.stringContaining("within 0.05 s"),
    });
  });

  test("when the answer breaks off in the middle, then it counts as unreachable", async () => {
    const cut: RequestListener = (_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{", () => response.destroy());
    };
    await expect(loadFrom(cut)).rejects.toMatchObject({ code: "unreachable" });
  });

  test("when the body stalls, then the time limit ends it", async () => {
    const stalled: RequestListener = (_request, response) => void response.writeHead(200).write("{");
    await expect(loadFrom(stalled, { timeoutMs: 50 })).rejects.toMatchObject({ code: "timeout" });
  });

  test("when Yahoo answers 429, then the advice is to wait", async () => {
    await expect(loadFrom(reply(429, "Edge: Too Many Requests"))).rejects.toMatchObject({
      code: "rate_limited",
      message: expect.stringContaining("wait some minutes"),
    });
  });

  test.each([
    ["text", 500, "oops"],
    ["Yahoo's JSON", 502, yahooRefusal("Internal Server Error", "oops")],
  ])("when Yahoo fails with %s, then the status is quoted", async (_kind, status, body) => {
    await expect(loadFrom(reply(status, body))).rejects.toMatchObject({
      code: "server_error",
      message: expect.stringContaining(`(${status})`),
    });
  });
});

describe("Yahoo says no", () => {
  test("when the symbol is unknown, then it is quoted", async () => {
    const body = yahooRefusal("Not Found", "No data found, symbol may be delisted");
    await expect(loadFrom(reply(404, body))).rejects.toMatchObject({
      code: "unknown_symbol",
      message: expect.stringContaining('no symbol "TEST"'),
    });
  });

  test("when the days have no data, then other dates are advised", async () => {
    const body = yahooRefusal("Bad Request", "Data doesn't exist for startDate = 1, endDate = 2");
    await expect(loadFrom(reply(400, body))).rejects.toMatchObject({
      code: "no_data",
      message: expect.stringContaining("other dates"),
    });
  });

  test.each([
    ["refusals without JSON", "bad_response", 403, "<html>no</html>", "refused the request for TEST (403)"],
    [
      "refusals with JSON",
      "bad_response",
      422,
      yahooRefusal("Unprocessable", "Bad interval"),
      "(422, Bad interval)",
    ],
    [
      "errors under status 200",
      "bad_response",
      200,
      yahooRefusal("Oops", "Something moved"),
      "Something moved",
    ],
    [
      "other people's pages",
      "bad_response",
      200,
      "<html>\n<body>Log in</body></html>",
      "not JSON, perhaps a login page",
    ],
    [
      "consent pages",
      "consent_page",
      200,
      "<html>\n<form action='/v2/collectConsent'></html>",
      "accept it once",
    ],
    ["empty results", "schema_drift", 200, { chart: { result: null, error: null } }, "has changed its form"],
    ["other JSON", "schema_drift", 200, { prices: {} }, "Unexpected result"],
    ["an empty list", "no_data", 200, { chart: { result: [], error: null } }, "no bars of TEST"],
    [
      "an unknown symbol under status 200",
      "unknown_symbol",
      200,
      yahooRefusal("Not Found", "No data found, symbol may be delisted"),
      'no symbol "TEST"',
    ],
    [
      "days without bars under status 200",
      "no_data",
      200,
      yahooRefusal("Bad Request", "Data doesn't exist for startDate = 1, endDate = 2"),
      "other dates",
    ],
    [
      "days without bars in other words",
      "no_data",
      422,
      yahooRefusal("Unprocessable Entity", "1d data not available for startTime=1 and endTime=2."),
      "other dates",
    ],
    ["its limit under status 200", "rate_limited", 200, "Too Many Requests\r\n", "wait some minutes"],
    [
      "its limit as JSON under status 200",
      "rate_limited",
      200,
      { finance: { result: null, error: { code: "Too Many Requests", description: "slow down" } } },
      "wait some minutes",
    ],
    ["an error without a code", "unknown_symbol", 200, { chart: { error: "Not Found" } }, 'no symbol "TEST"'],
    [
      "NaN, which JSON has not",
      "bad_response",
      200,
      '{"close": [NaN, 1]}',
      "is not JSON (Unexpected token 'N'",
    ],
    ["a text that ends in a number", "unreachable", 200, '{"close": [1, 2', "breaks off after 15 characters"],
  ])("when Yahoo sends %s, then the failure is %s, in one line", async (_kind, code, status, body, part) => {
    const failure = loadFrom(reply(status, body));
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringContaining(part) });
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringContaining("\n") });
  });

  /** An answer with status 200 and no bars. */
  function withoutBars(meta: Record<string, unknown>) {
    const answer = chartAnswer({ zone: "America/New_York", rows: [], meta });
    const [result] = answer.chart.result as { timestamp?: unknown; indicators: unknown }[];
    delete result!.timestamp;
    result!.indicators = { quote: [{}], adjclose: [{}] };
    return answer;
  }
  const misspelt = { currency: null, regularMarketPrice: undefined, firstTradeDate: null };

  test.each<[string, Record<string, unknown>, string, string]>([
    ["a misspelt symbol", { ...misspelt, exchangeName: "YHD" }, "unknown_symbol", 'no symbol "TEST"'],
    ["a name without an exchange", { ...misspelt, exchangeName: undefined }, "unknown_symbol", "spelling"],
    [
      "a delisted symbol that it remembers",
      { ...misspelt, exchangeName: "YHD", firstTradeDate: 1014129000 },
      "unknown_symbol",
      "no delisted symbols",
    ],
    [
      "a traded warrant without currency and price",
      { ...misspelt, exchangeName: "NCM", firstTradeDate: 1660743000 },
      "no_data",
      "no bars of TEST in these days",
    ],
    ["a priced symbol without currency", { currency: null }, "no_data", "no bars of TEST in these days"],
    [
      "a delisted symbol with its currency",
      { ...misspelt, currency: "USD", exchangeName: "YHD" },
      "unknown_symbol",
      "no delisted symbols",
    ],
    ["an index without price", { regularMarketPrice: undefined }, "no_data", "no bars of TEST"],
    ["a symbol on days without sessions", {}, "no_data", "no bars of TEST from 2024-01-01"],
  ])(
    "when Yahoo answers for %s with 200 and no bars, then the form has not changed",
    async (_kind, meta, code, part) => {
      await expect(loadFrom(reply(200, withoutBars(meta)))).rejects.toMatchObject({
        code,
        message: expect.stringContaining(part),
      });
    },
  );

  const rows = [{ at: "2024-01-02T14:30:00Z" }, { at: "2024-01-03T14:30:00Z" }];

  test("when a misspelt symbol has one empty row, then it is unknown all the same", async () => {
    const empty = { at: "2024-01-02T14:30:00Z", close: null };
    const meta = { ...misspelt, exchangeName: "YHD" };
    const answer = chartAnswer({ zone: "America/New_York", rows: [empty], meta });
    await expect(loadFrom(reply(200, answer))).rejects.toMatchObject({ code: "unknown_symbol" });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["another symbol", { symbol: "OTHER" }, "bars of OTHER instead of TEST: ask for OTHER"],
    ["quarters", { dataGranularity: "3mo" }, "with a spacing of 3mo instead of 1d"],
  ])("when the bars are those of %s, then they are refused", async (_kind, meta, part) => {
    const other = chartAnswer({ zone: "America/New_York", rows, meta });
    await expect(loadFrom(reply(200, other))).rejects.toMatchObject({
      code: "bad_response",
      message: expect.stringContaining(part),
    });
  });

  const without = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined]));
  const DESCRIPTIVE = ["currency", "exchangeName", "instrumentType", "firstTradeDate", "regularMarketTime"];
  DESCRIPTIVE.push("gmtoffset", "timezone", "regularMarketPrice", "priceHint", "dataGranularity");
  const same = (result: unknown) => result;
  type Result = ReturnType<typeof chartAnswer>["chart"]["result"][number];

  test.each<[string, Record<string, unknown>, (result: Result) => unknown]>([
    ["currency", { currency: null }, same],
    ["price", without("regularMarketPrice"), same],
    ["field that bars do not need", without(...DESCRIPTIVE, "range", "validRanges"), same],
    [
      "amounts of dividends",
      {},
      (it) => Object.assign(it, { events: { dividends: { 1: { amount: null } } } }),
    ],
    ["column of adjusted closes", {}, ({ indicators }) => Object.assign(indicators, { adjclose: [{}] })],
  ])("when an answer with bars has no %s, then the bars are read", async (_kind, meta, change) => {
    const answer = chartAnswer({ zone: "America/New_York", rows, meta });
    change(answer.chart.result[0]!);
    const { bars } = await loadFrom(reply(200, answer));
    expect(bars.map(({ date, close, volume }) => [date, close, volume])).toEqual([
      ["2024-01-02", 100, 1000],
      ["2024-01-03", 100, 1000],
    ]);
  });

  test.each(["no column", "a null column", "nulls"])(
    "when a fund has %s of volumes, then they are 0, with a note",
    async (kind) => {
      const answer = chartAnswer({
        zone: "America/New_York",
        rows: rows.map((row) => ({ ...row, volume: null })),
      });
      const quote = answer.chart.result[0]!.indicators.quote[0]! as Record<string, unknown>;
      if (kind === "no column") delete quote.volume;
      if (kind === "a null column") quote.volume = null;
      const { bars, cleaning } = await loadFrom(reply(200, answer));
      expect(bars.map(({ close, volume }) => [close, volume])).toEqual([
        [100, 0],
        [100, 0],
      ]);
      expect(cleaning.notes).toContain("Yahoo gave no volume: it is 0 throughout.");
    },
  );

  test("when a field changes its type, then the field is named", async () => {
    const drifted = chartAnswer({ zone: "America/New_York", rows, meta: { currency: 12 } });
    await expect(loadFrom(reply(200, drifted))).rejects.toMatchObject({
      code: "schema_drift",
      message: expect.stringContaining("/meta/currency"),
    });
  });

  test.each(["exchangeTimezoneName", "currentTradingPeriod"])(
    "when %s is gone, without which no bar has a day, then it is named",
    async (field) => {
      const drifted = chartAnswer({ zone: "America/New_York", rows, meta: { [field]: undefined } });
      await expect(loadFrom(reply(200, drifted))).rejects.toMatchObject({
        code: "schema_drift",
        message: expect.stringContaining(`unexpected shape at /meta, without ${field}`),
      });
    },
  );

  test("when the columns have different lengths, then nothing is guessed", async () => {
    const drifted = chartAnswer({ zone: "America/New_York", rows });
    drifted.chart.result[0]!.indicators.quote[0]!.high!.pop();
    await expect(loadFrom(reply(200, drifted))).rejects.toMatchObject({
      code: "schema_drift",
      message: expect.stringContaining("1 values of high for 2 timestamps"),
    });
  });

  test("when the time zone is unknown, then it is quoted", async () => {
    const drifted = chartAnswer({ zone: "Mars/Olympus", rows });
    await expect(loadFrom(reply(200, drifted))).rejects.toMatchObject({
      code: "schema_drift",
      message: expect.stringContaining("Mars/Olympus"),
    });
  });
});
