import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type RawSeries, rowsBefore } from "@lstm-predict/bars";
import { loadBars, rawSeriesOf } from "@lstm-predict/market-data";
import { scoreIntervals } from "@lstm-predict/metrics";
import {
  alignMarket,
  choosePooled,
  contextsFrom,
  etaAt,
  fitPooled,
  fitTable,
  KNOTS,
  marketByDate,
  type PooledTable,
  pooledModelFromJSON,
  pooledTableFromJSON,
  QuantileTracker,
  SHIPPED,
  SPY_MARKET,
  scaleAt,
} from "@lstm-predict/volatility";
import { type StandIn, sampleMarket, sampleSessions, startStandIn, vixMarket } from "yahoo-stand-in";
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
    return sampleMarket({ symbol, sessions: days, instrumentType: "EQUITY" });
  };
  return [
    ...SYMBOLS.map((symbol, k) => part(symbol, k, 600 + 10 * k)),
    part("SPY", 7, 700),
    part("YOUNG", 3, 100),
    vixMarket(),
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
  return rawSeriesOf(await loadBars({ symbol, source: "yahoo", dataDir, cache: "offline", vix: "auto" }));
}

/** The first bar of the last 15 % of the days that have 60 bars before them. */
const testFrom = (length: number) => 60 + Math.round((length - 60) * 0.85);

/** All but the last 15 % of the days of each symbol. */
async function trainingParts(): Promise<RawSeries[]> {
  return Promise.all(
    SYMBOLS.map(async (symbol) => {
      const { dates, rows, length, ...rest } = await cached(symbol);
      const to = testFrom(length);
      return { ...rest, dates: dates.slice(0, to), rows: rows.subarray(0, 6 * to), length: to };
    }),
  );
}

/** The 90 % intervals of the closes `horizon` sessions ahead, from pooled quantiles that follow each outcome when it is known. */
function intervalsAt(horizon: 1 | 5 | 20, table: PooledTable, series: RawSeries) {
  const from = testFrom(series.length);
  const pooled = choosePooled(series, from, table);
  const quantiles = pooled.quantiles[KNOTS.indexOf(horizon)]!;
  const tracker = new QuantileTracker([0.9], [quantiles[2]!], etaAt(horizon));
  const closeAt = (row: number) => series.rows[6 * row + 3]!;
  const contexts = contextsFrom(series, from, series.length);
  const days: { last: number; sigma: number; issued: number[] }[] = [];
  for (let row = from; row < series.length; row++) {
    const known = days[row - from - horizon];
    if (known) {
      const score = Math.abs(Math.log(closeAt(row - 1) / known.last)) / known.sigma;
      tracker.update(score, known.issued);
    }
    const window = { rows: rowsBefore(series, row, 60), context: contexts[row - from]! };
    const sigma = scaleAt(pooled.termStructure(window), horizon);
    days.push({ last: closeAt(row - 1), sigma, issued: tracker.quantiles });
  }
  return days.slice(0, series.length - from - horizon + 1).map(({ last, sigma, issued }, k) => ({
    actual: closeAt(from + k + horizon - 1) / last,
    lower: Math.exp(-issued[0]! * sigma),
    upper: Math.exp(issued[0]! * sigma),
  }));
}

describe("fit-volatility", () => {
  test("when it has run, then the models are those of all but the last 15 % of the days, and the file has them", async () => {
    const document = JSON.parse(fitted.stdout);
    const parts = await trainingParts();
    const { models, density } = fitTable(parts, { fittedOn: "", otherwise: SHIPPED });
    expect(document.model).toMatchObject({ version: 2, models, density });
    expect(models.vix).not.toEqual(SHIPPED.models.vix);
    expect(document.shipped).toEqual(SHIPPED);
    expect(document.file).toBe(join(dataDir, "volatility.json"));
    const stored = pooledTableFromJSON(JSON.parse(await readFile(document.file, "utf8")));
    expect(stored).toEqual(document.model);
    expect(stored.provenance.fittedOn).toMatch(
      /^daily bars of Yahoo Finance, 2015-\d\d-\d\d to 2018-\d\d-\d\d, of 5 symbols: AAA, BBB, CCC, DDD, EEE$/,
    );
    const days = parts.map(({ length }) => length - 60).reduce((sum, count) => sum + count, 0);
    const withYear = days - 5 * (251 - 60);
    expect(document.fittedDays).toEqual({ vix: days, ownLong: withYear, own: days });
    expect((await readdir(dataDir)).filter((name) => name.startsWith("volatility"))).toEqual([
      "volatility.json",
    ]);
  });

  test("when it is printed, then it says which models were fitted to how many days; without the VIX, that one is the shipped one", async () => {
    const { fittedDays } = JSON.parse(fitted.stdout);
    const out = ["--offline", "--out", join(await folder(), "out.json")];
    const run = await online("fit-volatility", "--symbols-file", list, ...out);
    expect(run.stdout).toContain(
      `The model with the VIX was fitted to ${fittedDays.vix} days; that of own bars and a year to ${fittedDays.ownLong} days`,
    );
    expect(run.stdout).toMatch(/sessions ahead +symbols .*\n +1 +5 .*\n +5 +5 .*\n +20 +5 /);
    const off = await online("fit-volatility", "--symbols-file", list, "--vix", "off", ...out);
    expect(off.stdout).toContain(
      "The model with the VIX is the shipped one, since too few days have closes of ^VIX",
    );
    const written = JSON.parse(await readFile(out[2]!, "utf8"));
    expect(written.models.vix).toEqual(SHIPPED.models.vix);
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
    const { model, shipped, symbols, relative, wins, later } = JSON.parse(fitted.stdout);
    const series = await cached("CCC");
    for (const [table, name] of [
      [model, "refit"],
      [shipped, "shipped"],
    ] as const) {
      for (const [horizon, scores] of [
        [1, symbols],
        [5, later["5"].symbols],
        [20, later["20"].symbols],
      ] as const) {
        const days = intervalsAt(horizon, table, series);
        const { coverage, intervalScore } = scoreIntervals({
          actual: days.map(({ actual }) => actual),
          lower: days.map(({ lower }) => lower),
          upper: days.map(({ upper }) => upper),
          level: 0.9,
        });
        expect(scores[2]).toMatchObject({
          symbol: "CCC",
          days: series.length - testFrom(series.length) - horizon + 1,
          [name]: { coverage, winkler: expect.closeTo(100 * intervalScore, 10) },
        });
      }
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
    const trained = async (...flags: string[]) => {
      const network = ["--window", "25", "--target", "return", "--out", await folder()];
      return JSON.parse((await cli(["train", ...QUICK, ...network, ...flags, "--json"])).stdout);
    };
    const { bundle, scores } = await trained("--volatility", file);
    const { scores: shipped } = await trained();
    const { volatility, pooled } = JSON.parse(await readFile(join(bundle, "intervals.json"), "utf8"));
    const model = JSON.parse(await readFile(file, "utf8"));
    expect(volatility).toEqual({ kind: "pooled" });
    expect(pooled.table).toEqual(model);
    const evaluated = JSON.parse((await cli(["evaluate", "--model", bundle, "--json"])).stdout);
    expect(evaluated.scores.test.model.intervals).toEqual(scores.test.model.intervals);
    expect(scores.test.model.intervals["90"].winkler).not.toBe(shipped.test.model.intervals["90"].winkler);
  });
});

describe("when train is given a file of pooled models", () => {
  const model = {
    market: null,
    coefficients: [0, 0.1, 0.4, 0.3, 0.4, -0.2],
    quantiles: [0.6, 1.3, 1.8, 2.3],
  };
  const trainWith = async (content: string) => {
    const file = join(await folder(), "mine.json");
    await writeFile(file, content);
    const network = ["--window", "25", "--target", "return", "--out", await folder()];
    return { file, run: await cli(["train", ...QUICK, ...network, "--volatility", file, "--json"]) };
  };

  test("of version 1, as earlier releases wrote it, then its model is that of the next session", async () => {
    const { run } = await trainWith(
      JSON.stringify({ version: 1, ...model, provenance: { fittedOn: "mine" } }),
    );
    const { bundle } = JSON.parse(run.stdout);
    const { volatility } = JSON.parse(await readFile(join(bundle, "intervals.json"), "utf8"));
    expect(volatility).toMatchObject({ kind: "linear", coefficients: model.coefficients });
  });

  test.each([
    [
      "of version 3",
      '{"version": 3}',
      "the volatility model is of version 3, which this program cannot read: expected 1 or 2",
    ],
    [
      "without a version",
      "[]",
      "the volatility model has no version, which this program cannot read: expected 1 or 2",
    ],
    [
      "that is null",
      "null",
      "the volatility model has no version, which this program cannot read: expected 1 or 2",
    ],
    ["of version 2 without models", '{"version": 2}', "pooled.models is "],
    ["that is no JSON", "{", "not JSON: "],
  ])("%s, then one line says what is wrong", async (_name, content, message) => {
    const { file, run } = await trainWith(content);
    expect([run.code, run.stdout, run.stderr]).toEqual([
      1,
      "",
      expect.stringContaining(`error: --volatility ${file}: ${message}`),
    ]);
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
