import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  EXCHANGES,
  type Market,
  type StandIn,
  type StandInOptions,
  sampleMarket,
  startStandIn,
  vixMarket,
} from "yahoo-stand-in";
import { hashBars } from "../src/hash-bars.ts";
import { importBars } from "../src/import-bars.ts";
import { loadBars } from "../src/load-bars.ts";
import { loadManyBars } from "../src/load-many.ts";
import { rawSeriesOf } from "../src/raw-series.ts";
import type { LoadOptions } from "../src/request.ts";

const NOW = new Date("2018-05-20T12:00:00Z");
const AAPL = sampleMarket({ instrumentType: "EQUITY" });
const LINE = (reason: string) => `without the VIX: ${reason}: the error bar uses the symbol's own bars`;

let dataDir: string;
let yahoo: StandIn | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "vix-"));
});
afterEach(async () => {
  await yahoo?.[Symbol.asyncDispose]();
  yahoo = undefined;
  await rm(dataDir, { recursive: true });
});

async function serve(markets: Market[], options: Partial<StandInOptions> = {}): Promise<void> {
  yahoo ??= await startStandIn({ markets, now: () => NOW });
  yahoo.set({ markets, ...options });
}

const access = (now = NOW) => ({
  dataDir,
  fetch: yahoo?.fetch,
  now: () => now,
  retry: { attempts: 2, baseMs: 1 },
});

const load = (options: Partial<LoadOptions> = {}, now = NOW) =>
  loadBars({ symbol: "AAPL", source: "yahoo", start: "2018-01-02", vix: "auto", ...access(now), ...options });

const requested = () => yahoo!.asked.map(({ symbol }) => symbol);

/** A market without the sessions of some days. */
const closedOn = (market: Market, ...days: string[]): Market => ({
  ...market,
  sessions: market.sessions.filter(({ date }) => !days.includes(date)),
});

describe("closes of ^VIX", () => {
  test("when bars are of an equity, then they come with it, by their own dates, from 120 days before", async () => {
    await serve([AAPL, vixMarket()]);
    const series = await load();
    expect(series).toMatchObject({ instrument: "equity" });
    expect(series.vixMissing).toBeUndefined();
    const { closes, ...provenance } = series.vix!;
    const expected = vixMarket().sessions.filter(({ date }) => date >= "2017-09-04");
    expect(closes.dates).toEqual(expected.map(({ date }) => date));
    expect(Array.from(closes.closes)).toEqual(expected.map(({ close }) => Math.fround(close)));
    expect(provenance).toMatchObject({ symbol: "^VIX", source: "yahoo", detail: "Yahoo Finance" });
    expect(provenance).toMatchObject({ from: "2017-09-05", to: "2018-05-11", count: expected.length });
    const alone = await load({ symbol: "^VIX", start: "2017-09-04" });
    expect(provenance.sha256).toBe(hashBars(alone.bars));
    expect(rawSeriesOf(series)).toMatchObject({ length: 91, instrument: "equity", vix: closes });
  });

  test("when they are cached, then nothing is requested, and the files are there like any symbol's", async () => {
    await serve([AAPL, vixMarket()]);
    const first = await load();
    const second = await load();
    expect(second.vix).toEqual(first.vix);
    expect((await load({ cache: "offline" })).vix).toEqual(first.vix);
    expect(requested()).toEqual(["AAPL", "^VIX"]);
    expect((await readdir(join(dataDir, "cache"))).sort()).toEqual(["AAPL.json", "^VIX.json"]);
    expect((await readdir(join(dataDir, "raw"))).sort()).toEqual(["AAPL.csv", "^VIX.csv"]);
  });

  test("when days are missing at both ends, then they are added to the cached ones", async () => {
    await serve([AAPL, vixMarket()]);
    const early = new Date("2016-05-20T12:00:00Z");
    yahoo!.set({ now: () => early });
    await loadBars({ symbol: "^VIX", start: "2016-01-04", ...access(early) });
    yahoo!.set({ now: () => NOW });
    const { vix } = await load({ start: "2014-01-02" });
    expect(vix).toMatchObject({ from: "2013-09-04", to: "2018-05-11" });
    expect(vix!.closes.dates).toEqual(
      vixMarket()
        .sessions.map(({ date }) => date)
        .filter((date) => date >= "2013-09-04"),
    );
    expect(requested()).toEqual(["^VIX", "AAPL", "^VIX", "^VIX"]);
  });

  test("when the session of ^VIX is not over, then its close is not there, as is none after --end", async () => {
    const now = new Date("2018-05-09T19:00:00Z"); // the session ends at 20:15
    await serve([AAPL, vixMarket()], { now: () => now });
    expect((await load({}, now)).vix!.closes.dates.at(-1)).toBe("2018-05-08");
    expect((await load({ end: "2018-03-02" }, now)).vix!.to).toBe("2018-03-02");
  });

  test.each([
    ["saoPaulo", ["2018-02-12", "2018-02-13"], ["2018-02-19"]],
    ["frankfurt", ["2018-04-02", "2018-05-01"], ["2018-01-15"]],
  ] as const)("when %s is closed on other days, then each series keeps its dates", async (place, own, us) => {
    const market = sampleMarket({ instrumentType: "EQUITY", exchange: EXCHANGES[place] });
    await serve([closedOn(market, ...own), closedOn(vixMarket(), ...us)]);
    const { bars, vix } = await load();
    const dates = bars.map(({ date }) => date);
    for (const day of own) {
      expect(dates).not.toContain(day);
      expect(vix!.closes.dates).toContain(day);
    }
    for (const day of us) expect(vix!.closes.dates).not.toContain(day);
    expect(vix!.to).toBe("2018-05-11");
  });

  test("when ^VIX is ten days late, then the closes end then, and their date says so", async () => {
    await serve([AAPL, vixMarket({ until: "2018-05-01" })]);
    const { vix, vixMissing } = await load();
    expect(vix!.to).toBe("2018-05-01");
    expect(vixMissing).toBeUndefined();
  });
});

describe("who gets them", () => {
  test.each([
    ["ETF", "fund", 2],
    ["MUTUALFUND", "fund", 2],
    ["INDEX", "index", 1],
    ["CRYPTOCURRENCY", "crypto", 1],
    ["CURRENCY", "currency", 1],
    ["FUTURE", "future", 1],
    ["OPTION", undefined, 1],
    ["", undefined, 1],
    ["constructor", undefined, 1],
  ])("when Yahoo calls a symbol %j, then it is of kind %s", async (instrumentType, kind, requests) => {
    await serve([sampleMarket({ instrumentType }), vixMarket()]);
    const series = await load();
    expect(series.instrument).toBe(kind);
    expect(series.vix !== undefined).toBe(requests === 2);
    expect(series.vixMissing).toBeUndefined();
    expect(yahoo!.asked).toHaveLength(requests);
  });

  test.each([
    ["is ^VIX", { symbol: "^VIX" }],
    ["is of the sample", { source: "sample", start: undefined }],
    ["is not asked to have it", { vix: "off" }],
    ["says nothing of it", { vix: undefined }],
  ] as const)("when a series %s, then it has none and misses none", async (_, options) => {
    await serve([AAPL, vixMarket()]);
    const series = await load(options);
    expect(series).not.toHaveProperty("vix");
    expect(series).not.toHaveProperty("vixMissing");
  });

  test("when a cache entry does not say what the symbol is, then its next download does", async () => {
    await serve([sampleMarket(), vixMarket()]);
    const before = new Date("2018-04-20T12:00:00Z");
    yahoo!.set({ now: () => before });
    expect((await load({}, before)).instrument).toBeUndefined();
    await serve([AAPL, vixMarket()], { now: () => NOW });
    expect((await load({}, before)).instrument).toBeUndefined();
    expect(await load()).toMatchObject({ instrument: "equity", vix: { to: "2018-05-11" } });
    expect(await load({ cache: "offline" })).toMatchObject({ instrument: "equity" });
  });

  test.each([[null], ["FILE"], [{ csv: "" }]])("when vix is %j, then it is refused", async (vix) => {
    await expect(loadBars({ symbol: "AAPL", vix: vix as never })).rejects.toMatchObject({
      code: "bad_option",
      message: expect.stringContaining("expected auto, off or a CSV file"),
    });
  });
});

describe("closes that cannot be had", () => {
  test("when Yahoo has no ^VIX, then the bars come without, and say so", async () => {
    await serve([AAPL]);
    const series = await load();
    expect(series.bars).toHaveLength(91);
    expect(series.vix).toBeUndefined();
    expect(series.vixMissing).toBe(LINE('Yahoo Finance has no symbol "^VIX"'));
  });

  test.each([
    ["slow", { kind: "slow", ms: 2000 }, "Yahoo Finance did not answer within 0.8 s", 2],
    ["refused", { kind: "tooMany" }, "Yahoo Finance limits the requests from here (429)", 2],
    ["a consent page", { kind: "consentPage" }, /Yahoo Finance answers with a consent page/, 1],
  ] as const)("when its answer is %s, then the bars come without", async (_, fault, reason, requests) => {
    await serve([AAPL, vixMarket()], { faults: (_, symbol) => (symbol === "^VIX" ? fault : undefined) });
    const series = await load({ timeoutMs: 800 });
    expect(series.bars).toHaveLength(91);
    if (typeof reason === "string") expect(series.vixMissing).toBe(LINE(reason));
    else expect(series.vixMissing).toMatch(reason);
    expect(requested().filter((symbol) => symbol === "^VIX")).toHaveLength(requests);
  });

  test("when its answer is cut, then it is requested again", async () => {
    let cut = 0;
    await serve([AAPL, vixMarket()], {
      faults: (_, symbol) => (symbol === "^VIX" && cut++ === 0 ? { kind: "cutJson" } : undefined),
    });
    expect((await load()).vix!.to).toBe("2018-05-11");
  });

  test("when Yahoo is out of reach, then the cached ones serve without a request of their own", async () => {
    await serve([AAPL, vixMarket()]);
    const before = new Date("2018-05-08T12:00:00Z");
    yahoo!.set({ now: () => before });
    await load({}, before);
    yahoo!.set({ now: () => NOW, faults: () => ({ kind: "serverError", status: 503 }) });
    const series = await load();
    expect(series.cache!.outcome).toBe("stale");
    expect(series.vix!.to).toBe("2018-05-07");
    expect(requested()).toEqual(["AAPL", "^VIX", "AAPL", "AAPL"]);
  });

  test("when nothing of it is cached, then --offline says so", async () => {
    await serve([AAPL, vixMarket()]);
    await load({ vix: "off" });
    const series = await load({ cache: "offline" });
    expect(series.vixMissing).toBe(LINE("no bars of ^VIX are cached for these days"));
  });
});

describe("many symbols", () => {
  const SYMBOLS = Array.from({ length: 12 }, (_, k) => `S${k}`);
  const markets = SYMBOLS.map((symbol, k) =>
    sampleMarket({ symbol, scale: 1 + k, instrumentType: "EQUITY" }),
  );
  const many = (options: Partial<LoadOptions> = {}) =>
    loadManyBars({ symbols: SYMBOLS, ...access(), vix: "auto", start: "2018-01-02", ...options } as never);

  test("when they are equities, then one download of ^VIX serves all", async () => {
    await serve([...markets, vixMarket()]);
    const results = await many();
    expect(results.map((result) => "series" in result && result.series.vix!.to)).toEqual(
      SYMBOLS.map(() => "2018-05-11"),
    );
    expect(requested().filter((symbol) => symbol === "^VIX")).toHaveLength(1);
    expect(yahoo!.asked).toHaveLength(13);
  });

  test("when it cannot be had, then one request tells all", async () => {
    await serve(markets);
    const results = await many();
    expect(results.every((result) => "series" in result && result.series.vixMissing !== undefined)).toBe(
      true,
    );
    expect(requested().filter((symbol) => symbol === "^VIX")).toHaveLength(1);
  });

  test("when the file of ^VIX is bad, then nothing is requested", async () => {
    await serve(markets);
    await expect(many({ vix: { csv: join(dataDir, "none.csv") } })).rejects.toMatchObject({
      code: "csv_unreadable",
    });
    expect(yahoo!.asked).toHaveLength(0);
  });
});

describe("files", () => {
  const csvOf = ({ sessions }: Market) =>
    `Date,Open,High,Low,Close,Adj Close,Volume\n${sessions
      .map(({ date, open, high, low, close, volume }) =>
        [date, open, high, low, close, close, volume].join(","),
      )
      .join("\n")}\n`;
  const file = async (name: string, market: Market) => {
    const path = join(dataDir, name);
    await writeFile(path, csvOf(market));
    return path;
  };

  test("when ^VIX is of a file, then it serves bars of a file, of the sample and of Yahoo alike", async () => {
    await serve([sampleMarket()]);
    const [csv, bars] = [await file("vix.csv", vixMarket()), await file("acme.csv", sampleMarket())];
    const loaded = [
      await load({ vix: { csv } }),
      await load({ symbol: "ACME", source: "csv", csv: bars, vix: { csv } }),
      await load({ source: "sample", vix: { csv } }),
    ];
    for (const { vix } of loaded)
      expect(vix).toMatchObject({ source: "csv", detail: "vix.csv", from: "2017-09-05", to: "2018-05-11" });
    expect(requested()).toEqual(["AAPL"]);
  });

  test("when it is unreadable, then that is an error", async () => {
    await serve([AAPL]);
    const bad = join(dataDir, "bad.csv");
    await writeFile(bad, "nothing,of,use\n1,2,3\n");
    await expect(load({ vix: { csv: bad } })).rejects.toMatchObject({ code: "csv_malformed" });
    await expect(load({ vix: { csv: join(dataDir, "none.csv") } })).rejects.toMatchObject({
      code: "csv_unreadable",
    });
  });

  test("when its closes end before the bars begin, or the symbol is a coin, then the bars come without", async () => {
    await serve([
      AAPL,
      sampleMarket({
        symbol: "BTC-USD",
        instrumentType: "CRYPTOCURRENCY",
        exchange: EXCHANGES.crypto,
      }),
    ]);
    const csv = await file("vix.csv", vixMarket({ until: "2016-12-30" }));
    const old = await load({ vix: { csv } });
    expect(old.vixMissing).toBe(LINE("its closes, 2013-05-13 to 2016-12-30, are of other days"));
    const coin = await load({ symbol: "BTC-USD", start: "2015-01-02", vix: { csv } });
    expect(coin.vixMissing).toBe(LINE("it is of use for equities and funds, and BTC-USD is of kind crypto"));
  });

  test("when a file is imported as an equity, then it stays one, and a cached ^VIX serves it", async () => {
    await serve([vixMarket()]);
    const csv = await file("acme.csv", sampleMarket());
    await importBars({ csv, symbols: ["ACME"], dataDir, csvOptions: { instrument: "equity" } });
    const acme = { symbol: "ACME", source: undefined };
    expect(await load(acme)).toMatchObject({
      instrument: "equity",
      vixMissing: LINE("no bars of ^VIX are cached for these days"),
    });
    await importBars({ csv, symbols: ["ACME"], dataDir });
    expect((await load(acme)).instrument).toBe("equity");
    await importBars({ csv, symbols: ["ACME"], dataDir, csvOptions: { instrument: "fund" } });
    await load({ symbol: "^VIX", start: undefined });
    expect(await load(acme)).toMatchObject({ instrument: "fund", vix: { to: "2018-05-11" } });
    expect(requested()).toEqual(["^VIX"]);
    const cached = JSON.parse(await readFile(join(dataDir, "cache", "ACME.json"), "utf8"));
    expect(cached.entry.instrument).toBe("fund");
  });

  test("when a kind is given without a file, or is none, then it is refused", async () => {
    const csvOptions = { instrument: "stock" as never };
    await expect(load({ csvOptions: { instrument: "equity" } })).rejects.toMatchObject({
      code: "bad_option",
    });
    await expect(load({ source: "csv", csv: "a.csv", csvOptions })).rejects.toMatchObject({
      code: "bad_option",
      message: 'instrument is "stock": expected equity or fund or index or crypto or currency or future',
    });
  });
});
