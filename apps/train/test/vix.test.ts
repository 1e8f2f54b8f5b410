import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Market, type StandIn, sampleMarket, startStandIn, vixMarket } from "yahoo-stand-in";
import { cli, folder } from "./cli.ts";

const STOCKS = ["AAPL", "KO"].map((symbol) => sampleMarket({ symbol, instrumentType: "EQUITY" }));
const MISSING =
  'without the VIX: Yahoo Finance has no symbol "^VIX": the error bar uses the symbol\'s own bars';

let yahoo: StandIn;
let env: Record<string, string>;
beforeEach(async () => {
  yahoo = await startStandIn({ markets: [...STOCKS, vixMarket()] });
  env = { DATA_DIR: await folder(), MODELS_DIR: await folder(), YAHOO_STAND_IN: yahoo.url };
});
afterEach(async () => {
  await yahoo[Symbol.asyncDispose]();
});

const run = (...args: string[]) => cli(args, { env });
const predict = (symbol: string, ...flags: string[]) =>
  run("predict", "--symbol", symbol, "--model", "none", "--json", ...flags);
const requested = () => yahoo.asked.map(({ symbol }) => symbol);
const lines = (text: string, line: string) => text.split("\n").filter((one) => one.includes(line)).length;

async function csvOf(name: string, { sessions }: Market): Promise<string> {
  const file = join(await folder(), name);
  const rows = sessions.map(({ date, open, high, low, close, volume }) =>
    [date, open, high, low, close, volume].join(","),
  );
  await writeFile(file, `Date,Open,High,Low,Close,Volume\n${rows.join("\n")}\n`);
  return file;
}

describe("--vix", () => {
  test("when an equity is forecast, then ^VIX is downloaded once; with off, it is not", async () => {
    const off = await predict("AAPL", "--vix", "off");
    expect(requested()).toEqual(["AAPL"]);
    const auto = await predict("AAPL");
    await predict("KO");
    expect([off.code, auto.code]).toEqual([0, 0]);
    expect(requested()).toEqual(["AAPL", "^VIX", "KO"]);
    expect(auto.stderr).not.toContain("without the VIX");
    expect(await readdir(join(env.DATA_DIR!, "raw"))).toContain("^VIX.csv");
  });

  test("when Yahoo has no ^VIX, then one line says so, and the forecast is there", async () => {
    yahoo.set({ markets: STOCKS });
    const { code, stdout, stderr } = await predict("AAPL");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ symbol: "AAPL", asOf: "2018-05-11" });
    expect(lines(stderr, `AAPL, ${MISSING}`)).toBe(1);
  });

  test("when a person asks, then one line says what the error bar is made from, and why not the VIX", async () => {
    const line = async (...flags: string[]) => {
      const { stdout } = await run("predict", "--symbol", "AAPL", "--model", "none", ...flags);
      return stdout.split("\n").filter((one) => one.startsWith("Error bar "));
    };
    const vix = JSON.parse((await predict("AAPL")).stdout).volatilityModel;
    expect(await line()).toEqual([
      vix === "vix"
        ? "Error bar from the VIX and the symbol's own bars"
        : "Error bar from the symbol's own bars of a year; not the VIX: it is older than a week, or did not help on the days before",
    ]);
    const own = "Error bar from the symbol's own bars of a year; not the VIX: ";
    expect(await line("--vix", "off")).toEqual([`${own}--vix off`]);
    expect(await line("--start", "2018-01-01", "--vix", "off")).toEqual([
      "Error bar from the symbol's last bars; not the VIX: --vix off",
    ]);
    yahoo.set({ markets: STOCKS });
    env.DATA_DIR = await folder();
    expect(await line()).toEqual([`${own}Yahoo Finance has no symbol "^VIX"`]);
    const { volatilityWarning, volatilityModel } = JSON.parse((await predict("AAPL")).stdout);
    expect([volatilityWarning, volatilityModel]).toEqual([MISSING, "ownLong"]);
  });

  test("when it is a file, then nothing else is downloaded; a bad one is an error", async () => {
    const good = await predict("AAPL", "--vix", await csvOf("vix.csv", vixMarket()));
    expect(good.code).toBe(0);
    expect(good.stderr).not.toContain("without the VIX");
    expect(requested()).toEqual(["AAPL"]);
    const bad = await predict("AAPL", "--vix", "none.csv");
    expect(bad.code).toBe(1);
    expect(bad.stderr).toMatch(/error: cannot read ".*none\.csv": no such file/);
    expect((await predict("AAPL", "--vix", "")).stderr).toContain("Expected auto, off or a CSV file");
  });

  test("when the jobs are for a queue, then a file is refused: its workers do not have it", async () => {
    const queue = ["--queue", "redis://127.0.0.1:1"];
    const { code, stderr } = await run("retrain", "--symbols", "AAPL", "--vix", "vix.csv", ...queue);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /--vix .*vix\.csv is on this machine, and --queue on others: expected auto or off/,
    );
  });
});

describe("many symbols", () => {
  test.each([
    ["recorded", ["record", "--symbol", "AAPL,KO"]],
    ["planned", ["retrain", "--symbols", "AAPL,KO", "--stale-after", "0", "--dry-run"]],
  ])(
    "when they are %s, then ^VIX is asked for once, and one line says that it is missing",
    async (_, args) => {
      yahoo.set({ markets: STOCKS });
      const { code, stderr } = await run(...args);
      expect(code).toBe(0);
      expect(lines(stderr, MISSING)).toBe(1);
      expect(requested().filter((symbol) => symbol === "^VIX")).toHaveLength(1);
      yahoo.set({ markets: [...STOCKS, vixMarket()] });
      expect((await run(...args)).stderr).not.toContain("without the VIX");
      expect(requested().filter((symbol) => symbol === "^VIX")).toHaveLength(2);
    },
  );
});

describe("fetch", () => {
  test("when a list is fetched, then ^VIX is only if it is named", async () => {
    await run("fetch", "--symbol", "AAPL,KO");
    expect(requested().sort()).toEqual(["AAPL", "KO"]);
    const { code, stdout } = await run("fetch", "--symbol", "^vix");
    expect(code).toBe(0);
    expect(stdout).toMatch(/\^VIX\s+\d+\s+2015-01-02\s+2018-05-11/);
  });

  test("when a file is brought as an equity, then a cached ^VIX serves its forecasts", async () => {
    const acme = await csvOf("acme.csv", sampleMarket());
    const brought = await run("fetch", "--csv", acme, "--symbol", "ACME", "--instrument", "equity");
    expect(brought.code).toBe(0);
    expect((await predict("ACME")).stderr).toContain(
      "ACME, without the VIX: no bars of ^VIX are cached for these days",
    );
    await run("fetch", "--symbol", "^VIX");
    expect((await predict("ACME")).stderr).not.toContain("without the VIX");
    expect(requested()).toEqual(["^VIX"]);
  });

  test("when --instrument has no file of bars, or names no kind, then it is refused", async () => {
    const without = await run("fetch", "--symbol", "AAPL", "--instrument", "fund");
    expect([without.code, without.stderr]).toEqual([
      2,
      expect.stringContaining("--instrument says how to read a file: expected --csv"),
    ]);
    const none = await run("fetch", "--csv", "acme.csv", "--instrument", "stock");
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("Allowed choices are equity, fund, index, crypto, currency, future");
  });
});
