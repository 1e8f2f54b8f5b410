import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { loadBars } from "../src/load-bars.ts";
import type { LoadOptions } from "../src/request.ts";
import { parseRetryAfter } from "../src/yahoo-transport.ts";
import { chartAnswer, yahooRefusal } from "./chart-answer.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

const good: Answer = (response) =>
  void response.end(JSON.stringify(chartAnswer({ zone: "UTC", rows: [{ at: "2024-01-02T00:00:00Z" }] })));
const refused =
  (status: number, headers: Record<string, string> = {}, body = ""): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body);
const reset: Answer = (response) => void response.destroy();
const silent: Answer = () => {};

/** Loads bars from a server that sends these answers one after the other, then repeats the last. */
async function loadFrom(answers: Answer[], options: Partial<LoadOptions> = {}) {
  const waits: { waitMs: number; code: string }[] = [];
  let requests = 0;
  const standIn = createServer((request, response) => {
    const answer = answers[Math.min(requests++, answers.length - 1)]!;
    answer(response, request);
  });
  server = standIn;
  await new Promise<void>((resolve) => standIn.listen(0, "127.0.0.1", resolve));
  const { port } = standIn.address() as AddressInfo;
  const redirected: typeof fetch = (input, init) => {
    const { pathname, search } = new URL(String(input));
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, init);
  };
  const outcome = await loadBars({
    symbol: "TEST",
    source: "yahoo",
    fetch: redirected,
    ...options,
    retry: {
      baseMs: 2,
      onRetry: ({ waitMs, error }) => waits.push({ waitMs, code: error.code }),
      ...options.retry,
    },
  }).then(
    (series) => ({ bars: series.bars.length, error: undefined }),
    (error) => ({ bars: 0, error }),
  );
  return { ...outcome, waits, requests };
}

describe("failures that pass", () => {
  test.each([
    ["a reset connection", [reset, reset, good], ["unreachable", "unreachable"]],
    ["500 and then 429", [refused(500), refused(429), good], ["server_error", "rate_limited"]],
    ["a slow answer", [silent, good], ["timeout"]],
  ])("when there is %s, then the request is repeated until it is served", async (_case, answers, codes) => {
    // Long enough for a good answer on a busy machine.
    const timeoutMs = answers[0] === silent ? 3000 : 60_000;
    const { bars, waits, requests } = await loadFrom(answers, { timeoutMs });
    expect(bars).toBe(1);
    expect(waits.map(({ code }) => code)).toEqual(codes);
    expect(requests).toBe(codes.length + 1);
  });

  test("when the wait is drawn, then it never passes the doubling bound", async () => {
    const { waits, error } = await loadFrom([refused(503)], { retry: { attempts: 5, baseMs: 4 } });
    expect(error).toMatchObject({ code: "server_error" });
    expect(waits).toHaveLength(4);
    waits.forEach(({ waitMs }, k) => {
      expect(waitMs).toBeLessThan(4 * 2 ** k);
    });
  });

  test("when Yahoo says how long to wait, then that is the least", async () => {
    const { bars, waits } = await loadFrom([refused(429, { "retry-after": "1" }), good]);
    expect(bars).toBe(1);
    expect(waits).toEqual([{ code: "rate_limited", waitMs: 1000 }]);
  });

  test("when Yahoo asks for more patience than there is, then the refusal is final and quotes it", async () => {
    const { error, requests } = await loadFrom([refused(429, { "retry-after": "300" })]);
    expect(requests).toBe(1);
    expect(error).toMatchObject({
      code: "rate_limited",
      retryAfterMs: 300_000,
      message: expect.stringContaining("wait 300 s, as it asks"),
    });
  });

  test("when the failure stays, then the last one is thrown after three requests", async () => {
    const { error, requests } = await loadFrom([refused(500), refused(500), refused(502)]);
    expect(requests).toBe(3);
    expect(error.message).toContain("(502)");
  });
});

test.each([
  ["unknown_symbol", refused(404, {}, JSON.stringify(yahooRefusal("Not Found", "delisted")))],
  ["bad_response", refused(403)],
  ["consent_page", refused(200, {}, "<html>consent</html>")],
])("when Yahoo says no (%s), then it is asked once", async (code, answer) => {
  const { error, requests } = await loadFrom([answer]);
  expect(error).toMatchObject({ code });
  expect(requests).toBe(1);
});

test("when Retry-After is read, then seconds and dates are understood and the rest ignored", () => {
  const now = new Date("2026-03-01T12:00:00Z");
  expect(parseRetryAfter("7", now)).toBe(7000);
  expect(parseRetryAfter("Sun, 01 Mar 2026 12:00:30 GMT", now)).toBe(30_000);
  expect(parseRetryAfter("Sun, 01 Mar 2026 11:00:00 GMT", now)).toBe(0);
  expect(parseRetryAfter("soon", now)).toBeUndefined();
  expect(parseRetryAfter(null, now)).toBeUndefined();
});
