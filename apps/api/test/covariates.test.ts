import { beforeEach, describe, expect, test } from "@jest/globals";
import { Forecaster, forecastWithModel } from "@lstm-predict/forecaster";
import { loadBars } from "@lstm-predict/market-data";
import { type Market, sampleMarket, startStandIn } from "yahoo-stand-in";
import type { RunningServer } from "../src/index.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

const EVENING = Date.parse("2018-05-09T21:00:00Z");
const MISSING =
  "the forecast is the last close and the drift, its error bar that of the volatility model without the network";
const MARKETS = ["AAPL", "SPY", "KO"].map((symbol, k) => sampleMarket({ symbol, scale: 1 + k }));

let now: number;
beforeEach(() => {
  now = EVENING;
});

/** A server with a model of AAPL that takes SPY and KO, and one of KO that takes none. */
async function serveWith(markets: Market[]) {
  const yahoo = await startStandIn({ markets, now: () => new Date(now) });
  const models = await modelsFolder();
  const dataDir = await modelsFolder();
  const bundle = await addModel(models, { intervals: "own", covariates: ["SPY", "KO"], to: "2018-05-04" });
  await addModel(models, { symbol: "KO" });
  const surroundings = { fetch: yahoo.fetch, now: () => new Date(now) };
  const server = await serve(models, { dataDir }, surroundings);
  const options = { symbol: "AAPL", dataDir: await modelsFolder(), ...surroundings };
  return { yahoo, server, forecaster: Forecaster.fromBundle(bundle), options };
}

const ask = async ({ url }: RunningServer, path: string) => (await fetch(`${url}${path}`)).json();

describe("GET /forecast of a model with covariates", () => {
  test("when they are there, then the answer is the forecast of the same bars, and one download of each serves it", async () => {
    const { yahoo, server, forecaster, options } = await serveWith(MARKETS);
    await using _ = yahoo;
    const answers = await Promise.all([1, 2].map(() => ask(server, "/forecast/AAPL")));
    await ask(server, "/forecast/AAPL");
    await ask(server, "/forecast/KO");
    expect(yahoo.asked.map(({ symbol }) => symbol).sort()).toEqual(["AAPL", "KO", "SPY"]);
    const series = await loadBars({ ...options, covariates: ["SPY", "KO"] });
    const own = forecastWithModel(forecaster, series);
    for (const answer of answers) {
      expect(answer).not.toHaveProperty("networkWarning");
      expect(answer.prediction).toBeCloseTo(own.prediction, 4);
      expect(answer.tracked).toEqual(own.tracked);
    }
    const { covariates } = await ask(server, "/models/AAPL");
    expect(covariates).toEqual(["SPY", "KO"]);
    expect((await ask(server, "/models")).models.map((one: object) => "covariates" in one)).toEqual([
      true,
      false,
    ]);
  });

  test("when one is missing, then the last close with a warning; when it is there again, then the network's", async () => {
    const { yahoo, server } = await serveWith(MARKETS.slice(0, 2));
    await using _ = yahoo;
    const without = await ask(server, "/forecast/AAPL");
    expect(without.prediction).toBe(without.naive);
    expect(without.networkWarning).toMatch(
      new RegExp(`^without the network: covariate KO: Yahoo Finance has no symbol "KO".*: ${MISSING}$`),
    );
    yahoo.set({ markets: MARKETS });
    expect(await ask(server, "/forecast/AAPL")).toMatchObject({ networkWarning: without.networkWarning });
    now += 61_000;
    const later = await ask(server, "/forecast/AAPL");
    expect(later).not.toHaveProperty("networkWarning");
    expect(later.prediction).not.toBe(later.naive);
  });
});

describe("POST /predict of a model with covariates", () => {
  const rows = windowRows();
  const closes = rows.map(([, , , close]) => close! * 3);
  const byWindow = (of: ({ KO: number[]; SPY: number[] } | null)[]) => ({
    KO: of.map((one) => one?.KO ?? null),
    SPY: of.map((one) => one?.SPY ?? null),
  });
  const covariates = { KO: closes, SPY: closes.map((close, k) => close + Math.sin(k)) };

  test("when their closes are sent, then the network forecasts; a window of the seed's shape alone is valid, with a warning", async () => {
    const { yahoo, server, forecaster } = await serveWith(MARKETS);
    await using _ = yahoo;
    const predict = async (more: object) => post(server.url, { symbol: "AAPL", last_60_days: rows, ...more });
    const given = await predict({ covariates });
    const own = forecaster.forecast(rows, { covariates: [covariates.SPY, covariates.KO] });
    expect(given.status).toBe(200);
    expect(given.body.prediction).toBeCloseTo(own.prediction, 6);
    expect(given.body).not.toHaveProperty("networkWarning");
    for (const [more, lacking] of [
      [{}, "SPY, KO"],
      [{ covariates: {} }, "SPY, KO"],
      [{ covariates: { KO: closes, SP: closes } }, "SPY"],
    ] as const) {
      const { status, body } = await predict(more);
      expect([status, body.prediction, body.networkWarning]).toEqual([
        200,
        body.naive,
        `without the network: closes of ${lacking} are not known for all of its 60 days: ${MISSING}`,
      ]);
    }
    const plain = async (more: object) =>
      (await post(server.url, { symbol: "KO", last_60_days: rows, ...more })).body;
    expect(await plain({ covariates })).toEqual(await plain({}));
    const windows = [rows, rows, rows];
    const bulk = await post(
      server.url,
      { symbol: "AAPL", windows, covariates: byWindow([covariates, null, covariates]) },
      {},
      "/predict/batch",
    );
    expect(bulk.body.forecasts.map((one: object) => "networkWarning" in one)).toEqual([false, true, false]);
    expect(bulk.body.forecasts[2].prediction).toBeCloseTo(own.prediction, 6);
    const many = {
      symbol: "AAPL",
      windows: Array(200).fill(rows),
      covariates: byWindow(Array(200).fill(covariates)),
    };
    const large = await post(server.url, many, {}, "/predict/batch");
    expect(large.body.forecasts[199]).not.toHaveProperty("networkWarning");
  });

  test("when they are wrong, then 422 names the value", async () => {
    const { yahoo, server } = await serveWith(MARKETS);
    await using _ = yahoo;
    const cases: [unknown, string, string][] = [
      [
        { ...covariates, SPY: closes.slice(1) },
        "covariates.SPY",
        "has 59 closes: the model of AAPL expects 60, one for each row",
      ],
      [{ ...covariates, KO: closes.with(3, 0) }, "covariates.KO.3", "is 0: expected a close above 0"],
      [{ KO: [...closes.slice(1), "7"] }, "covariates.KO.59", 'is "7": expected a close above 0'],
      [{ KO: Array(2000).fill(null) }, "covariates.KO", "has 2000 items: expected 1000 at most"],
      [{ KO: 3 }, "covariates.KO", "is 3: expected an array"],
      [closes, "covariates", "is an array of 60: expected an object"],
      [
        Object.fromEntries([..."ABCDEFG"].map((symbol) => [symbol, closes])),
        "covariates",
        "has 7 symbols: expected 6 at most",
      ],
      [{ "../SPY": closes }, "covariates.../SPY", ""],
    ];
    for (const [given, path, message] of cases) {
      const { status, body } = await post(server.url, {
        symbol: "AAPL",
        last_60_days: rows,
        covariates: given,
      });
      expect([status, body.errors?.[0]]).toEqual([422, { path, message: message || expect.any(String) }]);
    }
    const windows = [rows, rows];
    for (const [given, path, message] of [
      [byWindow([covariates]), "covariates.KO", "has 1 items: expected 2, one for each window"],
      [
        byWindow([null, { SPY: closes, KO: closes.slice(2) }]),
        "covariates.KO.1",
        "has 58 closes: the model of AAPL expects 60, one for each row",
      ],
    ] as const) {
      const { status, body } = await post(
        server.url,
        { symbol: "AAPL", windows, covariates: given },
        {},
        "/predict/batch",
      );
      expect([status, body.errors?.[0]]).toEqual([422, { path, message }]);
    }
  });
});
