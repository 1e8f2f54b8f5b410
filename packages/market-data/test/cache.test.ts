import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { tryLock } from "@lstm-predict/storage";
import { type Market, type StandIn, sampleMarket, startStandIn } from "yahoo-stand-in";
import { hashBars } from "../src/hash-bars.ts";
import { loadBars } from "../src/load-bars.ts";
import type { LoadOptions } from "../src/request.ts";

let dataDir: string;
let yahoo: StandIn;
let now: Date;

const at = (instant: string) => {
  now = new Date(instant);
};
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "market-data-cache-"));
  at("2017-06-01T00:00:00Z");
  yahoo = await startStandIn({ markets: [sampleMarket()], now: () => now });
});
afterEach(async () => {
  await yahoo[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

const load = (options: Partial<LoadOptions> = {}) =>
  loadBars({
    symbol: "AAPL",
    source: "yahoo",
    start: "2016-01-01",
    dataDir,
    fetch: yahoo.fetch,
    now: () => now,
    retry: { baseMs: 1 },
    ...options,
  });
const cacheFiles = () => readdir(join(dataDir, "cache"));
const datesAsked = () =>
  yahoo.asked.map(({ period1, period2 }) =>
    [period1, period2].map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 10)),
  );

describe("requests to Yahoo", () => {
  test("when bars are loaded twice, then the second time nothing is asked and the hash is the same", async () => {
    const first = await load();
    const second = await load();
    expect(first.cache).toMatchObject({ outcome: "fetched", requests: 1, notes: [] });
    expect(second.cache).toMatchObject({
      outcome: "hit",
      requests: 0,
      fetchedAt: "2017-06-01T00:00:00.000Z",
    });
    expect(yahoo.asked).toHaveLength(1);
    expect(second.bars).toEqual(first.bars);
    expect(hashBars(second.bars)).toBe(hashBars(first.bars));
  });

  test("when days have passed, then they and five cached days are requested", async () => {
    await load();
    at("2017-06-08T00:00:00Z");
    const { cache, bars } = await load();
    expect(cache).toMatchObject({ outcome: "extended", requests: 1 });
    // The last five cached sessions start on 2017-05-24; one more day is requested because zones differ.
    expect(datesAsked()[1]![0]).toBe("2017-05-23");
    expect(bars.at(-1)!.date).toBe("2017-06-07");
  });

  test("when the session runs or the market is closed, then it is asked at most once until the bell", async () => {
    at("2017-06-01T15:00:00Z"); // Thursday, during the session
    expect((await load()).bars.at(-1)!.date).toBe("2017-05-31");
    at("2017-06-01T20:00:00Z");
    expect((await load()).cache).toMatchObject({ outcome: "hit" });
    at("2017-06-02T20:10:00Z"); // Friday, settled
    expect((await load()).bars.at(-1)!.date).toBe("2017-06-02");
    at("2017-06-05T13:00:00Z"); // Monday, before the opening
    expect((await load()).cache).toMatchObject({ outcome: "hit" });
    at("2017-06-05T20:10:00Z");
    expect((await load()).bars.at(-1)!.date).toBe("2017-06-05");
    expect(yahoo.asked).toHaveLength(3);
  });

  test("when the clock was a month ahead, then what it took for finished is downloaded again once it is right", async () => {
    await load();
    const close = async () => (await load()).bars.at(-1)!.close;
    const before = await close();
    at("2017-07-03T15:00:00Z");
    yahoo.set({ now: () => new Date("2017-06-01T15:00:00Z") }); // the session runs
    const running = await close();
    yahoo.set({ now: () => now });
    at("2017-06-01T22:00:00Z");
    const finished = await close();
    const sessions = sampleMarket().sessions.filter(({ date }) => date <= "2017-06-01");
    expect([before, finished]).toEqual(sessions.slice(-2).map(({ close }) => Math.fround(close)));
    expect(running).not.toBe(finished);
    at("2017-06-02T22:00:00Z");
    expect((await load()).bars.at(-1)!.date).toBe("2017-06-02");
    expect(yahoo.asked).toHaveLength(5); // for the revised bar, all of them again
  });

  test("when earlier days are wanted, then they and five cached days are requested", async () => {
    await load();
    const { cache, bars } = await load({ start: "2015-01-01" });
    expect(cache).toMatchObject({ outcome: "extended", requests: 1 });
    expect(datesAsked()[1]).toEqual(["2014-12-31", "2016-01-09"]);
    expect([bars[0]!.date, bars.at(-1)!.date]).toEqual(["2015-01-02", "2017-05-31"]);
  });

  test("when the days are within the cache, then nothing is asked and only they are given", async () => {
    await load();
    at("2018-01-01T00:00:00Z");
    const { bars, cache } = await load({ start: "2016-03-01", end: "2016-03-31" });
    expect([bars[0]!.date, bars.at(-1)!.date, bars.length]).toEqual(["2016-03-01", "2016-03-31", 22]);
    expect(cache!.outcome).toBe("hit");
  });

  test("when refresh is set, then all cached days are requested again", async () => {
    await load();
    const { cache } = await load({ cache: "refresh", start: "2016-06-01" });
    expect(cache).toMatchObject({ outcome: "refetched", requests: 1 });
    expect(datesAsked()[1]![0]).toBe("2015-12-31");
    expect((await load()).cache!.outcome).toBe("hit");
  });

  test("when a day was empty at first, then it is requested again and filled", async () => {
    yahoo.set({ quirks: { emptyDays: ["2017-05-31"] } });
    const holed = await load();
    expect(holed.bars.at(-1)!.date).toBe("2017-05-30");
    yahoo.set({ quirks: {} });
    at("2017-06-01T01:00:00Z");
    const { bars, cleaning } = await load();
    expect(bars.at(-1)!.date).toBe("2017-05-31");
    expect(cleaning.dropped.nullClose).toBe(0);
  });

  test("when a known day comes empty, then the known bar stays", async () => {
    const { bars } = await load();
    yahoo.set({ quirks: { emptyDays: ["2017-05-31"] } });
    at("2017-06-02T00:00:00Z");
    expect((await load()).bars.slice(0, -1)).toEqual(bars);
  });
});

describe("restated history", () => {
  const restated: [string, Partial<Market>, RegExp][] = [
    [
      "a split",
      { splits: [{ date: "2017-06-05", numerator: 4, denominator: 1 }] },
      /a split scaled every price by 0\.250000/,
    ],
    [
      "a dividend",
      { dividends: [{ date: "2017-06-05", amount: 0.63 }] },
      /a dividend scaled every adjusted close by 0\.99\d+/,
    ],
  ];
  test.each(restated)(
    "when there is %s, then the whole series is fetched anew and the change told",
    async (_what, events, told) => {
      const market = sampleMarket(events);
      yahoo.set({ markets: [market] });
      const before = await load();
      at("2017-06-08T00:00:00Z");
      const { cache, bars } = await load();
      expect(cache).toMatchObject({
        outcome: "refetched",
        requests: 2,
        notes: [expect.stringMatching(told)],
      });
      const whole = await load({ dataDir: undefined });
      expect(bars).toEqual(whole.bars);
      expect(bars[0]!.adjClose).not.toBe(before.bars[0]!.adjClose);
      const { adjustment } = JSON.parse(await readFile(join(dataDir, "cache", "AAPL.json"), "utf8")).entry;
      expect(adjustment.restatements).toEqual([
        { foundAt: "2017-06-08T00:00:00.000Z", message: expect.stringMatching(told) },
      ]);
    },
  );

  test("when one old price was corrected, then that is reported too", async () => {
    await load();
    yahoo.set({
      quirks: { rows: (rows) => rows.map((row, k) => (k === 1019 ? { ...row, high: row.high! + 1 } : row)) },
    });
    at("2017-06-08T00:00:00Z");
    const { cache } = await load();
    expect(cache!.notes[0]).toMatch(/prices were revised, those of 2017-05-3\d among them/);
  });

  test("when Yahoo lost old bars, then the cached ones are kept in a copy, and a note names it", async () => {
    await load();
    const sessions = sampleMarket().sessions.filter(({ date }) => date >= "2017-01-01");
    yahoo.set({ markets: [sampleMarket({ sessions })] });
    const { cache, bars } = await load({ cache: "refresh" });
    expect(bars[0]!.date).toBe("2017-01-03");
    const [note] = cache!.notes;
    expect(note).toMatch(/Yahoo no longer has some bars that were cached: those are kept in .*replaced-/);
    const aside = (await cacheFiles()).find((name) => name.includes("replaced"))!;
    expect(await readFile(join(dataDir, "cache", aside), "utf8")).toContain("2016-01-04");
  });
});

describe("when Yahoo is out of reach", () => {
  test.each([
    ["rate_limited", () => yahoo.set({ faults: () => ({ kind: "tooMany" }) }), "429"],
    ["server_error", () => yahoo.set({ faults: () => ({ kind: "serverError", status: 503 }) }), "503"],
    ["unreachable", () => yahoo.set({ faults: () => ({ kind: "reset" }) }), "cannot be reached"],
  ])("then cached bars are served, with their date and the reason: %s", async (_code, breakIt, reason) => {
    const { bars } = await load();
    breakIt();
    at("2017-06-09T00:00:00Z");
    const stale = await load();
    expect(stale.bars).toEqual(bars);
    expect(stale.cache!.outcome).toBe("stale");
    expect(stale.cache!.notes[0]).toContain(
      "These are cached bars of AAPL, 2016-01-04 to 2017-05-31, fetched at 2017-06-01T00:00:00.000Z.",
    );
    expect(stale.cache!.notes[0]).toContain(reason);
  });

  test("then nothing cached of these days leaves the failure as it is", async () => {
    await load();
    yahoo.set({ faults: () => ({ kind: "serverError", status: 500 }) });
    await expect(load({ start: "2014-01-01", end: "2014-12-31" })).rejects.toMatchObject({
      code: "server_error",
    });
  });
});

test("when a cached symbol is gone from Yahoo, then it was delisted, and the cached bars are offered", async () => {
  await load();
  yahoo.set({ markets: [] });
  at("2017-06-09T00:00:00Z");
  await expect(load()).rejects.toMatchObject({
    code: "delisted",
    message: expect.stringContaining("2016-01-04 to 2017-05-31 are cached: --offline uses them"),
  });
  expect((await load({ cache: "offline" })).bars).toHaveLength(355);
});

describe("offline", () => {
  test("when bars are cached, then they are served without a request, and a note says how old they are", async () => {
    const { bars } = await load();
    at("2017-06-09T00:00:00Z");
    const offline = await load({ cache: "offline" });
    expect(offline.bars).toEqual(bars);
    expect(offline.cache).toMatchObject({ outcome: "offline", requests: 0 });
    expect(offline.cache!.notes[0]).toContain(
      "fetched at 2017-06-01T00:00:00.000Z. Nothing newer was asked for",
    );
    expect(yahoo.asked).toHaveLength(1);
  });

  test("when nothing is cached, then the error says so", async () => {
    await expect(load({ cache: "offline" })).rejects.toMatchObject({
      code: "not_cached",
      message: expect.stringContaining("nothing of it is cached"),
    });
    expect(yahoo.asked).toHaveLength(0);
  });

  test.each([
    [{ dataDir: undefined }, "expected dataDir as well"],
    [{ source: "csv", csv: "bars.csv" }, "only Yahoo's bars are downloaded"],
    [{ cache: "maybe" as "offline" }, 'cache is "maybe": expected use, refresh, replace or offline'],
  ] as [Partial<LoadOptions>, string][])(
    "when it cannot be (%j), then the option is refused",
    async (options, message) => {
      await expect(load({ cache: "offline", ...options })).rejects.toMatchObject({
        code: "bad_option",
        message: expect.stringContaining(message),
      });
    },
  );
});

describe("the files", () => {
  test("when bars are cached, then a CSV for people has all of them, also after a narrower download", async () => {
    await load();
    const { storedIn } = await load({ start: "2017-01-01", end: "2017-01-31" });
    const lines = (await readFile(storedIn!, "utf8")).trim().split("\n");
    expect([lines.length - 1, lines[1]!.slice(0, 10), lines.at(-1)!.slice(0, 10)]).toEqual([
      355,
      "2016-01-04",
      "2017-05-31",
    ]);
  });

  test.each([
    ["cut", (text: string) => text.slice(0, 5000)],
    [
      "changed by one digit",
      (text: string) => text.replace(/"volume":(\d)/, (_, d) => `"volume":${(Number(d) + 1) % 10}`),
    ],
    ["of another symbol", (text: string) => text.replaceAll("AAPL", "MSFT")],
    ["no JSON", () => "hello"],
    ["empty", () => ""],
  ])("when the file is %s, then it is set aside, reported, and fetched anew", async (_what, damage) => {
    const { bars } = await load();
    const file = join(dataDir, "cache", "AAPL.json");
    const damaged = damage(await readFile(file, "utf8"));
    await writeFile(file, damaged);
    const mended = await load();
    expect(mended.bars).toEqual(bars);
    expect(mended.cache!.outcome).toBe("fetched");
    expect(mended.cache!.notes[0]).toMatch(
      /^The cached bars of AAPL were damaged \(.*\): set aside as .*corrupt-/,
    );
    const aside = (await cacheFiles()).find((name) => name.includes("corrupt"))!;
    expect(await readFile(join(dataDir, "cache", aside), "utf8")).toBe(damaged);
    expect((await load()).cache).toMatchObject({ outcome: "hit", notes: [] });
  });

  test("when the CSV was edited or deleted by a person, then the cache writes it anew", async () => {
    const { storedIn } = await load();
    const text = await readFile(storedIn!, "utf8");
    await rm(storedIn!);
    await load();
    expect(await readFile(storedIn!, "utf8")).toBe(text);
  });

  test("when all is done, then no lock and no temporary file is left", async () => {
    await load();
    expect(await cacheFiles()).toEqual(["AAPL.json"]);
    expect(await readdir(join(dataDir, "raw"))).toEqual(["AAPL.csv"]);
  });

  test("when a process died with the lock, then the next one goes on after a while", async () => {
    await load();
    const lock = join(dataDir, "cache", "AAPL.json.lock");
    await writeFile(lock, "999999\n");
    const { utimes } = await import("node:fs/promises");
    await utimes(lock, new Date(0), new Date(0));
    at("2017-06-09T00:00:00Z");
    expect((await load()).cache!.outcome).toBe("extended");
    expect(await cacheFiles()).toEqual(["AAPL.json"]);
  });

  test.each(["AAPL.json.lock", "../locks/cache-AAPL.lock"])(
    "when %s is dated an hour from now, then nobody waits for it",
    async (name) => {
      await load();
      const lock = join(dataDir, "cache", name);
      await writeFile(lock, "999999\n");
      const { utimes } = await import("node:fs/promises");
      const later = new Date(Date.now() + 3_600_000);
      await utimes(lock, later, later);
      at("2017-06-09T00:00:00Z");
      expect((await load()).cache!.outcome).toBe("extended");
      expect(await cacheFiles()).toEqual(["AAPL.json"]);
    },
  );

  test("when another process holds the lock and the signal aborts, then the load ends, and what was cached stays", async () => {
    await load();
    const lock = tryLock(join(dataDir, "locks", "cache-AAPL.lock"))!;
    at("2017-06-09T00:00:00Z");
    const controller = new AbortController();
    const loading = load({ signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(loading).rejects.toMatchObject({ code: "interrupted" });
    lock.release();
    expect((await load({ cache: "offline" })).cache!.outcome).toBe("offline");
  });

  test("when another process holds the lock on and on, then the load fails and names the lock", async () => {
    await load();
    const path = join(dataDir, "locks", "cache-AAPL.lock");
    const lock = tryLock(path)!;
    at("2017-06-09T00:00:00Z");
    await expect(load()).rejects.toMatchObject({
      code: "locked",
      message: `another process has held the lock "${path}" for 10 s: try again when it has ended`,
    });
    lock.release();
  });
});
