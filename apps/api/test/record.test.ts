import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ModelCard, RecordOverview, SymbolForecast, SymbolRecord } from "@lstm-predict/api-client";
import { readHistory, recordForecasts, SQLITE_FILE, Store, verifyRecord } from "@lstm-predict/track-record";
import { type StandIn, sampleMarket, sampleSessions, startStandIn } from "yahoo-stand-in";
import type { RunningServer } from "../src/index.ts";
import { addModel } from "./models.ts";
import { keptLog, modelsFolder, serve } from "./service.ts";

/** A Wednesday evening in New York, after the close. */
const EVENING = new Date("2018-05-09T21:00:00Z");
const NEXT_EVENING = new Date("2018-05-10T21:00:00Z");

let yahoo: StandIn;
let dataDir: string;
let models: string;
let now: Date;
let server: RunningServer;

beforeEach(async () => {
  now = EVENING;
  dataDir = await mkdtemp(join(tmpdir(), "api-record-"));
  yahoo = await startStandIn({ markets: [sampleMarket(), sampleMarket({ symbol: "KO" })], now: () => now });
  models = await modelsFolder();
  for (const symbol of ["AAPL", "KO"]) await addModel(models, { symbol, intervals: true });
  server = await serve(models, { dataDir }, { fetch: yahoo.fetch, now: () => now });
});
afterEach(async () => {
  await yahoo[Symbol.asyncDispose]();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function ask<T>(path: string, url = server.url): Promise<T> {
  const response = await fetch(url + path);
  expect([path, response.status]).toEqual([path, 200]);
  return response.json() as Promise<T>;
}

/** The record of a symbol, once it is as `isThere` says. */
async function recordWhen(symbol: string, isThere: (record: SymbolRecord) => boolean): Promise<SymbolRecord> {
  for (;;) {
    const record = await ask<SymbolRecord>(`/record/${symbol}`);
    if (isThere(record)) return record;
    await setTimeout(20);
  }
}

function never(): never {
  throw new Error("nothing is on record");
}

const closeOf = (date: string) =>
  Math.fround(sampleSessions().find((session) => session.date === date)!.close);

describe("the record", () => {
  test("when a forecast is asked for twice, then it is on record once, as it was answered, and is open", async () => {
    const answer = await ask<SymbolForecast>("/forecast/AAPL");
    expect(await ask("/forecast/AAPL")).toEqual(answer);
    const { days, scores, horizon } = await recordWhen("AAPL", (record) => record.days.length > 0);
    const { asOf, date, prediction, naive, intervals } = answer;
    expect(days).toEqual([
      {
        ...{ asOf, date, prediction, naive, intervals },
        issuedAt: EVENING.toISOString(),
        version: answer.model.version,
        late: false,
        actual: null,
        settledAt: null,
      },
    ]);
    expect([horizon, scores.days, scores.tooFew]).toEqual([1, 0, true]);
  });

  test("when the next close comes, then it settles the forecast, and the overview shows whether it held", async () => {
    const first = await ask<SymbolForecast>("/forecast/AAPL");
    await recordWhen("AAPL", ({ days }) => days.length === 1);
    now = NEXT_EVENING;
    const second = await ask<SymbolForecast>("/forecast/AAPL");
    const { days, scores, months, versions } = await recordWhen(
      "AAPL",
      (record) => record.days.length === 2 && record.scores.days === 1,
    );
    const actual = closeOf("2018-05-10");
    const [lower, upper] = first.intervals!["90"]!;
    const held = lower <= actual && actual <= upper;
    expect(days.map(({ date, actual }) => [date, actual])).toEqual([
      ["2018-05-10", actual],
      ["2018-05-11", null],
    ]);
    expect(scores.coverage["90"]).toMatchObject({ right: held ? 1 : 0, trials: 1 });
    const error = Math.abs(first.prediction - actual) / Math.abs(first.naive - actual);
    expect(scores.mase).toBeCloseTo(error, 12);
    expect(months).toEqual([{ month: "2018-05", scores }]);
    expect(versions).toEqual([{ version: first.model.version, scores }]);
    expect((await ask<ModelCard>("/models/AAPL")).live).toEqual(scores);
    // Kept for five seconds: asked for the first time here.
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/^record_symbols{alarm="none"} 1$/m);
    expect(metrics).toMatch(/^record_fleet{alarm="none"} 1$/m);
    expect(metrics).toMatch(/^record_fleet{alarm="alarm"} 0$/m);
    const { rows, total, pooled, fleet } = await ask<RecordOverview>("/record");
    expect(total).toBe(1);
    expect(pooled).toMatchObject({ symbols: 0, sessions: 1, tooFew: true, mase: null, beside: {} });
    expect(fleet).toMatchObject({ state: "none", since: "2018-05-10", sessions: 1 });
    expect(fleet.tooNarrow.evidence).toBe(held ? 8 / 9 : 2);
    expect(rows[0]).toMatchObject({
      symbol: "AAPL",
      latest: { asOf: "2018-05-10", date: "2018-05-11", prediction: second.prediction, age: 0 },
      last: { date: "2018-05-10", close: actual, change: null, held },
      days: 1,
      tooFew: true,
      alarm: "none",
      recent: { closes: [actual], missed: held ? [] : [0] },
    });
  });

  test("when the server's clock was a month ahead, then its record goes on once the clock is right", async () => {
    await ask("/forecast/AAPL");
    await recordWhen("AAPL", ({ days }) => days.length === 1);
    yahoo.set({ now: () => EVENING });
    now = new Date("2018-06-09T21:00:00Z");
    await ask("/forecast/AAPL");
    await ask("/record");
    now = NEXT_EVENING;
    yahoo.set({ now: () => NEXT_EVENING });
    const { asOf } = await ask<SymbolForecast>("/forecast/AAPL");
    expect(asOf).toBe("2018-05-10");
    const { days } = await recordWhen(
      "AAPL",
      (record) => record.scores.days === 1 && record.days.length === 2,
    );
    expect(days.map(({ date, actual }) => [date, actual])).toEqual([
      ["2018-05-10", closeOf("2018-05-10")],
      ["2018-05-11", null],
    ]);
    expect((await ask<RecordOverview>("/record")).rows[0]!.latest!.asOf).toBe("2018-05-10");
  });

  test("when the overview is sorted and paged, then rows come so, and what is not legal is quoted", async () => {
    await ask("/forecast/AAPL");
    await ask("/forecast/KO");
    await recordWhen("AAPL", ({ days }) => days.length > 0);
    await recordWhen("KO", ({ days }) => days.length > 0);
    const names = async (query: string) =>
      (await ask<RecordOverview>(`/record?${query}`)).rows.map(({ symbol }) => symbol);
    expect(await names("")).toEqual(["AAPL", "KO"]);
    expect(await names("sort=symbol&order=desc")).toEqual(["KO", "AAPL"]);
    expect(await names("sort=coverage&limit=1&offset=1")).toEqual(["KO"]);
    expect(await names("horizon=5")).toEqual([]);
    for (const [query, message] of [
      ["sort=price", "sort: is no column: expected symbol, range, change"],
      ["order=up", "order: is no order: expected asc or desc"],
      ["limit=0", "limit: is too small: expected 1 to 1000"],
      ["horizon=21", "horizon: is above 20: expected 1 to 20 sessions"],
      ["page=2", "page: is unknown: expected only horizon, sort"],
    ]) {
      const response = await fetch(`${server.url}/record?${query}`);
      expect(response.status).toBe(422);
      expect((await response.json()).detail).toContain(message);
    }
  });

  test("when a symbol has several horizons on record, then each is answered by itself, and all are named", async () => {
    await ask<SymbolForecast>("/forecast/AAPL");
    const { days } = await recordWhen("AAPL", (record) => record.days.length === 1);
    expect((await ask<SymbolRecord>("/record/AAPL")).horizons).toEqual([1]);
    await using store = new Store({ dataDir });
    const [{ forecast } = never()] = await readHistory(store, "AAPL");
    const { id: _, ...issued } = forecast;
    await recordForecasts(
      store,
      [5, 20].map((horizon) => ({ ...issued, horizon, targetDate: `2018-06-${10 + horizon}` })),
    );
    for (const [horizon, date] of [
      [1, days[0]!.date],
      [5, "2018-06-15"],
      [20, "2018-06-30"],
    ]) {
      const record = await ask<SymbolRecord>(`/record/AAPL?horizon=${horizon}`);
      expect(record).toMatchObject({ horizon, horizons: [1, 5, 20], days: [{ date }] });
      const { rows } = await ask<RecordOverview>(`/record?horizon=${horizon}`);
      expect(rows).toMatchObject([{ symbol: "AAPL", latest: { date } }]);
    }
    expect(await ask<SymbolRecord>("/record/AAPL?horizon=2")).toMatchObject({
      days: [],
      horizons: [1, 5, 20],
    });
  });

  test("when a symbol has no forecast on record, then its record is empty; without a model there is none", async () => {
    expect(await ask<SymbolRecord>("/record/KO")).toMatchObject({ symbol: "KO", days: [], versions: [] });
    const response = await fetch(`${server.url}/record/MSFT`);
    expect(response.status).toBe(404);
    expect((await response.json()).type).toBe("/problems/unknown-symbol");
  });

  test("when the server ends, then what it served is on record, and the chain holds", async () => {
    const answer = await ask<SymbolForecast>("/forecast/AAPL");
    await server.stop();
    await using store = new Store({ dataDir });
    const [entry] = await readHistory(store, "AAPL");
    expect(entry!.forecast).toMatchObject({ role: "champion", prediction: answer.prediction });
    expect((await verifyRecord(store)).faults).toEqual([]);
  });

  test("when a summary is damaged, then the log says how to mend it, and the records of symbols are answered", async () => {
    await ask("/forecast/AAPL");
    await recordWhen("AAPL", ({ days }) => days.length === 1);
    now = NEXT_EVENING;
    await ask("/forecast/AAPL");
    await recordWhen("AAPL", ({ scores }) => scores.days === 1);
    const database = new DatabaseSync(join(dataDir, SQLITE_FILE));
    database.exec("update summaries set summary = '{'");
    database.close();
    const { log, lines } = keptLog();
    const { url } = await serve(models, { dataDir }, { fetch: yahoo.fetch, now: () => now, log });
    expect((await fetch(`${url}/record`)).status).toBe(503);
    expect(lines.map(({ msg }) => String(msg))).toContainEqual(
      expect.stringMatching(
        /the summary of AAPL is damaged: pnpm record verify --rebuild computes it again$/,
      ),
    );
    expect((await ask<SymbolRecord>("/record/AAPL", url)).scores.days).toBe(1);
  });

  test("when the record cannot be written, then forecasts are served, and log and metrics say what is missing", async () => {
    const { log, lines } = keptLog();
    const { url, stop } = await serve(
      models,
      { dataDir, trackRecord: "postgres://me:secret@127.0.0.1:1/none" },
      { fetch: yahoo.fetch, now: () => now, log },
    );
    await ask("/forecast/AAPL", url);
    while (!lines.some(({ msg }) => String(msg).startsWith("forecasts are not on record")))
      await setTimeout(20);
    const response = await fetch(`${url}/record`);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
    expect((await response.json()).type).toBe("/problems/no-record");
    const card = await ask<ModelCard>("/models/AAPL", url);
    expect([card.symbol, "live" in card]).toEqual(["AAPL", false]);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^record_forecasts_waiting 1$/m);
    expect(metrics).toMatch(/^record_failures [1-9]/m);
    await stop();
    expect(lines.map(({ msg }) => msg)).toContain("forecasts were served that are not on record");
    expect(JSON.stringify(lines)).not.toContain("secret");
  });
});
