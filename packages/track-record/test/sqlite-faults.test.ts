import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import {
  openRecorder,
  readHistory,
  recordForecasts,
  SQLITE_FILE,
  Store,
  verifyRecord,
} from "../src/index.ts";
import { testProcesses } from "./fault-suite.ts";
import { barsOf, forecastOf, seriesOf } from "./forecasts.ts";
import { sqlitePlace } from "./places.ts";
import { runWriter } from "./processes.ts";

const onLinux = process.platform === "linux" ? test : test.skip;

describe("processes on one SQLite database", () => testProcesses(sqlitePlace));

/** Locks a database in a process of its own, until it is disposed of. */
async function lock(dataDir: string): Promise<AsyncDisposable> {
  const script = `const { DatabaseSync } = require("node:sqlite");
    const database = new DatabaseSync(process.argv[1]);
    database.exec("begin immediate");
    console.log("locked");
    process.stdin.on("end", () => database.exec("rollback")).resume();`;
  const child = spawn(process.execPath, ["--no-warnings", "-e", script, join(dataDir, SQLITE_FILE)], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  await once(child.stdout, "data");
  return {
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await once(child, "close");
    },
  };
}

describe("SQLite that another process has locked", () => {
  test("when it stays locked, then the writer says so after its time, other work goes on, and readers read", async () => {
    const place = await sqlitePlace();
    await using store = place.open({ waitMs: 300 });
    await recordForecasts(store, [forecastOf()]);
    await using _ = await lock(place.dataDir);
    let turns = 0;
    let isWaiting = true;
    const others = (async () => {
      while (isWaiting) {
        turns++;
        await setImmediate();
      }
    })();
    const attempt = recordForecasts(store, [forecastOf({ asOf: "2024-01-01" })]);
    await expect(attempt).rejects.toMatchObject({
      code: "locked",
      message: `the track record ${join(place.dataDir, SQLITE_FILE)}: another process writes to it`,
    });
    isWaiting = false;
    await others;
    expect(turns).toBeGreaterThan(100);
    expect(await readHistory(store, "AAPL")).toHaveLength(1);
    await using reader = place.open({ waitMs: 0 });
    expect(await readHistory(reader, "AAPL")).toHaveLength(1);
  });

  test("when it is free again, then a recorder has lost nothing", async () => {
    const place = await sqlitePlace();
    await using store = place.open({ waitMs: 50 });
    await store.ready();
    const faults: unknown[] = [];
    const recorder = openRecorder(store, { intervalMs: 5, onFault: (error) => faults.push(error) });
    const { issuedAt: _, role: _r, barsSha256: _b, late: _l, previousClose: _p, ...forecast } = forecastOf();
    {
      await using _ = await lock(place.dataDir);
      recorder.add(
        { ...forecast, return: 0 },
        { role: "champion", series: seriesOf(barsOf([99, 100])), issuedAt: new Date("2024-01-02") },
      );
      while (recorder.stats.failures < 2) await setTimeout(5);
      expect(recorder.stats).toMatchObject({ waiting: 1, recorded: 0, dropped: 0 });
    }
    while (recorder.stats.recorded < 1) await setTimeout(5);
    expect(faults[0]).toMatchObject({ code: "locked" });
    expect(await recorder.close()).toMatchObject({ waiting: 0, recorded: 1, dropped: 0 });
  });
});

describe("SQLite without room", () => {
  onLinux("when the disk is full, then it is said, and what was recorded stays", async () => {
    const place = await sqlitePlace();
    const { code, stderr, told } = await runWriter(place.options, { name: "A", days: 100_000, limitKb: 300 });
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/^full: the track record \S+: the disk is full/),
    ]);
    expect(told).toBeGreaterThan(10);
    await using store = place.open();
    const { entries, faults } = await verifyRecord(store);
    expect(faults).toEqual([]);
    expect(entries).toBeGreaterThanOrEqual(told);
    await recordForecasts(store, [forecastOf({ symbol: "NEW" })]); // where there is room again
    expect((await verifyRecord(store)).entries).toBe(entries + 1);
  });

  test("when the database may not grow, then the whole batch is undone", async () => {
    const place = await sqlitePlace();
    await using store = place.open();
    await recordForecasts(store, [forecastOf()]);
    await store.read((db) => db.executeQuery({ sql: "pragma max_page_count = 20", parameters: [] } as never));
    const many = Array.from({ length: 2000 }, (_, k) => forecastOf({ symbol: `S${k}` }));
    await expect(recordForecasts(store, many)).rejects.toMatchObject({ code: "full" });
    expect(await verifyRecord(store)).toMatchObject({ entries: 1, faults: [] });
  });
});

describe("SQLite that cannot be opened", () => {
  test("when the file is no database, then it is said what to do, and it stays as it is", async () => {
    const place = await sqlitePlace();
    await mkdir(place.dataDir, { recursive: true });
    await writeFile(join(place.dataDir, SQLITE_FILE), "no database".repeat(1000));
    await using store = place.open();
    await expect(store.ready()).rejects.toMatchObject({
      code: "damaged",
      message: expect.stringMatching(/not a SQLite database$/),
    });
  });

  test("when the file is the database of another program, then it is said, and nothing in it changes", async () => {
    const place = await sqlitePlace();
    await mkdir(place.dataDir, { recursive: true });
    await place.run("create table ledger (account text, amount real)");
    const file = join(place.dataDir, SQLITE_FILE);
    const before = await readFile(file);
    await using store = place.open();
    await expect(store.ready()).rejects.toMatchObject({
      code: "damaged",
      message: `the track record ${file}: the file is of another program: move it away to begin a record`,
    });
    expect(await readFile(file)).toEqual(before);
  });

  test("when the folder is a file, then it is said, and it works once that is mended", async () => {
    const place = await sqlitePlace();
    const blocked = join(place.dataDir, "blocked");
    await mkdir(place.dataDir, { recursive: true });
    await writeFile(blocked, "");
    await using store = new Store({ dataDir: blocked });
    await expect(store.ready()).rejects.toMatchObject({
      code: "denied",
      message: expect.stringContaining(blocked),
    });
  });

  test.each([
    ["mysql://me:secret@host/db", '"mysql://***@host/db"'],
    ["/var/lib/record", '"/var/lib/record"'],
    ["me:secret@host/db", '"***@host/db"'],
    ["postgres://me:sec ret@host:99999/db", "postgres://***@host:99999/db"],
  ])("when the URL is %s, then it is refused without its password", (url, shown) => {
    expect(() => new Store({ url, dataDir: "data" })).toThrow(
      expect.objectContaining({
        code: "bad_store",
        message: expect.stringContaining(`the track record is ${shown}: expected postgres://`),
      }),
    );
  });
});
