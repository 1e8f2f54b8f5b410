import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type CliRun, cli, folder } from "./cli.ts";

const NETWORK =
  "--symbol AAPL --source sample --start 2016-06-01 --window 25 --units 4 --dense-units 3 --epochs 2";
const SMALL = `${NETWORK} --folds 3 --refit-every 40 --seeds 2`.split(" ");

let out: string;
let first: CliRun;
// biome-ignore lint/suspicious/noExplicitAny: the test is what checks the document's shape
let document: any;
beforeAll(async () => {
  out = await folder();
  first = await cli(["backtest", ...SMALL, "--out", out, "--json"]);
  document = JSON.parse(first.stdout);
});

describe("backtest", () => {
  test("when it is done, then stdout is one document of plan, figures and files", async () => {
    expect(first.code).toBe(0);
    expect(document).toMatchObject({
      config: { window: 25, units: [4], target: "distribution" },
      folds: { folds: 3, refitEvery: 40 },
      warmStart: false,
      seeds: 2,
    });
    const [{ symbol, days, from, to, figures, byYear }] = document.symbols;
    expect([symbol, days, from, to]).toEqual(["AAPL", 120, "2017-11-17", "2018-05-11"]);
    expect(figures.naive.mase).toEqual({ mean: 1, sd: 0 });
    expect(Object.keys(byYear)).toEqual(["2017", "2018"]);
    expect(document.overall.model.mase).toBeCloseTo(figures.model.mase.mean, 12);
    expect(document.panel.absoluteErrorToNaive.n).toBe(120);
    expect(await readdir(dirname(document.files[0]))).toEqual(["AAPL.csv", "folds", "report.html"]);
    expect((await readFile(document.files[0], "utf8")).match(/^2/gm)).toHaveLength(240);
  });

  test("when folds end, then each is a line on stderr", () => {
    const lines = first.stderr.split("\n").filter((line) => /^\d\/6 {2}/.test(line));
    expect(lines).toEqual(
      [42, 43].flatMap((seed, k) =>
        [1, 2, 3].map((fold) => `${3 * k + fold}/6  AAPL, seed ${seed}, fold ${fold}`),
      ),
    );
  });

  test("when later sessions are forecast, then document, terminal and page have their scores and tests", async () => {
    expect(document.horizons).toEqual([5, 20]);
    const [week, month] = document.later;
    expect([week.horizon, week.symbols[0].days, month.symbols[0].days]).toEqual([5, 116, 101]);
    expect(Object.keys(week.overall).sort()).toEqual(
      ["constant", "drift", "har", "model", "naive", "shrunkDrift", "zeroShot"].sort(),
    );
    const { mase, coverage, winklerToHar } = week.overall.model;
    const p = week.panel.winklerToHar.pValue.toFixed(3);
    const { stdout } = await cli(["backtest", ...SMALL, "--out", out]);
    const line = stdout.split("\n").find((one) => /^ 5 +116 /.test(one))!;
    for (const cell of [mase.toFixed(4), (100 * coverage).toFixed(1), winklerToHar.toFixed(4), p])
      expect(line).toContain(` ${cell} `);
    expect(await readFile(document.html, "utf8")).toContain("<h2>Later sessions</h2>");
  });

  test("when the test days are too few for a horizon, then it is left out with a note", async () => {
    const short = [...NETWORK.split(" "), "--folds", "2", "--refit-every", "10", "--seeds", "1", "--json"];
    const run = await cli(["backtest", ...short, "--horizon", "1,19,20", "--out", await folder()]);
    expect(run.stderr).toContain("Without 20 sessions ahead: of 20 test days, 1 have a close so far ahead");
    const { later } = JSON.parse(run.stdout);
    expect(later.map(({ horizon }: { horizon: number }) => horizon)).toEqual([19]);
    // Two days whose outcomes overlap test nothing.
    expect(later[0].panel.absoluteErrorToNaive).toMatchObject({ n: 2, pValue: null });
  });

  test("when it is repeated, then all folds are kept and the document is the same", async () => {
    const again = await cli(["backtest", ...SMALL, "--out", out, "--json"]);
    expect(again.stderr.match(/\(kept\)/g)).toHaveLength(6);
    expect(JSON.parse(again.stdout)).toEqual(document);
  });

  test("when a person asks, then tables say the same, and where the forecasts are", async () => {
    const { code, stdout } = await cli(["backtest", ...SMALL, "--out", out]);
    expect(code).toBe(0);
    expect(stdout).toContain(document.symbols[0].figures.model.mase.mean.toFixed(4));
    expect(stdout).toContain(`\nForecasts  ${join(out, (await readdir(out))[0]!)}, one CSV file a symbol\n`);
    expect(stdout).toContain(`\nReport     ${document.html}\n`);
  });

  test("when a person looks for it, then its folder names symbols, target and folds, and its page has the figures", async () => {
    expect(await readdir(out)).toEqual([expect.stringMatching(/^AAPL-distribution-3x40-[0-9a-f]{12}$/)]);
    const page = await readFile(document.html, "utf8");
    expect(page).toContain(`<td>${document.overall.har.winklerToConstant.toFixed(4)}</td>`);
    expect(page).toContain(`(MASE ${document.overall.model.mase.toFixed(4)})`);
    expect(page).toContain("On 120 test days, the model");
    expect(page).toContain("<th>refitEvery</th><td>40</td>");
    for (const year of ["2017", "2018"]) expect(page).toContain(`<td>${year}</td>`);
    expect(page).toContain('role="alert">On the bundled sample of old bars, not on live data.');
    expect(page).not.toMatch(/NaN|undefined|<script/);
  });

  test("when every day is asked for, then a file has each forecaster's, and the document names it", async () => {
    const days = join(out, "..", `days-${process.pid}.csv`);
    const run = await cli(["backtest", ...SMALL, "--out", out, "--days", days, "--json"]);
    expect(JSON.parse(run.stdout)).toEqual({ ...document, daysFile: days });
    const [header, ...lines] = (await readFile(days, "utf8")).trimEnd().split("\n");
    await rm(days);
    expect(header).toMatch(/^symbol,seed,date,horizon,forecaster,last,actual,prediction,sigma,lower50,/);
    const ahead = (sessions: string) =>
      lines
        .map((line) => line.split(","))
        .filter(([, seed, , horizon, name]) => seed === "43" && horizon === sessions && name === "har");
    const har = ahead("1");
    expect(har).toHaveLength(120);
    expect(ahead("20")).toHaveLength(120 - 19);
    const inside = har.filter(
      ([, , , , , , actual, , , , , , , lower, upper]) => +lower! <= +actual! && +actual! <= +upper!,
    );
    expect(inside.length / 120).toBeCloseTo(document.overall.har.coverage, 12);
  });

  test("when the value is asked for, then document, terminal and page have it, with costs and trials as told", async () => {
    const run = await cli(["backtest", ...SMALL, "--out", out, "--trials", "50", "--json"]);
    const { value, ...others } = JSON.parse(run.stdout);
    expect(others).toEqual(document);
    expect([value.costBp, value.trials, value.overall.days]).toEqual([5, 50, 120]);
    const { hold, targetModel } = value.symbols[0].strategies;
    // Less than a year: the return a year would extrapolate.
    expect([hold.annualReturn, hold.sharpeToHold]).toEqual([null, undefined]);
    expect(targetModel.sharpeToHold.lower).toBeLessThan(targetModel.sharpeToHold.upper);
    const page = await readFile(document.html, "utf8");
    expect(page).toContain("<h2>What it is worth</h2>");
    expect(page).not.toMatch(/NaN|undefined|<script/);
    const { stdout } = await cli(["backtest", ...SMALL, "--out", out, "--value", "--cost-bp", "20"]);
    expect(stdout).toContain("AAPL, after 20 bp");
    expect(stdout).toContain("No return is claimed");
  });

  test.each([
    [["--folds", "0"], 2, "Expected a whole number of at least 1"],
    [["--train-windows", "20"], 2, "Expected a whole number of at least 100"],
    [["--folds", "30"], 1, "30 folds of 40 days and 100 windows of 25 to learn from need"],
    [["--symbol", "AAPL,../x"], 1, 'symbol is "../x"'],
    [["--horizon", "1,30"], 2, "Expected whole numbers of sessions from 1 to 20, each once"],
    [["--days", "days.json"], 2, "Expected a file that ends in .csv or .parquet"],
    [["--cost-bp", "-1"], 2, "Expected a number from 0 to 10000"],
    [["--trials", "0"], 2, "Expected a whole number of at least 1"],
    [["--symbol", "A,B", "--csv", ".", "--csv-symbol", "x"], 2, "--csv-symbol is the name of one symbol"],
    [["--symbol", "A,B", "--csv", "x.csv"], 2, "--csv is one symbol's file, but --symbol has 2"],
  ])("when it is %j, then it is refused in one line", async (args, code, message) => {
    const run = await cli(["backtest", ...SMALL, ...args, "--out", out]);
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(message);
  });
});
