import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { PASSWORD, PostgresServer, USER } from "postgres-server";
import { openRecorder, readHistory, recordForecasts, Store, verifyRecord } from "../src/index.ts";
import { testProcesses } from "../test/fault-suite.ts";
import { barsOf, forecastOf, seriesOf, weekdays } from "../test/forecasts.ts";
import { postgresPlace } from "../test/places.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

describe("processes on one PostgreSQL database", () => testProcesses(() => postgresPlace(server)));

const days = weekdays("2024-01-01", 30);
const series = seriesOf(barsOf([99, 100]));

/** A recorder that tells the codes of its faults. */
function openTelling(store: Store) {
  const codes: string[] = [];
  const recorder = openRecorder(store, {
    intervalMs: 10,
    longestPauseMs: 100,
    onFault: (error) => codes.push((error as { code: string }).code),
  });
  const { issuedAt: _, role: _r, barsSha256: _b, late: _l, previousClose: _p, ...forecast } = forecastOf();
  const add = (k: number) =>
    recorder.add(
      { ...forecast, return: 0, asOf: days[k]!, targetDate: days[k + 1]! },
      { role: "champion", series, issuedAt: new Date("2024-01-02") },
    );
  return { recorder, add, codes };
}

/** Number of connections of which this is true. */
async function count(store: Store, what: string): Promise<number> {
  const { rows } = await store.read((db) =>
    sql<{ n: number }>`select count(*)::int as n from pg_stat_activity where ${sql.raw(what)}`.execute(db),
  );
  return rows[0]!.n;
}

describe("PostgreSQL that goes away", () => {
  test("when the server is killed and comes back, then the forecasts of the time between are recorded", async () => {
    const place = await postgresPlace(server);
    await using store = place.open();
    const { recorder, add, codes } = openTelling(store);
    for (let k = 0; k < 5; k++) add(k);
    await recorder.flush();
    expect(recorder.stats).toMatchObject({ recorded: 5, failures: 0 });
    await server.kill();
    for (let k = 5; k < 10; k++) add(k);
    await expect(readHistory(store, "AAPL")).rejects.toMatchObject({ code: "unreachable" });
    while (recorder.stats.failures < 2) await setTimeout(10);
    expect(recorder.stats).toMatchObject({ waiting: 5, recorded: 5, dropped: 0 });
    await server.restart();
    while (recorder.stats.recorded < 10) await setTimeout(10);
    expect(new Set(codes)).toEqual(new Set(["unreachable"]));
    expect(await recorder.close()).toMatchObject({ waiting: 0, recorded: 10, dropped: 0 });
    expect(await verifyRecord(store)).toMatchObject({ entries: 10, faults: [] });
  });

  test("when the server is killed in the midst of a statement, then that fails, and the process goes on", async () => {
    const place = await postgresPlace(server);
    await using store = place.open();
    await recordForecasts(store, [forecastOf()]);
    const sleeping = expect(store.write((db) => sql`select pg_sleep(60)`.execute(db))).rejects.toMatchObject({
      code: "unreachable",
    });
    const isThere = "state = 'active' and query like 'select pg_sleep%'";
    while ((await count(store, isThere)) === 0) await setTimeout(10);
    await server.kill();
    await sleeping;
    await server.restart();
    expect(await readHistory(store, "AAPL")).toHaveLength(1);
  });

  test("when nothing answers and connections stay open, then statements end, and it goes on after that", async () => {
    const place = await postgresPlace(server);
    await using store = place.open({ waitMs: 200, timeoutMs: 300 });
    const { recorder, add, codes } = openTelling(store);
    add(0);
    await recorder.flush();
    await server.pause();
    try {
      add(1);
      while (recorder.stats.failures < 2) await setTimeout(10);
      expect(recorder.stats).toMatchObject({ waiting: 1, recorded: 1 });
    } finally {
      await server.resume();
    }
    while (recorder.stats.recorded < 2) await setTimeout(10);
    expect(codes[0]).toBe("unreachable");
    await recorder.close();
    expect(await verifyRecord(store)).toMatchObject({ entries: 2, faults: [] });
  });

  test("when nothing answers while recorder and store are closed, then they end, and what was not recorded is counted", async () => {
    const place = await postgresPlace(server);
    const store = place.open({ timeoutMs: 3_600_000 });
    const { recorder, add } = openTelling(store);
    add(0);
    await recorder.flush();
    await server.pause();
    try {
      const stuck = expect(readHistory(store, "AAPL")).rejects.toMatchObject({ code: "unreachable" });
      add(1);
      expect(await recorder.close({ withinMs: 100 })).toMatchObject({ waiting: 0, recorded: 1, dropped: 1 });
      await store.close();
      await stuck;
    } finally {
      await server.resume();
    }
  });

  test("when the server is away from the start, then the store works as soon as it is there", async () => {
    const place = await postgresPlace(server);
    await server.kill();
    await using store = place.open();
    await expect(store.ready()).rejects.toMatchObject({ code: "unreachable" });
    await server.restart();
    await recordForecasts(store, [forecastOf()]);
    expect(await readHistory(store, "AAPL")).toHaveLength(1);
  });

  test("when a writer holds the lock for longer than another waits, then the other says so", async () => {
    const place = await postgresPlace(server);
    await using slow = place.open();
    await using store = place.open({ waitMs: 100 });
    await store.ready();
    let release = () => {};
    const held = slow.write(
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    await setTimeout(100);
    await expect(recordForecasts(store, [forecastOf()])).rejects.toMatchObject({
      code: "locked",
      message: expect.stringMatching(/: another process writes to it$/),
    });
    expect(await readHistory(store, "AAPL")).toEqual([]);
    release();
    await held;
    expect(await recordForecasts(store, [forecastOf()])).toMatchObject([{ isNew: true }]);
  });
});

describe("PostgreSQL that refuses", () => {
  test.each([
    ["a wrong password", (url: string) => url.replace(PASSWORD, "wrong-secret"), "denied"],
    ["an unknown database", (url: string) => `${url}-unknown`, "denied"],
    ["a closed port", (url: string) => url.replace(/:\d+\//, ":1/"), "unreachable"],
    ["an unknown host", (url: string) => url.replace("127.0.0.1", "record.invalid"), "unreachable"],
  ])("when the URL has %s, then the error says so, without a password", async (_, change, code) => {
    const { url } = await postgresPlace(server);
    await using store = new Store({ url: change(url), dataDir: "unused" });
    const error = await store.ready().then(
      () => undefined,
      (fault) => fault,
    );
    expect(error).toMatchObject({ code });
    expect(error.message).toMatch(/^the track record postgres:\/\/[\w.-]+:\d+\/test\d+(-unknown)?: ./);
    expect(JSON.stringify([error.message, error.stack, error, String(error.cause)])).not.toMatch(
      /not-for-messages|wrong-secret/,
    );
  });

  test("when the user may only read, then the record can be read, and a writer is told", async () => {
    const place = await postgresPlace(server);
    await using store = place.open();
    await recordForecasts(store, [forecastOf()]);
    await place.run(`create role reader login password 'reader-secret';
      grant select on all tables in schema public to reader`);
    const url = place.url.replace(`${USER}:${PASSWORD}`, "reader:reader-secret");
    await using reader = new Store({ url, dataDir: "unused" });
    expect(await readHistory(reader, "AAPL")).toHaveLength(1);
    expect(await verifyRecord(reader)).toMatchObject({ entries: 1, faults: [] });
    await expect(recordForecasts(reader, [forecastOf({ symbol: "KO" })])).rejects.toMatchObject({
      code: "denied",
      message: expect.stringMatching(/: the user may not do this$/),
    });
  });
});
