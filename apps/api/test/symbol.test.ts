import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Bundle } from "@lstm-predict/artifacts";
import { toRawSeries } from "@lstm-predict/bars";
import { Forecaster } from "@lstm-predict/forecaster";
import { importBars } from "@lstm-predict/market-data";
import { tryLock } from "@lstm-predict/storage";
import { contextsFrom } from "@lstm-predict/volatility";
import { type StandIn, sampleMarket, sampleSessions, startStandIn } from "yahoo-stand-in";
import type { RunningServer } from "../src/index.ts";
import { addModel } from "./models.ts";
import { modelsFolder, post, serve, served } from "./service.ts";

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

/** Serves a model whose training ended on the day `to`, long before the last bar of these tests. */
async function serveOldModel(to: string) {
  const models = await modelsFolder();
  const options = { intervals: true, to, symbol: "KO" };
  const bundle = await addModel(models, options);
  const { url } = await serve(models, { dataDir }, { fetch: yahoo.fetch, now: () => now });
  return { models, url, bundle, options };
}

/** What the error bar of a bundle says after it followed the sample's days after `to`, up to `asOf`. */
async function followedBy(bundle: Bundle, to: string, asOf: string) {
  const own = Forecaster.fromBundle(bundle);
  const days = sampleSessions().filter(({ date }) => to < date && date <= asOf);
  const windows = days.map(({ date }) => windowUpTo(dayBefore(date)));
  const series = rawUpTo(asOf);
  const { length } = series;
  const tracked = own.track(
    windows,
    days.map(({ close }) => Math.fround(close)),
    contextsFrom(series, length - days.length, length),
  );
  const [next] = contextsFrom(series, length, length + 1);
  return { tracked: { ...tracked!, from: days[0]?.date }, forecast: own.forecast(windowUpTo(asOf), next) };
}

/** All sessions up to `date`, as Yahoo's float32. */
const rawUpTo = (date: string) =>
  toRawSeries(
    sampleSessions()
      .filter((session) => session.date <= date)
      .map(({ date, open, high, low, close, volume }) => ({
        ...{ date, volume, adjClose: Math.fround(close), close: Math.fround(close) },
        ...{ open: Math.fround(open), high: Math.fround(high), low: Math.fround(low) },
      })),
  );

const dayBefore = (date: string) => new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);

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

  test("when the training ended a year and more ago, then the error bar has followed each day since, once", async () => {
    const to = "2017-03-01";
    const { url, bundle } = await serveOldModel(to);
    const answers = await Promise.all([ask("KO", url), ask("KO", url), ask("KO", url)]);
    const expected = await followedBy(bundle, to, "2018-05-09");
    expect(expected.tracked.days).toBeGreaterThan(256);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body.tracked).toEqual(expected.tracked);
      for (const level of ["50", "80", "90", "95"] as const) {
        expect(body.intervals[level][0]).toBeCloseTo(expected.forecast.intervals![level][0], 4);
        expect(body.intervals[level][1]).toBeCloseTo(expected.forecast.intervals![level][1], 4);
      }
      expect(body.volatility).toBeCloseTo(expected.forecast.volatility!, 6);
    }
    now = NEXT_EVENING;
    const { body } = await ask("KO", url);
    expect(body.tracked).toEqual((await followedBy(bundle, to, "2018-05-10")).tracked);
  });

  test("when another champion comes, then its error bar follows the days since its own training", async () => {
    const { url, models, options } = await serveOldModel("2018-01-31");
    const before = (await ask("KO", url)).body;
    expect(before.tracked.from).toBe("2018-02-01");
    const anew = await addModel(models, { ...options, to: "2018-05-09", seed: 2 });
    await served(url, anew.metadata.version, "KO");
    const after = (await ask("KO", url)).body;
    expect(after.tracked).toEqual({ days: 0, held: { 50: 0, 80: 0, 90: 0, 95: 0 } });
    const { forecast: expected } = await followedBy(anew, "2018-05-09", "2018-05-09");
    expect(after.intervals["90"][1]).toBeCloseTo(expected.intervals!["90"][1], 4);
  });

  test("when the model was imported, then its error bar, which was fitted to no day, has followed all days", async () => {
    const models = await modelsFolder();
    const bundle = await addModel(models, { intervals: true, imported: true, symbol: "KO" });
    const { url } = await serve(models, { dataDir }, { fetch: yahoo.fetch, now: () => now });
    const { body } = await ask("KO", url);
    const bars = (await (await fetch(`${url}/bars/KO?days=2000`)).json()).sessions as { date: string }[];
    expect(body.tracked.from).toBe(bars[60]!.date);
    expect(body.tracked).toEqual((await followedBy(bundle, bars[59]!.date, "2018-05-09")).tracked);
  });

  test("when a window is sent, then its error bar is the one of the training: nothing is known of its day", async () => {
    const { url, bundle } = await serveOldModel("2017-03-01");
    await ask("KO", url);
    const rows = windowUpTo("2018-05-09");
    const { body } = await post(url, { symbol: "KO", last_60_days: rows });
    const expected = Forecaster.fromBundle(bundle).forecast(rows);
    expect(body.intervals["90"][1]).toBeCloseTo(expected.intervals!["90"][1], 4);
    expect(body).not.toHaveProperty("tracked");
  });

  test("when the session after next is a Monday, then the weekend is skipped", async () => {
    now = new Date("2018-05-11T21:00:00Z");
    expect((await ask("AAPL")).body).toMatchObject({ asOf: "2018-05-11", date: "2018-05-14" });
  });

  test("when its bars were imported from a file, then they are served, a longer file is followed, and Yahoo is not asked", async () => {
    const bring = async (to: string) => {
      const days = sampleSessions().filter(({ date }) => date <= to);
      const rows = days.map(({ date, open, high, low, close, volume }) =>
        [date, open, high, low, close, volume].join(","),
      );
      const csv = join(dataDir, "gone.csv");
      await writeFile(csv, `Date,Open,High,Low,Close,Volume\n${rows.join("\n")}\n`);
      await importBars({ csv, dataDir, now: () => now });
    };
    await bring("2018-05-09");
    const { body } = await ask("GONE");
    expect(body).toMatchObject({ asOf: "2018-05-09", bars: { source: "csv", detail: "gone.csv" } });
    expect(body.bars.warning).toBeUndefined();
    now = NEXT_EVENING;
    await bring("2018-05-10");
    expect((await ask("GONE")).body).toMatchObject({ asOf: "2018-05-10", date: "2018-05-11" });
    expect(yahoo.asked).toEqual([]);
  });

  test("when the last bar is weeks old, then the answer warns of it", async () => {
    now = new Date("2018-07-01T21:00:00Z");
    const { status, body } = await ask("AAPL");
    expect(status).toBe(200);
    expect(body).toMatchObject({ asOf: "2018-05-11", date: "2018-05-14", dateIsCertain: true });
    expect(body.bars.warning).toBe("No trade since 2018-05-11: 34 sessions without a bar.");
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

  test("when the model was trained on later bars, then it forecasts none of them, and 422 says why", async () => {
    const { url } = await serveOldModel("2018-05-10");
    const early = await ask("KO", url);
    expect([early.status, early.body.type]).toEqual([422, "/problems/old-bars"]);
    expect(early.body.detail).toMatch(
      /^the bars of KO end on 2018-05-09, and its model \S+ was trained on bars to 2018-05-10: it has seen/,
    );
    const bars = await fetch(`${url}/bars/KO`);
    expect(bars.status).toBe(200);
  });

  test("when the sample stands in for bars of after the training, then 422 says that it is the sample", async () => {
    yahoo.set({ faults: () => ({ kind: "tooMany", retryAfter: "300" }) });
    const models = await modelsFolder();
    await addModel(models, { to: "2025-06-30" });
    const { url } = await serve(models, { dataDir }, { fetch: yahoo.fetch, now: () => now });
    const { status, body } = await ask("AAPL", url);
    expect([status, body.type]).toEqual([422, "/problems/old-bars"]);
    expect(body.detail).toContain("end on 2018-05-11");
    expect(body.detail).toContain("NOT LIVE DATA");
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

describe("a lock on the bars", () => {
  const path = () => join(dataDir, "locks", "cache-KO.lock");

  test("when another process holds it on and on, then the answer is 503 with Retry-After, and other symbols answer", async () => {
    const lock = tryLock(path())!;
    const waiting = ask("KO");
    expect((await ask("AAPL")).status).toBe(200);
    const { status, headers, body } = await waiting;
    lock.release();
    expect([status, headers.get("retry-after")]).toEqual([503, "60"]);
    expect(body).toMatchObject({
      type: "/problems/no-bars",
      detail:
        'another process has held the lock "data/locks/cache-KO.lock" for 10 s: try again when it has ended',
    });
  });

  test("when the server stops meanwhile, then the wait ends with 503, and so does the server", async () => {
    const lock = tryLock(path())!;
    const waiting = ask("KO");
    expect((await ask("AAPL")).status).toBe(200);
    await server.stop();
    lock.release();
    expect(await waiting).toMatchObject({
      status: 503,
      body: { detail: 'interrupted while another process held the lock "data/locks/cache-KO.lock"' },
    });
  });

  test("when an earlier version left a lock file with a time of the future, then no request waits for it", async () => {
    const left = join(dataDir, "cache", "KO.json.lock");
    await mkdir(join(dataDir, "cache"));
    await writeFile(left, "999999\n");
    const later = new Date(Date.now() + 3_600_000);
    await utimes(left, later, later);
    expect((await ask("KO")).status).toBe(200);
  });
});
