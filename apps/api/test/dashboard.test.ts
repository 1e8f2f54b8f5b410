import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { challenge } from "@lstm-predict/registry";
import { type StandIn, sampleMarket, sampleSessions, startStandIn } from "yahoo-stand-in";
import type { RunningServer } from "../src/index.ts";
import { addModel } from "./models.ts";
import { modelsFolder, serve } from "./service.ts";

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const SCRIPT = "console.log(1)";

let dist: string;
let server: RunningServer;
let yahoo: StandIn;
let models: string;
let versions: string[];
beforeAll(async () => {
  const now = () => new Date("2018-05-09T21:00:00Z");
  yahoo = await startStandIn({ markets: [sampleMarket()], now });
  dist = await mkdtemp(join(tmpdir(), "api-dist-"));
  await mkdir(join(dist, "assets"));
  await writeFile(join(dist, "index.html"), '<script type="module" src="/assets/index-Ab12.js"></script>');
  await writeFile(join(dist, "assets", "index-Ab12.js"), SCRIPT);
  models = await modelsFolder();
  versions = [];
  for (const seed of [1, 2]) versions.push((await addModel(models, { seed })).metadata.version);
  await addModel(models, { symbol: "KO", days: DAYS });
  const surroundings = { dashboardDir: dist, fetch: yahoo.fetch, now };
  server = await serve(models, { dataDir: dist }, surroundings);
});
afterAll(async () => {
  await yahoo[Symbol.asyncDispose]();
  await rm(dist, { recursive: true, force: true });
});

const DAYS = [
  {
    date: "2024-04-09",
    actual: 101.5,
    prediction: 100.5,
    naive: 100,
    intervals: { "50": [99, 101], "90": [97, 103] } as Record<string, [number, number]>,
  },
];
const get = (path: string, accept = "*/*", url = server.url) => fetch(url + path, { headers: { accept } });
const json = async (path: string) => (await get(path)).json();

describe("GET /", () => {
  test("when a browser asks, then it gets the page, which may run scripts and styles of this server alone", async () => {
    const response = await get("/", BROWSER);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
    expect(await response.text()).toContain("/assets/index-Ab12.js");
    expect(response.headers.get("content-security-policy")).toBe(
      "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self'",
    );
    expect([response.headers.get("cache-control"), response.headers.get("vary")]).toEqual([
      "no-cache",
      "Accept",
    ]);
  });

  test.each(["*/*", "application/json", "text/plain"])(
    "when %s is asked for, then the list of endpoints answers",
    async (accept) => {
      const response = await get("/", accept);
      expect(response.headers.get("vary")).toBe("Accept");
      expect((await response.json()).endpoints).toHaveProperty("GET /bars/{symbol}");
    },
  );

  test("when its hashed files are asked for, then they may be kept for a year; what is not there is 404", async () => {
    const response = await get("/assets/index-Ab12.js");
    expect([response.status, await response.text()]).toEqual([200, SCRIPT]);
    expect(response.headers.get("content-type")).toContain("text/javascript");
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    for (const path of [
      "/assets/none.js",
      "/assets/..%2findex.html",
      "/assets/%2e%2e%2findex.html",
      "/assets/.",
    ]) {
      const missing = await get(path);
      expect([path, missing.status, (await missing.json()).type]).toEqual([path, 404, "/problems/not-found"]);
    }
    expect((await fetch(`${server.url}/assets/index-Ab12.js`, { method: "POST" })).status).toBe(405);
  });

  test("when the dashboard is not built, then the page says what to do and everything else answers", async () => {
    const models = await modelsFolder();
    await addModel(models);
    const { url } = await serve(models, {}, { dashboardDir: join(models, "none") });
    const response = await get("/", BROWSER, url);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("Run <code>pnpm build</code>");
    expect((await get("/", "*/*", url)).status).toBe(200);
    expect((await get("/models", "*/*", url)).status).toBe(200);
  });
});

describe("what it shows", () => {
  test("when bars are asked for, then the last sessions answer, with source and the session to come", async () => {
    const { sessions, coming, ...rest } = await json("/bars/aapl?days=3");
    expect(coming).toHaveLength(20);
    expect(coming.slice(0, 3)).toEqual(["2018-05-10", "2018-05-11", "2018-05-14"]);
    expect(rest).toEqual({
      symbol: "AAPL",
      source: "yahoo",
      detail: "Yahoo Finance",
      timeZone: "America/New_York",
      fetchedAt: "2018-05-09T21:00:00.000Z",
      nextSession: "2018-05-10",
    });
    const expected = sampleSessions().filter(({ date }) => date <= "2018-05-09");
    expect(sessions.map(({ date }: { date: string }) => date)).toEqual(
      expected.slice(-3).map(({ date }) => date),
    );
    expect(sessions.at(-1).close).toBeCloseTo(expected.at(-1)!.close, 3);
    expect((await json("/bars/AAPL")).sessions).toHaveLength(250);
  });

  test.each([
    ["/bars/MSFT", 404, "unknown-symbol"],
    ["/bars/M%26M.NS", 404, "unknown-symbol"],
    ["/bars/NIFTY_FIN_SERVICE.NS", 404, "unknown-symbol"],
    ["/bars/A%20B", 422, "invalid-request"],
    ["/bars/AAPL?days=0", 422, "invalid-request"],
    ["/bars/AAPL?days=2001", 422, "invalid-request"],
    ["/bars/AAPL?days=many", 422, "invalid-request"],
    ["/bars/AAPL?days=1&days=2", 422, "invalid-request"],
    ["/models/MSFT/forecasts", 404, "unknown-symbol"],
    ["/models/MSFT/promotions", 404, "unknown-symbol"],
  ])("when %s is asked for, then %i", async (path, status, code) => {
    const response = await get(path);
    expect([response.status, (await response.json()).type]).toEqual([status, `/problems/${code}`]);
  });

  test("when the test span is asked for, then every day of the bundle answers, or none where it kept none", async () => {
    expect(await json("/models/KO/forecasts")).toMatchObject({ symbol: "KO", days: DAYS });
    expect(await json("/models/AAPL/forecasts")).toEqual({ symbol: "AAPL", version: versions[1], days: [] });
  });

  test("when promotions are asked for, then every decision answers, oldest first", async () => {
    const { decisions } = await json("/models/AAPL/promotions");
    expect(decisions).toEqual(
      versions.map((version) => ({ version, outcome: "promoted", at: expect.any(String), reason: "test" })),
    );
  });

  test("when the only model of a symbol was refused, then its decisions say why, though nothing of it is served", async () => {
    const { metadata } = await addModel(models, { symbol: "PEP", promoted: false });
    const judge = () => Promise.reject(new Error("there is no champion to judge"));
    const reason = "its MASE is above 1.005";
    await challenge(models, metadata, judge, { first: () => ({ promote: false, reason }) });
    expect((await get("/models/PEP")).status).toBe(404);
    expect(await json("/models/PEP/promotions")).toEqual({
      symbol: "PEP",
      decisions: [{ version: metadata.version, outcome: "refused", at: expect.any(String), reason }],
    });
  });
});
