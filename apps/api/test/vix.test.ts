import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { EXCHANGES, type StandIn, sampleMarket, startStandIn, vixMarket } from "yahoo-stand-in";
import { Bars } from "../src/bars.ts";
import type { Logger } from "../src/log.ts";

/** A Wednesday evening in New York, after the close of stocks and of ^VIX. */
const EVENING = Date.parse("2018-05-09T21:00:00Z");
const MINUTE = 60_000;
const MARKETS = [
  sampleMarket({ instrumentType: "EQUITY" }),
  sampleMarket({ symbol: "SPY", instrumentType: "ETF" }),
  sampleMarket({ symbol: "PETR4.SA", exchange: EXCHANGES.saoPaulo, instrumentType: "EQUITY" }),
  sampleMarket({ symbol: "ACME" }),
];

let yahoo: StandIn;
let dataDir: string;
let now: number;
let warnings: string[];
let bars: Bars;
beforeEach(async () => {
  now = EVENING;
  warnings = [];
  dataDir = await mkdtemp(join(tmpdir(), "api-vix-"));
  yahoo = await startStandIn({ markets: [...MARKETS, vixMarket()], now: () => new Date(now) });
  const log = { warn: (_: object, text: string) => warnings.push(text) } as unknown as Logger;
  bars = new Bars({ dataDir, source: "auto", fetch: yahoo.fetch, now: () => new Date(now), log });
});
afterEach(async () => {
  bars.close();
  await yahoo[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

const requestsOfVix = () => yahoo.asked.filter(({ symbol }) => symbol === "^VIX").length;
const vixOf = async (symbol: string) => (await bars.get(symbol)).series.vix;

test("when equities and funds are asked for at once, then one download of ^VIX serves all", async () => {
  const states = await Promise.all(["AAPL", "SPY", "PETR4.SA"].map((symbol) => bars.get(symbol)));
  for (const { series, raw } of states) {
    expect(series.vix).toMatchObject({ symbol: "^VIX", from: "2014-09-04", to: "2018-05-09" });
    expect(raw.vix).toBe(series.vix!.closes);
  }
  await bars.get("AAPL");
  expect(requestsOfVix()).toBe(1);
  expect(warnings).toEqual([]);
});

test("when a symbol's kind is unknown, then it downloads no ^VIX", async () => {
  expect(await vixOf("ACME")).toBeUndefined();
  expect(yahoo.asked).toHaveLength(1);
  expect(warnings).toEqual([]);
});

test("when the session of ^VIX ends after that of the symbol, then its close comes as soon as it is there", async () => {
  now = Date.parse("2018-05-09T20:12:00Z"); // New York has closed, Chicago closes at 20:15
  expect(await bars.get("AAPL")).toMatchObject({ nextSession: "2018-05-10" });
  expect((await vixOf("AAPL"))!.to).toBe("2018-05-08");
  now += 5 * MINUTE;
  await bars.get("AAPL");
  expect(requestsOfVix()).toBe(1);
  now = Date.parse("2018-05-09T20:26:00Z");
  expect((await vixOf("AAPL"))!.to).toBe("2018-05-09");
  expect(requestsOfVix()).toBe(2);
  now += 10 * MINUTE;
  await bars.get("AAPL");
  expect(requestsOfVix()).toBe(2);
});

test("when ^VIX cannot be had, then forecasts have bars without it, and it is asked for again after a minute", async () => {
  yahoo.set({ markets: MARKETS });
  const { raw, series, warning } = await bars.get("AAPL");
  expect(raw.vix).toBeUndefined();
  expect(warning).toBeUndefined();
  expect(warnings).toEqual([series.vixMissing]);
  await bars.get("AAPL");
  await bars.get("SPY");
  expect(requestsOfVix()).toBe(1);
  yahoo.set({ markets: [...MARKETS, vixMarket()] });
  now += MINUTE;
  expect((await vixOf("AAPL"))!.to).toBe("2018-05-09");
  expect((await vixOf("SPY"))!.to).toBe("2018-05-09");
  expect(requestsOfVix()).toBe(2);
  expect(yahoo.asked).toHaveLength(4);
});

test("when it is late, then the closes that there are come, and it is asked for again", async () => {
  yahoo.set({ markets: [...MARKETS, vixMarket({ until: "2018-04-25" })] });
  expect((await vixOf("AAPL"))!.to).toBe("2018-04-25");
  yahoo.set({ markets: [...MARKETS, vixMarket()] });
  now += 61 * MINUTE;
  expect((await vixOf("AAPL"))!.to).toBe("2018-05-09");
});
