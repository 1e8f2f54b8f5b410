import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { MarketDataError } from "../src/errors.ts";
import { loadBars } from "../src/load-bars.ts";
import { Pause } from "../src/yahoo-pause.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** The error of a download from a server that answers as `listener` does. */
async function refusal(listener: RequestListener, timeoutMs = 5000): Promise<MarketDataError> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const error = await loadBars({
    symbol: "AAPL",
    source: "yahoo",
    timeoutMs,
    retry: { attempts: 1 },
    fetch: (input, init) => fetch(`http://127.0.0.1:${port}${new URL(String(input)).pathname}`, init),
  }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MarketDataError);
  expect((error as Error).message).not.toMatch(/\n|s3cret/);
  expect((error as Error).message.length).toBeLessThan(700);
  return error as MarketDataError;
}

const MEGABYTE = Buffer.alloc(2 ** 20, " ");

describe("an answer of Yahoo", () => {
  test.each([200, 404, 500])("when one with status %i has no end, then reading stops", async (status) => {
    let megabytes = 0;
    const error = await refusal((_request, response) => {
      response.writeHead(status);
      const more = () => {
        megabytes++;
        while (!response.destroyed && response.write(MEGABYTE)) megabytes++;
        response.once("drain", more);
      };
      more();
    }, 60_000);
    expect([error.code, error.message]).toEqual([
      "bad_response",
      expect.stringContaining("longer than 33554432"),
    ]);
    expect(megabytes).toBeLessThan(80);
  });

  test("when it is small and inflates without measure, then inflating stops", async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 2 ** 20));
    const error = await refusal((_request, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
    );
    expect(error.message).toContain("longer than 33554432");
  });

  test("when a byte comes now and then, then the whole answer has a time limit", async () => {
    const error = await refusal((_request, response) => {
      const timer = setInterval(() => response.write(" "), 10);
      response.on("close", () => clearInterval(timer));
    }, 200);
    expect(error.code).toBe("timeout");
  });

  test("when each redirects to another, then following ends", async () => {
    let asked = 0;
    const error = await refusal((_request, response) =>
      response.writeHead(302, { location: `/${++asked}` }).end(),
    );
    expect(error.code).toBe("unreachable");
    expect(asked).toBeLessThan(30);
  });

  test.each([
    '{"chart": 7}',
    '{"chart": {"error": "text"}}',
    '{"chart": {"result": [7], "error": null}}',
    '{"chart": {"result": [{"meta": {"currency": "USD", "regularMarketPrice": 1}, "timestamp": "x"}]}}',
    JSON.stringify({ chart: { error: { code: "\u001b[2J", description: "x".repeat(1e6) } } }),
    JSON.stringify({ finance: { error: { code: 1, description: "http://me:s3cret@proxy said no" } } }),
    `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
    "null",
    '"text"',
  ])("when it has another form, then one short line says so: %.60s", async (body) => {
    await refusal((_request, response) => response.end(body));
  });
});

test("when Yahoo asks for a day of patience, then requests are held back for an hour", async () => {
  const refused = new MarketDataError("rate_limited", "later");
  const now = jest.spyOn(Date, "now").mockReturnValue(0);
  try {
    const pause = new Pause(1000);
    pause.start(refused, 86_400_000);
    now.mockReturnValue(3_598_000);
    await expect(pause.over()).rejects.toBe(refused);
    now.mockReturnValue(3_600_000);
    await pause.over();
  } finally {
    now.mockRestore();
  }
});

test("when a proxy of the settings is away, then the message has no part of its password", async () => {
  const error = await refusal(() => {}, 100);
  expect(error.code).toBe("timeout");
  const cause = { cause: new Error("connect ECONNREFUSED via http://me:s3cret@proxy:3128") };
  const away = await loadBars({
    symbol: "AAPL",
    source: "yahoo",
    retry: { attempts: 1 },
    fetch: () => Promise.reject(new TypeError("fetch failed", cause)),
  }).catch((reason: Error) => reason.message);
  expect(away).toContain("Yahoo Finance cannot be reached (connect ECONNREFUSED via http://***@proxy:3128)");
});
