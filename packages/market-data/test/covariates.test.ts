import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Market, type StandIn, sampleMarket, startStandIn, vixMarket } from "yahoo-stand-in";
import { addCovariates, covariateLoader, tryCovariates } from "../src/covariates.ts";
import { hashBars } from "../src/hash-bars.ts";
import { loadBars } from "../src/load-bars.ts";
import { rawSeriesOf } from "../src/raw-series.ts";
import type { LoadOptions } from "../src/request.ts";

const NOW = new Date("2018-05-20T12:00:00Z");
const AAPL = sampleMarket({ instrumentType: "EQUITY" });
const KO = sampleMarket({ symbol: "KO", instrumentType: "EQUITY" });
const SPY = sampleMarket({ symbol: "SPY", instrumentType: "ETF" });

let dataDir: string;
let yahoo: StandIn;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "covariates-"));
  yahoo = await startStandIn({ markets: [AAPL, KO, SPY, vixMarket()], now: () => NOW });
});
afterEach(async () => {
  await yahoo[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

const access = () => ({ dataDir, fetch: yahoo.fetch, now: () => NOW, retry: { attempts: 1 } });
const load = (options: Partial<LoadOptions> = {}) =>
  loadBars({
    ...{ symbol: "AAPL", source: "yahoo", start: "2018-01-02", covariates: ["^VIX", "SPY"], ...access() },
    ...options,
  });
const requested = () => yahoo.asked.map(({ symbol }) => symbol);
const withoutDays = (market: Market, from: string): Market => ({
  ...market,
  sessions: market.sessions.filter(({ date }) => date < from),
});

describe("the closes of covariates", () => {
  test("when they are asked for, then they come in that order, of a week before the first bar up to the last one", async () => {
    const series = await load({ end: "2018-05-04" });
    expect(series.covariates).toMatchObject([
      { symbol: "^VIX", source: "yahoo", from: "2017-12-26", to: "2018-05-04" },
      { symbol: "SPY", source: "yahoo", from: "2017-12-26", to: "2018-05-04" },
    ]);
    const [, spy] = series.covariates!;
    const alone = await loadBars({ symbol: "SPY", start: "2017-12-26", end: "2018-05-04", ...access() });
    expect([spy!.count, spy!.sha256]).toEqual([alone.bars.length, hashBars(alone.bars)]);
    expect(rawSeriesOf(series).covariates!.SPY).toEqual({
      dates: alone.bars.map(({ date }) => date),
      closes: Float64Array.from(alone.bars, ({ close }) => close),
    });
  });

  test("when later days of a covariate come, then the same bars have the same closes and hash", async () => {
    yahoo.set({ markets: [withoutDays(AAPL, "2018-05-02"), SPY, vixMarket()] });
    const whole = await load();
    dataDir = await mkdtemp(join(tmpdir(), "covariates-"));
    yahoo.set({ markets: [AAPL, SPY, vixMarket()].map((market) => withoutDays(market, "2018-05-02")) });
    const early = await load();
    expect(whole.bars.at(-1)!.date).toBe("2018-05-01");
    expect(whole.covariates).toEqual(early.covariates);
  });

  test("when several symbols need them, then each is downloaded once, and then cached", async () => {
    const loader = covariateLoader(access(), loadBars);
    for (const symbol of ["AAPL", "KO"])
      await addCovariates(await load({ symbol, covariates: undefined }), ["^VIX", "SPY"], loader);
    expect(requested().sort()).toEqual(["AAPL", "KO", "SPY", "^VIX"]);
    await load({ cache: "offline" });
    expect(requested()).toHaveLength(4);
  });

  test("when the VIX is a file, then it is that of the covariate too", async () => {
    const series = await load({ covariates: ["SPY"], vix: "off" });
    expect(series.vix).toBeUndefined();
    const vix = { csv: join(dataDir, "raw", "SPY.csv") }; // any file of daily bars
    const { covariates } = await load({ vix, covariates: ["^VIX"] });
    expect(covariates![0]).toMatchObject({ symbol: "^VIX", source: "csv" });
    expect(requested()).not.toContain("^VIX");
  });

  test("when bars are of a file or the sample, then they come from the cache alone, and the error says how", async () => {
    await loadBars({ symbol: "SPY", ...access() });
    const sample = { source: "sample" as const, start: "2017-01-03" };
    expect((await load({ ...sample, covariates: ["SPY"] })).covariates).toMatchObject([{ symbol: "SPY" }]);
    await expect(load(sample)).rejects.toMatchObject({
      code: "not_cached",
      message: expect.stringMatching(
        /^covariate \^VIX: .*; "pnpm lstm-predict fetch --symbol \^VIX" brings them, with --csv FILE from a file$/,
      ),
    });
    expect(requested()).toEqual(["SPY"]);
  });
});

describe("a covariate that cannot be loaded", () => {
  test("when a training needs it, then the error names it; when a forecast does, then a line says why", async () => {
    yahoo.set({ markets: [AAPL, vixMarket()] });
    await expect(load()).rejects.toMatchObject({
      code: "unknown_symbol",
      message: expect.stringMatching(/^covariate SPY: Yahoo Finance has no symbol "SPY"/),
    });
    const series = await load({ covariates: undefined });
    const tried = await tryCovariates(series, ["SPY"], covariateLoader(access(), loadBars));
    expect(tried.covariates).toBeUndefined();
    expect(tried.covariatesMissing).toMatch(/^covariate SPY: Yahoo Finance has no symbol "SPY"/);
  });

  test("when its days are others, then that is the reason", async () => {
    const series = await load({ covariates: undefined });
    const early = await loadBars({ symbol: "SPY", ...access(), end: "2017-05-31" });
    await expect(addCovariates(series, ["SPY"], async () => early)).rejects.toMatchObject({
      code: "no_data",
      message: expect.stringMatching(/^covariate SPY: its closes, \S+ to 2017-05-31, are of other days$/),
    });
  });

  test("when a covariate is no symbol, then nothing is loaded", async () => {
    await expect(load({ covariates: ["../SPY"] })).rejects.toMatchObject({ code: "bad_symbol" });
    expect(requested()).toEqual([]);
  });
});
