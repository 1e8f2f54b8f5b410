import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import { type StandIn, sampleMarket, sampleSessions, startStandIn } from "yahoo-stand-in";
import type { RunningServer } from "../src/index.ts";
import { addModel, modelsFolder, serve } from "./service.ts";

/** A Wednesday evening in New York, after the close. */
const EVENING = new Date("2018-05-09T21:00:00Z");
const NEXT_EVENING = new Date("2018-05-10T21:00:00Z");

let yahoo: StandIn;
let dataDir: string;
let now: Date;
let server: RunningServer;
let forecaster: Forecaster;

beforeEach(async () => {
  now = EVENING;
  dataDir = await mkdtemp(join(tmpdir(), "api-data-"));
  yahoo = await startStandIn({ markets: [sampleMarket(), sampleMarket({ symbol: "KO" })], now: () => now });
  const models = await modelsFolder();
  forecaster = Forecaster.fromBundle(await addModel(models));
  await addModel(models, { symbol: "KO" });
  await addModel(models, { symbol: "GONE" });
  server = await serve(models, { dataDir }, { fetch: yahoo.fetch, now: () => now });
});
afterEach(async () => {
  await yahoo[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

const ask = async (symbol: string, url = server.url) => {
  const response = await fetch(`${url}/forecast/${symbol}`);
  return { status: response.status, headers: response.headers, body: await response.json() };
};

/** The last 60 sessions up to `date`, as Yahoo's float32. */
const windowUpTo = (date: string) =>
  sampleSessions()
    .filter((session) => session.date <= date)
    .slice(-60)
    .map(({ open, high, low, close, volume }) => [
      ...[open, high, low, close].map(Math.fround),
      volume,
      Math.fround(close),
    ]);

describe("GET /forecast/{symbol}", () => {
  test("when it is asked, then the answer is the model's for the last 60 sessions, with its day, source and naive", async () => {
    const { status, body } = await ask("aapl");
    const expected = forecaster.forecast(windowUpTo("2018-05-09"));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      symbol: "AAPL",
      date: "2018-05-10",
      asOf: "2018-05-09",
      naive: expected.naive,
    });
    expect(body.prediction).toBeCloseTo(expected.prediction, 6);
    expect(body.bars).toEqual({
      source: "yahoo",
      detail: "Yahoo Finance",
      fetchedAt: EVENING.toISOString(),
    });
    expect(body.model.target).toBe("return");
  });

  test("when it is asked again, then Yahoo is left alone until the next session is over", async () => {
    await Promise.all([ask("AAPL"), ask("AAPL"), ask("AAPL")]);
    await ask("AAPL");
    expect(yahoo.asked).toHaveLength(1);
    now = NEXT_EVENING;
    const { body } = await ask("AAPL");
    expect(body).toMatchObject({ date: "2018-05-11", asOf: "2018-05-10" });
    expect(yahoo.asked).toHaveLength(2);
  });

  test("when the session after next is a Monday, then the weekend is skipped", async () => {
    now = new Date("2018-05-11T21:00:00Z");
    expect((await ask("AAPL")).body).toMatchObject({ asOf: "2018-05-11", date: "2018-05-14" });
  });

  test("when Yahoo is out of reach later, then cached bars answer, with a warning", async () => {
    await ask("KO");
    yahoo.set({ faults: () => ({ kind: "tooMany", retryAfter: "300" }) });
    now = NEXT_EVENING;
    const { status, body } = await ask("KO");
    expect([status, body.asOf]).toEqual([200, "2018-05-09"]);
    expect(body.bars.warning).toMatch(/^These are cached bars of KO/);
  });

  test("when Yahoo is out of reach from the start, then the sample stands in for AAPL and nothing for KO", async () => {
    yahoo.set({ faults: () => ({ kind: "tooMany", retryAfter: "300" }) });
    const sample = await ask("AAPL");
    expect(sample.body).toMatchObject({ asOf: "2018-05-11", bars: { source: "sample" } });
    expect(sample.body.bars.warning).toMatch(/^NOT LIVE DATA/);
    const none = await ask("KO");
    expect([none.status, none.body.type]).toEqual([503, "/problems/no-bars"]);
    expect(none.headers.get("retry-after")).toBe("60");
    const asked = yahoo.asked.length;
    await ask("KO");
    expect(yahoo.asked).toHaveLength(asked);
  });

  test("when Yahoo does not know the symbol, then 503 says so", async () => {
    const { status, body } = await ask("GONE");
    expect([status, body.type]).toEqual([503, "/problems/no-bars"]);
    expect(body.detail).toContain('Yahoo Finance has no symbol "GONE"');
  });

  test.each([
    ["MSFT", 404, "unknown-symbol"],
    ["..%2f..%2fetc", 422, "invalid-request"],
    ["A%20B", 422, "invalid-request"],
    ["%00", 422, "invalid-request"],
    ["%ff", 400, "bad-request"],
    ["A".repeat(200), 422, "invalid-request"],
    ["__proto__", 422, "invalid-request"],
  ])("when the symbol is %s, then %i, and nothing is fetched", async (symbol, status, code) => {
    const answer = await ask(symbol);
    expect([answer.status, answer.body.type]).toEqual([status, `/problems/${code}`]);
    expect(yahoo.asked).toEqual([]);
  });
});
