import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { toRawSeries } from "@lstm-predict/bars";
import { LEVELS } from "@lstm-predict/forecasts";
import { loadBars } from "@lstm-predict/market-data";
import { scoreIntervals } from "@lstm-predict/metrics";
import {
  alignMarket,
  fitPooled,
  IntervalForecaster,
  marketByDate,
  OWN_BARS,
  pooledModelFromJSON,
  QuantileTracker,
  SPY_MARKET,
  windowBefore,
  zeroShot,
} from "@lstm-predict/volatility";
import { type StandIn, sampleMarket, sampleSessions, startStandIn } from "yahoo-stand-in";
import { cli, folder, QUICK } from "./cli.ts";

const SYMBOLS = ["AAA", "BBB", "CCC", "DDD", "EEE"];

let yahoo: StandIn;
let dataDir: string;
let list: string;
let fitted: Awaited<ReturnType<typeof cli>>;

const online = (...args: string[]) => cli(args, { env: { DATA_DIR: dataDir, YAHOO_STAND_IN: yahoo.url } });

/** Markets with a different part of the sample's real days each; the days of one follow those of the sample. */
function markets() {
  const sessions = sampleSessions();
  const part = (symbol: string, k: number, length: number) => {
    const dates = sessions.slice(-length).map(({ date }) => date);
    const days = sessions.slice(60 * k, 60 * k + length).map((day, at) => ({ ...day, date: dates[at]! }));
    return sampleMarket({ symbol, sessions: days });
  };
  return [
    ...SYMBOLS.map((symbol, k) => part(symbol, k, 600 + 10 * k)),
    part("SPY", 7, 700),
    part("YOUNG", 3, 100),
  ];
}

beforeAll(async () => {
  dataDir = await folder();
  yahoo = await startStandIn({ markets: markets() });
  list = join(await folder(), "symbols.txt");
  await writeFile(list, `# mine\n${SYMBOLS.join("\n")}\nYOUNG\nNOPE\n`);
  fitted = await online("fit-volatility", "--symbols-file", list, "--json");
});
afterAll(async () => {
  await yahoo[Symbol.asyncDispose]();
});

/** The cached bars, as training would see them. */
async function cached(symbol: string) {
  const { bars } = await loadBars({ symbol, source: "yahoo", dataDir, cache: "offline" });
  return toRawSeries(bars);
}

/** The first bar of the last 15 % of the days that have 60 bars before them. */
const testFrom = (length: number) => 60 + Math.round((length - 60) * 0.85);

describe("fit-volatility", () => {
  test("when it has run, then the model is that of all but the last 15 % of the days, and the file has it", async () => {
    const document = JSON.parse(fitted.stdout);
    const spans = [];
    for (const symbol of SYMBOLS) {
      const { rows, length } = await cached(symbol);
      spans.push({ rows: rows.subarray(0, 6 * testFrom(length)) });
    }
    const { coefficients, quantiles } = fitPooled(spans, { fittedOn: "" });
    expect(document.model).toMatchObject({ coefficients, quantiles, market: null });
    expect(document.shipped).toEqual(OWN_BARS);
    expect(document.file).toBe(join(dataDir, "volatility.json"));
    const stored = pooledModelFromJSON(JSON.parse(await readFile(document.file, "utf8")));
    expect(stored).toEqual(document.model);
    expect(stored.provenance.fittedOn).toMatch(
      /^daily bars of Yahoo Finance, 2015-\d\d-\d\d to 2018-\d\d-\d\d, of 5 symbols: AAA, BBB, CCC, DDD, EEE$/,
    );
    expect((await readdir(dataDir)).filter((name) => name.startsWith("volatility"))).toEqual([
      "volatility.json",
    ]);
  });

  test("when a symbol fails or is too young, then it is named and left out", () => {
    expect(fitted.code).toBe(0);
    const { leftOut, symbols } = JSON.parse(fitted.stdout);
    expect(leftOut).toEqual([
      { symbol: "YOUNG", reason: "it has 100 bars: at least 120 are needed" },
      { symbol: "NOPE", reason: expect.stringContaining('no symbol "NOPE"') },
    ]);
    expect(fitted.stderr).toContain("NOPE is left out: ");
    expect(symbols.map(({ symbol }: { symbol: string }) => symbol)).toEqual(SYMBOLS);
  });

  test("when refit and shipped are scored, then it is on the last days, each known the evening before", async () => {
    const { model, shipped, symbols, relative, wins } = JSON.parse(fitted.stdout);
    const { rows, length } = await cached("CCC");
    const from = testFrom(length);
    for (const [pooled, name] of [
      [model, "refit"],
      [shipped, "shipped"],
    ] as const) {
      const errorBar = new IntervalForecaster(
        zeroShot(pooled).fit({ rows }),
        new QuantileTracker(LEVELS, pooled.quantiles),
      );
      const days = Array.from({ length: length - from }, (_, k) => {
        const last = rows[6 * (from + k - 1) + 3]!;
        const actual = rows[6 * (from + k) + 3]!;
        const { lower, upper } = errorBar.forecast(windowBefore({ rows }, from + k)).intervals[2]!;
        errorBar.update(windowBefore({ rows }, from + k), actual);
        return { actual: actual / last, lower: lower / last, upper: upper / last };
      });
      const { coverage, intervalScore } = scoreIntervals({
        actual: days.map(({ actual }) => actual),
        lower: days.map(({ lower }) => lower),
        upper: days.map(({ upper }) => upper),
        level: 0.9,
      });
      expect(symbols[2]).toMatchObject({
        symbol: "CCC",
        days: length - from,
        [name]: { coverage, winkler: expect.closeTo(100 * intervalScore, 10) },
      });
    }
    type Scores = { refit: { winkler: number }; shipped: { winkler: number } };
    const ratios = symbols.map((own: Scores) => own.refit.winkler / own.shipped.winkler);
    const logs = ratios.map(Math.log).reduce((sum: number, value: number) => sum + value, 0);
    expect(relative.winkler).toBeCloseTo(Math.exp(logs / 5), 12);
    expect(wins).toBe(ratios.filter((ratio: number) => ratio < 1).length);
  });

  test("when there is a market, then its terms are fitted, and SPY's shipped model stands beside it", async () => {
    const out = join(await folder(), "deep", "spy.json");
    const run = await online("fit-volatility", "--symbols-file", list, "--market", "spy", "--out", out);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/market, week +-?\d\.\d{4} +0\.1800/);
    expect(run.stdout).toMatch(
      /By interval score the refit is \d+\.\d\d % (better|worse) than the shipped model/,
    );
    const model = pooledModelFromJSON(JSON.parse(await readFile(out, "utf8")));
    const market = marketByDate([await cached("SPY")]);
    const spans = [];
    for (const symbol of SYMBOLS) {
      const { rows, dates, length } = await cached(symbol);
      const to = testFrom(length);
      spans.push({ rows: rows.subarray(0, 6 * to), market: alignMarket(dates, market).subarray(0, to) });
    }
    const { coefficients } = fitPooled(spans, { market: "SPY", fittedOn: "" });
    expect(model).toMatchObject({ market: "SPY", coefficients });
    expect(SPY_MARKET.coefficients).toHaveLength(coefficients.length);
    const refused = await cli(["train", "--symbol", "AAPL", "--source", "sample", "--volatility", out]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("fit one without --market")]);
  });

  test("when a model is trained with it, then the bundle has its coefficients, and evaluate finds the same scores", async () => {
    const file = join(dataDir, "volatility.json");
    const args = ["train", ...QUICK, "--window", "25", "--target", "return", "--json"];
    const train = async (...flags: string[]) =>
      JSON.parse((await cli([...args, "--out", await folder(), ...flags])).stdout);
    const { bundle, scores } = await train("--volatility", file);
    const { volatility } = JSON.parse(await readFile(join(bundle, "intervals.json"), "utf8"));
    const model = JSON.parse(await readFile(file, "utf8"));
    expect(volatility).toMatchObject({ kind: "linear", coefficients: model.coefficients });
    const evaluated = JSON.parse((await cli(["evaluate", "--model", bundle, "--json"])).stdout);
    expect(evaluated.scores.test.model.intervals).toEqual(scores.test.model.intervals);
    const shipped = (await train()).scores;
    expect(scores.test.model.intervals["90"].winkler).not.toBe(shipped.test.model.intervals["90"].winkler);
  });
});

describe("wrong input is one line", () => {
  test.each<[string, string[], number, string]>([
    ["no file", [], 2, "required option '--symbols-file <file>' not specified"],
    ["a file that is not there", ["--symbols-file", "none.txt"], 2, "none.txt cannot be read (ENOENT)"],
    ["too few symbols", ["AAA\nBBB\nNOPE"], 1, "2 symbols can be fitted: at least 5 are needed"],
    ["no symbol", ["# none"], 1, "no symbol is given"],
    ["a market without bars", ["AAA", "--market", "NOPE"], 1, "the market NOPE has no bars: "],
    ["a symbol that is a path", ["../x"], 1, 'symbol is "../x"'],
  ])("when there is %s", async (_name, [first, ...rest], code, message) => {
    const args = first === undefined || first.startsWith("--") ? [first ?? [], rest].flat() : [];
    if (first !== undefined && args.length === 0) {
      const file = join(await folder(), "symbols.txt");
      await writeFile(file, first);
      args.push("--symbols-file", file, ...rest);
    }
    const out = join(await folder(), "out.json");
    const run = await online("fit-volatility", ...args, "--out", out);
    expect([run.code, run.stdout]).toEqual([code, ""]);
    expect(run.stderr.split("\n").filter((line) => line.startsWith("error:"))).toEqual([
      expect.stringContaining(message),
    ]);
    await expect(readFile(out)).rejects.toThrow("ENOENT");
  });
});
