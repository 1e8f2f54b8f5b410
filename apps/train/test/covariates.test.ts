import { basename, join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { readMetadata } from "@lstm-predict/artifacts";
import { type StandIn, sampleMarket, startStandIn } from "yahoo-stand-in";
import { cli, folder } from "./cli.ts";

const QUICK = "--start 2017-01-01 --window 20 --units 5,4 --dense-units 4 --epochs 2 --no-track".split(" ");
const MARKETS = ["AAPL", "SPY", "^VIX"].map((symbol, k) => sampleMarket({ symbol, scale: 1 + k }));

let env: Record<string, string>;
beforeEach(async () => {
  env = { DATA_DIR: await folder(), MODELS_DIR: await folder() };
});

async function withYahoo<T>(use: (yahoo: StandIn) => Promise<T>): Promise<T> {
  await using yahoo = await startStandIn({ markets: MARKETS });
  env.YAHOO_STAND_IN = yahoo.url;
  return await use(yahoo);
}

const run = (...args: string[]) => cli(args, { env });
const json = async (...args: string[]) => JSON.parse((await run(...args, "--json")).stdout);

describe("--covariates", () => {
  test("when a network is trained with them, then evaluate, predict and record find them, and say when they are missing", async () => {
    await withYahoo(async (yahoo) => {
      const trained = await run("train", "--symbol", "AAPL", ...QUICK, "--covariates", "spy, ^VIX", "--json");
      expect(trained.code).toBe(0);
      expect(trained.stderr).toMatch(
        /covariate SPY: \d+ closes, 2016-12-27 to 2018-05-11, from Yahoo Finance/,
      );
      const { bundle, scores } = JSON.parse(trained.stdout);
      const { config, data } = await readMetadata(bundle);
      expect(config).toMatchObject({ covariates: ["SPY", "^VIX"] });
      expect(data!.covariates!.map(({ symbol }) => symbol)).toEqual(["SPY", "^VIX"]);
      expect(yahoo.asked.map(({ symbol }) => symbol).sort()).toEqual(["AAPL", "SPY", "^VIX"]);

      const evaluated = await json("evaluate", "--symbol", "AAPL");
      expect(evaluated.sameBars).toBe(true);
      expect(evaluated.scores.test.model.mase).toBeCloseTo(scores.test.model.mase, 5);
      const known = await json("predict", "--symbol", "AAPL");
      expect(known).not.toHaveProperty("networkWarning");
      const recorded = await run("record", "--symbol", "AAPL", "--no-track");
      expect([recorded.code, recorded.stderr]).toEqual([
        0,
        expect.not.stringContaining("without the network"),
      ]);

      const challenged = await run("train", "--symbol", "AAPL", ...QUICK, "--seed", "8");
      expect(challenged.stdout).toMatch(
        /^Champion .*; the champion without its network, which takes SPY, \^VIX/m,
      );
      await run("promote", "--symbol", "AAPL", "--version", basename(bundle));

      yahoo.set({ markets: MARKETS.slice(0, 1) });
      env.DATA_DIR = await folder();
      const missing = await json("predict", "--symbol", "AAPL");
      const line =
        /^without the network: covariate SPY: Yahoo Finance has no symbol "SPY".*: the forecast is the last close and the drift/;
      expect(missing.networkWarning).toMatch(line);
      const screen = await run("predict", "--symbol", "AAPL");
      expect(screen.stdout).toMatch(
        /^Network {3}has no part in this forecast: covariate SPY: Yahoo Finance has no/m,
      );
      const late = await run("record", "--symbol", "AAPL", "--no-track");
      expect([late.code, late.stderr]).toEqual([
        0,
        expect.stringMatching(/AAPL \S+, without the network: covariate SPY/),
      ]);
      const without = await run("evaluate", "--symbol", "AAPL");
      expect(without.stderr).toMatch(
        /The network has no part in the forecasts of (\d+) of \1 days: closes of SPY,\s\^VIX are missing\./,
      );
    });
  });

  test("when a backtest is repeated with other covariates, then its folds are others; with the same, they are kept", async () => {
    await withYahoo(async () => {
      const flags = ["--window", "25", "--folds", "2", "--refit-every", "20", "--seeds", "1"];
      const backtest = (...more: string[]) =>
        json("backtest", "--symbol", "AAPL", ...QUICK, ...flags, ...more);
      const [plain, spy, again] = [
        await backtest(),
        await backtest("--covariates", "SPY"),
        await backtest("--covariates", "SPY"),
      ];
      expect(again).toEqual(spy);
      expect(plain).not.toHaveProperty("config.covariates");
      expect(spy.config.covariates).toEqual(["SPY"]);
      expect(spy.html).not.toBe(plain.html);
    });
  });

  test("when bars are of a file, then covariates are those that were fetched from files; the error says so", async () => {
    const files = await withYahoo(async () => {
      for (const { symbol } of MARKETS) await run("fetch", "--symbol", symbol, "--start", "2016-12-01");
      return join(env.DATA_DIR!, "raw");
    });
    env.DATA_DIR = await folder();
    const train = () =>
      run(
        "train",
        "--symbol",
        "AAPL",
        "--csv",
        join(files, "AAPL.csv"),
        ...QUICK,
        "--covariates",
        "SPY",
        "--json",
      );
    const refused = await train();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /error: covariate SPY: .*; "pnpm lstm-predict fetch --symbol SPY" brings them, with --csv FILE from a file/,
    );
    expect((await run("fetch", "--symbol", "SPY", "--csv", join(files, "SPY.csv"))).code).toBe(0);
    expect((await train()).code).toBe(0);
    const { networkWarning, asOf } = await json("predict", "--symbol", "AAPL", "--offline");
    expect([networkWarning, asOf]).toEqual([undefined, "2018-05-11"]);
  });

  test("when one begins after the bars, then the error names the day", async () => {
    await withYahoo(async (yahoo) => {
      const sessions = MARKETS[1]!.sessions.filter(({ date }) => date > "2017-03-01");
      yahoo.set({ markets: [MARKETS[0]!, { ...MARKETS[1]!, sessions }] });
      const { code, stderr } = await run("train", "--symbol", "AAPL", ...QUICK, "--covariates", "SPY");
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /error: covariate SPY: its closes, 2017-03-02 to 2018-05-11, have none of 2017-01-03 or of the week before/,
      );
    });
  });
});
