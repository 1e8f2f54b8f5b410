import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { rowsBefore, toRawSeries } from "@lstm-predict/bars";
import { Forecaster, withoutSigma } from "@lstm-predict/forecaster";
import { loadBars } from "@lstm-predict/market-data";
import { contextsFrom, OWN_BARS, SHIPPED, SPY_MARKET } from "@lstm-predict/volatility";
import { sampleMarket, sampleSessions, startStandIn } from "yahoo-stand-in";
import { cli, folder, QUICK } from "./cli.ts";

const TRAINED_TO = "2018-03-29";
const WINDOW = 25;
const SAMPLE = ["--source", "sample", "--start", "2017-01-01"];

let models: string;
// biome-ignore lint/suspicious/noExplicitAny: the test is what checks the document's shape
let trained: any;
let text: string;

const predict = async (...flags: string[]) => {
  const run = await cli(["predict", "--symbol", "AAPL", "--models-dir", models, ...flags, "--json"]);
  expect([run.code, run.stderr]).toEqual([0, expect.any(String)]);
  return { ...JSON.parse(run.stdout), stderr: run.stderr };
};

/** A CSV file of the sample's days; those after `end` are three times as high. */
async function csvWithOtherFuture(end: string): Promise<string> {
  const file = join(await folder(), "aapl.csv");
  const lines = sampleSessions().map(({ date, open, high, low, close, volume }) => {
    const factor = date > end ? 3 : 1;
    const prices = [open, high, low, close].map((value) => value * factor);
    return [date, ...prices, prices[3], volume].join(",");
  });
  await writeFile(file, ["Date,Open,High,Low,Close,Adj Close,Volume", ...lines].join("\n"));
  return file;
}

beforeAll(async () => {
  models = await folder();
  const network = [...QUICK, "--end", TRAINED_TO, "--window", String(WINDOW)];
  const run = await cli(["train", ...network, "--out", models, "--json"]);
  trained = JSON.parse(run.stdout);
  const shown = await cli(["predict", "--symbol", "AAPL", "--models-dir", models, ...SAMPLE, "--chart"]);
  text = shown.stdout;
});

describe("predict with a model", () => {
  test("when days came after the training, then they are tracked and the intervals are what follows from them", async () => {
    const forecast = await predict(...SAMPLE);
    expect(forecast).toMatchObject({
      symbol: "AAPL",
      version: trained.version,
      bundle: trained.bundle,
      dataSource: "sample",
      asOf: "2018-05-11",
      date: "2018-05-14",
      dateIsCertain: true,
      naive: 188.589996,
      record: {
        version: trained.version,
        target: "distribution",
        trainedAt: expect.stringMatching(/^2\d{3}-/),
        data: { source: "sample", from: "2017-01-03", to: TRAINED_TO, count: trained.bars.count },
        test: {
          days: trained.scores.test.model.n,
          mase: trained.scores.test.model.mase,
          coverage90: trained.scores.test.model.intervals["90"].coverage,
          winklerToHar: trained.scores.test.model.relative.winklerToHar,
        },
      },
    });
    const { days, held, from } = forecast.tracked;
    expect([days, from]).toEqual([30, "2018-04-02"]);

    const { tracker } = JSON.parse(await readFile(join(trained.bundle, "intervals.json"), "utf8"));
    const widths = (["50", "80", "90", "95"] as const).map((level) => {
      const [lower, upper] = forecast.intervals[level];
      expect(lower * upper).toBeCloseTo(forecast.naive ** 2, 6);
      return Math.log(upper / lower);
    });
    const quantiles = tracker.quantiles.map((q: number, k: number) => {
      const level = tracker.levels[k];
      const beyond = days - held[String(100 * level)];
      return q * Math.exp(tracker.eta * (beyond - days * (1 - level)));
    });
    for (const k of [1, 2, 3]) expect(widths[k]! / widths[0]!).toBeCloseTo(quantiles[k] / quantiles[0], 8);
    expect(forecast.volatility).toBeGreaterThan(0.005);
    expect(forecast.volatility).toBeLessThan(0.05);
  });

  test("when the same days are followed evening by evening, then the forecast is the same", async () => {
    const { bars } = await loadBars({ symbol: "AAPL", source: "sample", start: "2017-01-01" });
    const raw = toRawSeries(bars);
    const forecaster = await Forecaster.load(trained.bundle);
    const contextAt = (bar: number) => contextsFrom(raw, bar, bar + 1);
    let held = 0;
    for (let bar = raw.dates.indexOf("2018-04-02"); bar < raw.length; bar++) {
      const rows = rowsBefore(raw, bar, WINDOW);
      const [lower, upper] = forecaster.forecast(rows, ...contextAt(bar)).intervals!["90"];
      const { close } = bars[bar]!;
      if (lower <= close && close <= upper) held++;
      forecaster.track([rows], [close], contextAt(bar));
    }
    const forecast = await predict(...SAMPLE);
    const next = forecaster.forecast(rowsBefore(raw, raw.length, WINDOW), ...contextAt(raw.length));
    expect(forecast).toMatchObject(withoutSigma(next));
    expect(forecast.tracked.held["90"]).toBe(held);
  });

  test("when later bars are others, or are not there yet, then the forecast is the same", async () => {
    const end = ["--start", "2017-01-01", "--end", "2018-04-20"];
    const [{ dataSource, stderr, ...forecast }, other] = [
      await predict("--source", "sample", ...end),
      await predict("--csv", await csvWithOtherFuture("2018-04-20"), ...end),
    ];
    expect(forecast).toMatchObject({ asOf: "2018-04-20", date: "2018-04-23", tracked: { days: 15 } });
    const { dateIsCertain, ...same } = forecast;
    expect(other).toMatchObject(same);
  });

  test("when too few bars come before a day, then it is not tracked", async () => {
    const { tracked } = await predict("--source", "sample", "--start", "2018-03-15");
    // Eleven bars to the end of the training, then fourteen more before the first window is full.
    expect(tracked).toMatchObject({ days: 30 - 14, from: "2018-04-20" });
  });

  test("when the bars end before the training did, then there is no forecast; on its last day there is", async () => {
    const ending = (day: string) =>
      cli(["predict", "--symbol", "AAPL", "--models-dir", models, ...SAMPLE, "--end", day, "--json"]);
    const refused = await ending("2018-03-28");
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain("the bars of AAPL end on 2018-03-28");
    expect(refused.stderr).toContain(`was trained on bars to ${TRAINED_TO}: it has seen the days`);
    const { tracked } = JSON.parse((await ending(TRAINED_TO)).stdout);
    expect(tracked).toEqual({ days: 0, held: { 50: 0, 80: 0, 90: 0, 95: 0 } });
  });

  test("when later sessions are asked for, then each has its day, and intervals that grow with its distance", async () => {
    const { horizons, prediction, intervals, date, volatilityModel } = await predict(
      ...SAMPLE,
      "--horizon",
      "20,1,5",
    );
    expect(horizons.map(({ horizon, date }: { horizon: number; date: string }) => [horizon, date])).toEqual([
      [1, "2018-05-14"],
      [5, "2018-05-18"],
      [20, "2018-06-11"],
    ]);
    expect(horizons[0]).toMatchObject({ date, prediction, intervals });
    const widths = horizons.map(({ intervals }: { intervals: Record<string, [number, number]> }) =>
      Math.log(intervals["90"]![1] / intervals["90"]![0]),
    );
    expect(widths[1] / widths[0]).toBeGreaterThan(1.5);
    expect(widths[2] / widths[1]).toBeGreaterThan(1.5);
    expect(volatilityModel).toBe("ownLong");
    expect((await predict(...SAMPLE)).horizons).toEqual([horizons[0]]);
  });

  test("when a person asks for several sessions, then each has a line, and the fan ends at the farthest", async () => {
    const args = ["predict", "--symbol", "AAPL", "--models-dir", models, ...SAMPLE, "--chart"];
    const [several, one] = await Promise.all(
      ["1,5,20", "20"].map(async (list) => (await cli([...args, "--horizon", list])).stdout),
    );
    expect(several).toContain("AAPL: 188.59  the last close, of 2018-05-11");
    for (const [horizon, day] of [
      [1, "Mon 2018-05-14"],
      [5, "Fri 2018-05-18"],
      [20, "Mon 2018-06-11"],
    ])
      expect(several).toMatch(
        new RegExp(
          ` ${horizon} {2}${day} +\\d{3}\\.\\d\\d +[+−]?\\d\\.\\d\\d %( +\\d{3}\\.\\d\\d to \\d{3}\\.\\d\\d){2} `,
        ),
      );
    expect(several).toContain(
      "Error bar from the symbol's own bars of a year; not the VIX: the sample of old bars has none",
    );
    expect(several).toMatch(
      /\nNetwork {3}has (no part in the error bar, which is|\d\d? % of the next session's error bar, )/,
    );
    expect(several!.trimEnd().endsWith(" 2018-06-11")).toBe(true);
    expect(one).toMatch(/forecast of the close of Monday 2018-06-11, 20 sessions ahead \(/);
    expect(one!.split("\n").slice(-18)).toEqual(several!.split("\n").slice(-18));
  });

  test.each(["0", "21", "1,1", "1.5", "1,", "five"])(
    "when the horizon is %s, then one line says what is legal",
    async (list) => {
      const run = await cli(["predict", "--symbol", "AAPL", "--models-dir", models, "--horizon", list]);
      expect([run.code, run.stdout]).toEqual([2, ""]);
      expect(run.stderr).toContain(
        `argument '${list}' is invalid. Expected whole numbers of sessions from 1 to 20, each once`,
      );
    },
  );

  test("when a person asks, then one screen has the date, the intervals and the record", () => {
    expect(text).toMatch(
      /AAPL: \d{3}\.\d\d {2}forecast of the close of Monday 2018-05-14 \([+−]?\d\.\d\d %\)\n/,
    );
    expect(text).toContain("188.59  the naive forecast: the last close, of 2018-05-11");
    expect(text).toMatch(/90 % {2}18\d\.\d\d to 19\d\.\d\d {2}\(−\d\.\d % to \+\d\.\d %\)/);
    expect(text).toMatch(/volatility \d\.\d\d % a day, \d\d\.\d % a year/);
    expect(text).toContain(`Champion  ${trained.version}, trained`);
    expect(text).toMatch(
      /Test {6}\d+ days: MASE \d\.\d{4} \(1 is as good as naive, less is better\); 90 % interval held/,
    );
    expect(text).toMatch(/Tracked {3}30 days since 2018-04-02: 90 % interval held \d\d \(\d\d\.\d %\)/);
  });

  test("when the chart is drawn without a terminal, then it has no colour and fits 80 columns", () => {
    expect(text).not.toContain("\u001b");
    const chart = text.split("\n").filter((line) => /[\u2800-\u28ff]/.test(line));
    expect(chart).toHaveLength(16);
    for (const line of chart) expect(line.length).toBeLessThanOrEqual(80);
    expect(chart.filter((line) => line.endsWith("◂"))).toHaveLength(1);
    expect(text).toMatch(/2018-02-15 +2018-05-11 2018-05-14\n/);
  });
});

describe("predict --explain", () => {
  test("when a forecast is explained, then the document has the terms of its width, its close and its network", async () => {
    const { explanation, intervals, prediction, naive } = await predict(...SAMPLE, "--explain");
    const { width, point, network } = explanation;
    const [lower, upper] = intervals["90"];
    expect(width).toMatchObject({ level: 0.9, usualOf: "year", model: "ownLong" });
    const product = width.terms.reduce(
      (total: number, { factor }: { factor: number }) => total * factor,
      width.usual,
    );
    expect(Math.abs(product / Math.log(upper / lower) - 1)).toBeLessThan(1e-12);
    expect(point.logReturn).toBeCloseTo(Math.log(prediction / naive), 12);
    expect(network.days).toHaveLength(WINDOW);
    expect(network.days.at(-1)).toBe("2018-05-11");
    for (const { difference, sum, error, attributions } of network.outputs) {
      expect([attributions.length, attributions[0].length]).toEqual([WINDOW, network.features.length]);
      expect(sum).toBeCloseTo(difference, 6);
      expect(error).toBeLessThan(0.01);
    }
    expect((await predict(...SAMPLE)).explanation).toBeUndefined();
  });

  test("when a person asks why, then bars, heat maps and what they mean are drawn, within 100 columns", async () => {
    const flags = [...SAMPLE, "--explain", "--horizon", "1,5,20"];
    const args = ["predict", "--symbol", "AAPL", "--models-dir", models, ...flags];
    const { stdout } = await cli(args);
    const why = stdout.slice(stdout.indexOf("Why this forecast"));
    expect(why).toMatch(/The 90 % interval is \d\.\d % wide, \d\.\d\d times the usual \d\.\d %/);
    expect(why).toMatch(/ the last day's range +[+−]?\d+\.\d % .*│/);
    expect(why).toMatch(/ how often intervals missed before +[+−]?\d+\.\d % .*│/);
    expect(why.match(/^ range +│[ ░▒▓█=≡#-]{25}│ +[+−]?\d+\.\d+ %$/gm)).toHaveLength(2);
    expect(why).toMatch(/^ sessions ahead +5 +20 $/m);
    expect(why).toMatch(/^ usual +\d\.\d % +\d+\.\d % $/m);
    expect(why.match(/Check: the attributions sum to/g)).toHaveLength(2);
    expect(why).toContain("An attribution says what the model used, not what moves the market.");
    expect(why).not.toContain("\u001b");
    for (const line of why.split("\n").filter((one) => /│/.test(one)))
      expect(line.length).toBeLessThanOrEqual(100);
  });

  test("when there is no model, then only the width is explained", async () => {
    const { explanation } = await predict("--model", "none", ...SAMPLE, "--explain", "--horizon", "1,20");
    expect(Object.keys(explanation)).toEqual(["width", "laterWidths"]);
    expect(explanation.laterWidths).toMatchObject([{ horizon: 20, networkWeight: 0 }]);
    expect(explanation.width).toMatchObject({ model: "ownLong", networkWeight: 0 });
  });
});

describe("predict --model none", () => {
  const none = (...flags: string[]) => predict("--model", "none", ...flags);

  test("when there are exactly 60 bars, then the quantiles are the pooled ones and the point is naive", async () => {
    const sessions = sampleSessions();
    const { naive, prediction, intervals, tracked, ...forecast } = await none(
      ...["--source", "sample", "--start", sessions.at(-60)!.date],
    );
    expect(forecast).toMatchObject({
      symbol: "AAPL",
      version: null,
      bundle: null,
      return: 0,
      date: "2018-05-14",
      fittedOn: SHIPPED.provenance.fittedOn,
    });
    expect([prediction, naive, tracked.days]).toEqual([188.589996, 188.589996, 0]);
    const width = (level: string) => Math.log(intervals[level][1] / naive);
    const [half, , wide] = SHIPPED.models.ownLong.quantiles[0]!;
    expect(width("90") / width("50")).toBeCloseTo(wide! / half!, 10);
    expect(forecast.record).toBeUndefined();
  });

  test("when there are many bars, then all that have a window before them are tracked", async () => {
    const { tracked } = await none(...SAMPLE);
    expect(tracked).toMatchObject({ days: 342 - 60, from: "2017-03-30" });
    expect(tracked.held["90"] / tracked.days).toBeGreaterThan(0.85);
    expect(tracked.held["90"] / tracked.days).toBeLessThan(0.95);
  });

  test("when a symbol was never trained, then Yahoo's bars are enough, and the screen says what it is", async () => {
    await using yahoo = await startStandIn({ markets: [sampleMarket({ symbol: "KO" })] });
    const env = { DATA_DIR: await folder(), YAHOO_STAND_IN: yahoo.url };
    const args = ["predict", "--symbol", "KO", "--start", "2017-01-01"];
    const json = JSON.parse((await cli([...args, "--model", "none", "--json"], { env })).stdout);
    expect(json).toMatchObject({
      symbol: "KO",
      dataSource: "yahoo",
      cache: { outcome: "fetched", requests: 1 },
    });
    const shown = await cli([...args, "--model", "none", "--chart"], { env });
    expect(shown.stdout).toContain(
      "Model     none: the last close; volatility by zero-shot HAR, fitted on 83 US",
    );
    const untrained = await cli([...args, "--models-dir", models], { env });
    expect(untrained.stderr).toBe(
      "error: KO has no trained model yet: run pnpm train --symbol KO, or forecast without one: --model none\n",
    );
  });

  test("when later sessions are asked for without a model, then they have error bars too", async () => {
    const { horizons } = await none("--source", "sample", "--horizon", "1,3,20");
    expect(horizons.map(({ date }: { date: string }) => date)).toEqual([
      "2018-05-14",
      "2018-05-16",
      "2018-06-11",
    ]);
    for (const { intervals, prediction } of horizons) {
      expect(prediction).toBe(188.589996);
      expect(intervals["90"][0]).toBeLessThan(intervals["50"][0]);
    }
  });

  test("when a coin is forecast five sessions ahead or more, then a line warns of its error bars", async () => {
    const csv = ["--csv", await csvWithOtherFuture("2018-05-11"), "--instrument", "crypto"];
    const text = async (list: string) =>
      (await cli(["predict", "--symbol", "BTC-USD", "--model", "none", ...csv, "--horizon", list])).stdout;
    expect(await text("1,5,20")).toContain(
      "Caution   5, 20 sessions ahead, the error bars of coins are no better than constant volatility's",
    );
    expect(await text("1,4")).not.toContain("Caution");
  });

  test("when a file has no zone, then its symbol names the exchange, and old bars are a warning", async () => {
    const csv = await csvWithOtherFuture("2018-05-11");
    const beforeGoodFriday = await none("--csv", csv, "--end", "2018-03-29");
    expect(beforeGoodFriday).toMatchObject({ asOf: "2018-03-29", date: "2018-04-02", dateIsCertain: true });
    const { warning, stderr } = await none("--csv", csv);
    expect(warning).toMatch(
      /^The last bar is of 2018-05-11, \d{4} sessions ago: this is a forecast of a day in the past, 2018-05-14\.$/,
    );
    expect(stderr).toContain("The last bar is of 2018-05-11");
  });

  test("when a file's bars are from Sunday to Thursday, then Sunday comes next, which is estimated", async () => {
    const lines = Array.from({ length: 120 }, (_, day) => new Date(Date.UTC(2024, 2, 15 + day)))
      .filter((date) => date.getUTCDay() < 5)
      .map((date, k) => `${date.toISOString().slice(0, 10)},${100 + (k % 5)},110,90,${101 + (k % 7)},1000`);
    const csv = join(await folder(), "saudi.csv");
    await writeFile(csv, ["Date,Open,High,Low,Close,Volume", ...lines].join("\n"));
    expect(await none("--csv", csv, "--end", "2024-07-11")).toMatchObject({
      date: "2024-07-14",
      dateIsCertain: false,
    });
    const riyadh = await cli(["predict", "--model", "none", "--symbol", "2222.SR", "--csv", csv, "--json"]);
    expect(JSON.parse(riyadh.stdout)).toMatchObject({ asOf: "2024-07-11", dateIsCertain: true });
  });

  test("when a volatility model of one's own is given, then its quantiles and its provenance are used", async () => {
    const file = join(await folder(), "own.json");
    const own = { ...OWN_BARS, quantiles: [1, 2, 3, 4], provenance: { fittedOn: "my symbols" } };
    await writeFile(file, JSON.stringify(own));
    const start = sampleSessions().at(-60)!.date;
    const { intervals, naive, fittedOn } = await none(
      "--source",
      "sample",
      "--start",
      start,
      "--volatility",
      file,
    );
    expect(fittedOn).toBe("my symbols");
    expect(Math.log(intervals["90"][1] / naive) / Math.log(intervals["50"][1] / naive)).toBeCloseTo(3, 10);
  });
});

describe("wrong input is one line", () => {
  test.each<[string, (dir: string) => string[], number, string]>([
    ["--model none without a symbol", () => ["--model", "none"], 2, "--model none needs to know whose bars"],
    ["a model and a symbol", () => ["--symbol", "AAPL", "--model", "x"], 2, "one of the two"],
    [
      "too few bars",
      () => ["--symbol", "AAPL", "--model", "none", "--source", "sample", "--start", "2018-04-20"],
      1,
      "the series has 16 bars: a forecast needs at least 60",
    ],
    [
      "a volatility file for a trained model",
      () => ["--symbol", "AAPL", "--models-dir", models, ...SAMPLE, "--volatility", "x.json"],
      2,
      "--volatility goes with --model none",
    ],
    [
      "a volatility file that is not there",
      () => ["--symbol", "AAPL", "--model", "none", ...SAMPLE, "--volatility", "x.json"],
      1,
      "--volatility x.json cannot be read (ENOENT)",
    ],
    [
      "a volatility file that is damaged",
      (dir) => ["--symbol", "AAPL", "--model", "none", ...SAMPLE, "--volatility", join(dir, "damaged.json")],
      1,
      "pooled.coefficients is [1]: expected an array of 6 numbers",
    ],
    [
      "a volatility file with a market",
      (dir) => ["--symbol", "AAPL", "--model", "none", ...SAMPLE, "--volatility", join(dir, "market.json")],
      1,
      "was fitted with the market SPY, which the 60 rows that a forecast sees do not hold",
    ],
  ])("when it is %s", async (_name, args, code, message) => {
    const dir = await folder();
    await writeFile(join(dir, "damaged.json"), JSON.stringify({ ...OWN_BARS, coefficients: [1] }));
    await writeFile(join(dir, "market.json"), JSON.stringify(SPY_MARKET));
    const run = await cli(["predict", ...args(dir)]);
    expect([run.code, run.stdout]).toEqual([code, ""]);
    expect(run.stderr.split("\n").filter((line) => line.startsWith("error:"))).toEqual([
      expect.stringContaining(message),
    ]);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });
});
