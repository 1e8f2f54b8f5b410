import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SymbolForecast, SymbolRecord } from "@lstm-predict/api-client";
import type { Bundle } from "@lstm-predict/artifacts";
import { Forecaster, forecastWithModel } from "@lstm-predict/forecaster";
import { loadBars } from "@lstm-predict/market-data";
import { impliedOf } from "@lstm-predict/volatility";
import { type StandIn, sampleMarket, startStandIn, vixMarket } from "yahoo-stand-in";
import type { RunningServer } from "../src/index.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

const NOW = () => new Date("2018-05-09T21:00:00Z");
const ALL = Array.from({ length: 20 }, (_, k) => k + 1);
const rows = windowRows();
const vix = Array.from({ length: 60 }, (_, day) => 15 + 3 * Math.sin(day));

let yahoo: StandIn;
let server: RunningServer;
let dataDir: string;
const bundles: Record<string, Bundle> = {};

beforeAll(async () => {
  const kinds = { AAPL: "EQUITY", KO: "EQUITY", OWN: "EQUITY", OLD: undefined } as const;
  const markets = Object.entries(kinds).map(([symbol, instrumentType]) =>
    sampleMarket({ symbol, ...(instrumentType && { instrumentType }) }),
  );
  yahoo = await startStandIn({ markets: [...markets, vixMarket()], now: NOW });
  const models = await modelsFolder();
  dataDir = await modelsFolder();
  bundles.AAPL = await addModel(models, { intervals: "vix", to: "2017-03-01" });
  bundles.KO = await addModel(models, { intervals: "vix", symbol: "KO" });
  bundles.OWN = await addModel(models, { intervals: "own", symbol: "OWN" });
  bundles.OLD = await addModel(models, { symbol: "OLD" });
  server = await serve(models, { dataDir }, { fetch: yahoo.fetch, now: NOW });
});

afterAll(async () => {
  await yahoo[Symbol.asyncDispose]();
});

const forecasterOf = (symbol: string) => Forecaster.fromBundle(bundles[symbol]!);

async function ask(symbol: string, query = "") {
  const response = await fetch(`${server.url}/forecast/${symbol}${query}`);
  return { status: response.status, body: (await response.json()) as SymbolForecast & { errors: unknown } };
}

/** What the command line says of the same bars. */
async function expected(symbol: string, horizons: readonly number[]) {
  const options = { symbol, dataDir, vix: "auto", fetch: yahoo.fetch, now: NOW } as const;
  return forecastWithModel(forecasterOf(symbol), await loadBars(options), { horizons });
}

describe("GET /forecast/{symbol}?horizon=", () => {
  test.each(["AAPL", "OWN", "OLD"])(
    "when %s is asked for horizons, then they are those of the command line, in their order, with their days",
    async (symbol) => {
      const { status, body } = await ask(symbol, "?horizon=20,1,5,3");
      const { horizons, ...next } = await expected(symbol, [20, 1, 5, 3]);
      expect(status).toBe(200);
      expect(body.horizons!.map(({ horizon }) => horizon)).toEqual([20, 1, 5, 3]);
      expect(body.horizons!.map(({ date }) => date)).toEqual([
        "2018-06-07",
        "2018-05-10",
        "2018-05-16",
        "2018-05-14",
      ]);
      for (const [k, { targetDate, ...one }] of horizons!.entries()) {
        expect(body.horizons![k]).toEqual({ ...closeTo(one), date: targetDate });
      }
      expect(body.intervals).toEqual(closeTo(next).intervals);
    },
  );

  test("when there are all of them, then bars are wider from one to the next", async () => {
    const { body } = await ask("AAPL", `?horizon=${ALL}`);
    const widths = body.horizons!.map(({ intervals }) => intervals!["90"]![1] - intervals!["90"]![0]);
    expect(widths).toHaveLength(20);
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect(new Set(body.horizons!.map(({ date }) => date)).size).toBe(20);
  });

  test("when none is asked for, then the answer is the same without them", async () => {
    const [alone, { body }] = [await ask("AAPL"), await ask("AAPL", "?horizon=1,5")];
    expect(alone.body).not.toHaveProperty("horizons");
    const { horizons, ...others } = body;
    expect(others).toEqual(alone.body);
    const { horizon: _, ...first } = horizons![0]!;
    expect(others).toMatchObject(first);
  });

  test("when the model has no error bar, then a horizon has its date and its price alone", async () => {
    const { body } = await ask("OLD", "?horizon=5");
    expect(Object.keys(body.horizons![0]!).sort()).toEqual([
      "date",
      "dateIsCertain",
      "horizon",
      "prediction",
      "return",
    ]);
  });

  test.each([
    ["", "horizon.0", 'is ""'],
    ["0", "horizon.0", "is 0"],
    ["1,21", "horizon.1", "is 21"],
    ["-1", "horizon.0", 'is "-1"'],
    ["1.5", "horizon.0", 'is "1.5"'],
    ["1e1", "horizon.0", 'is "1e1"'],
    ["week", "horizon.0", 'is "week"'],
    ["1,,5", "horizon.1", 'is ""'],
    ["9".repeat(400), "horizon.0", "is Infinity"],
    ["5,1,5", "horizon", "has 5 twice"],
    [Array(21).fill(1).join(), "horizon", "has 21 of them"],
    ["1&horizon=5", "horizon.0", 'is "1"'],
  ])("when horizon is %s, then 422 names the value", async (text, path, message) => {
    const { status, body } = await ask("AAPL", `?horizon=${text}`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ type: "/problems/invalid-request", instance: expect.any(String) });
    expect((body.errors as object[])[0]).toEqual({
      path,
      message: expect.stringMatching(new RegExp(`^${message}: expected sessions from 1 to 20`)),
    });
  });

  test("when several are asked for, then each is on record, once", async () => {
    await ask("KO", "?horizon=5,20");
    await ask("KO", "?horizon=1,5");
    for (const [horizon, date] of [
      [1, "2018-05-10"],
      [5, "2018-05-16"],
      [20, "2018-06-07"],
    ]) {
      let record: SymbolRecord;
      do record = await (await fetch(`${server.url}/record/KO?horizon=${horizon}`)).json();
      while (record.days.length === 0);
      expect(record.days.map(({ date }) => date)).toEqual([date]);
    }
  });
});

describe("the VIX of GET /forecast", () => {
  test("when a model uses it and it is there, then the answer says so, also of a model that does not", async () => {
    expect((await ask("AAPL")).body.volatilityModel).toBe("vix");
    expect((await ask("OWN")).body.volatilityModel).toBe("ownLong");
    expect((await ask("OLD")).body.volatilityModel).toBeUndefined();
    for (const symbol of ["AAPL", "OWN", "OLD"])
      expect((await ask(symbol)).body).not.toHaveProperty("volatilityWarning");
  });

  test.each([
    ["cannot be had", undefined, /^without the VIX: .*: the error bar uses the symbol's own bars$/],
    [
      "ends more than a week before",
      "2018-05-02",
      /^without the VIX: its closes, \S+ to 2018-05-02, are too few or too old for 2018-05-10: the error bar/,
    ],
  ])("when it %s, then the bar is that of the own bars, with a warning", async (_, until, warning) => {
    const markets = [
      sampleMarket({ instrumentType: "EQUITY" }),
      ...(until === undefined ? [] : [vixMarket({ until })]),
    ];
    await using yahoo = await startStandIn({ markets, now: NOW });
    const models = await modelsFolder();
    const bundle = await addModel(models, { intervals: "vix", to: "2018-05-09" });
    const { url } = await serve(models, {}, { fetch: yahoo.fetch, now: NOW });
    const body: SymbolForecast = await (await fetch(`${url}/forecast/AAPL?horizon=5`)).json();
    expect(body.volatilityModel).toBe("ownLong");
    expect(body.volatilityWarning).toMatch(warning);
    const options = { symbol: "AAPL", fetch: yahoo.fetch, now: NOW, dataDir: await modelsFolder() };
    const own = forecastWithModel(Forecaster.fromBundle(bundle), await loadBars(options), { horizons: [5] });
    expect(body.intervals).toEqual(closeTo(own).intervals);
    expect(body.horizons![0]!.intervals).toEqual(closeTo(own.horizons![0]!).intervals);
  });
});

describe("horizon and vix of POST /predict", () => {
  const predict = (body: object) => post(server.url, { symbol: "AAPL", last_60_days: rows, ...body });

  test.each([
    [5, [5]],
    [
      [20, 1],
      [20, 1],
    ],
  ])("when horizon is %j, then there are as many, without a day", async (horizon, horizons) => {
    const { status, body } = await predict({ horizon });
    const own = forecasterOf("AAPL");
    expect(status).toBe(200);
    expect(body.horizons).toEqual(horizons.map((one) => closeTo(own.forecastAt(own.forecast(rows), one))));
    expect((await predict({})).body).not.toHaveProperty("horizons");
  });

  test("when the closes of the VIX are sent, then the bar is made with them, else the answer warns", async () => {
    const own = forecasterOf("AAPL");
    const [withVix, without] = [await predict({ vix }), await predict({})];
    expect(withVix.body.volatilityModel).toBe("vix");
    expect(withVix.body).not.toHaveProperty("volatilityWarning");
    expect(withVix.body.intervals).toEqual(
      closeTo(own.forecast(rows, { implied: impliedOf(vix)! })).intervals,
    );
    expect(without.body.volatilityModel).toBe("own");
    expect(without.body.volatilityWarning).toBe(
      "without the VIX: the request has no `vix`, its last 60 closes: the error bar uses the window's own bars",
    );
    expect(without.body.intervals).toEqual(closeTo(own.forecast(rows)).intervals);
    expect(without.body.prediction).toBe(withVix.body.prediction);
  });

  test("when the model does not use it, then it changes nothing", async () => {
    const body = async (over: object) => (await predict({ symbol: "OWN", ...over })).body;
    expect(await body({ vix })).toEqual(await body({}));
  });

  test.each<[object, string, string]>([
    [{ horizon: 0 }, "horizon.0", "is 0: expected sessions from 1 to 20"],
    [{ horizon: "5" }, "horizon", 'is "5": expected sessions from 1 to 20'],
    [{ horizon: null }, "horizon", "is null: expected sessions from 1 to 20"],
    [{ horizon: [] }, "horizon", "has 0 of them: expected sessions from 1 to 20, each once"],
    [{ horizon: [1, 1.5] }, "horizon.1", "is 1.5: expected sessions from 1 to 20"],
    [{ horizon: [1, [5]] }, "horizon.1", "is an array of 1: expected sessions from 1 to 20"],
    [{ horizon: [5, 5] }, "horizon", "has 5 twice: expected sessions from 1 to 20, each once"],
    [{ horizon: Array(9000).fill(0) }, "horizon", "is an array of 9000: expected sessions from 1 to 20"],
    [{ vix: vix.slice(1) }, "vix", "has 59 items: expected 60, the last closes of the VIX"],
    [{ vix: Array(9000).fill(0) }, "vix", "has 9000 items: expected 60, the last closes of the VIX"],
    [{ vix: 18 }, "vix", "is 18: expected an array"],
    ...[0, -18, 0.182, 4500, "18", null].map((close): [object, string, string] => [
      { vix: vix.with(7, close as number) },
      "vix.7",
      `is ${JSON.stringify(close)}: expected a close of the VIX in percent a year, such as 18.2`,
    ]),
  ])("when the body has %j, then 422 names the value", async (over, path, message) => {
    const { status, body } = await predict(over);
    expect([status, body.type]).toEqual([422, "/problems/invalid-request"]);
    expect(body.errors[0]).toEqual({ path, message });
  });

  test("when prices are too far apart for a later session alone, then it is refused like the next one", async () => {
    const far = rows.map(([, , , , volume], day) => {
      const price = day % 2 === 0 ? 1e300 : 1e-300;
      return [price, price, price, price, volume, price];
    });
    const { status, body } = await predict({ last_60_days: far, horizon: [20] });
    expect([status, body.errors[0].path]).toEqual([422, "last_60_days"]);
  });
});

describe("horizon and vix of POST /predict/batch", () => {
  const windows = Array.from({ length: 5 }, (_, k) =>
    rows.map((row) => row.map((value, column) => (column === 4 ? value : value * (1 + k / 50)))),
  );
  const batch = (body: object) =>
    post(server.url, { symbol: "AAPL", windows, ...body }, {}, "/predict/batch");

  test("when they are sent beside other requests, then each window has its own, as alone", async () => {
    const closes = windows.map((_, k) => (k === 2 ? null : vix.map((close) => close * (1 + k / 10))));
    const alone = await Promise.all(
      windows.map(async (last_60_days, k) => {
        const body = { symbol: "AAPL", last_60_days, horizon: [5, 20], ...(closes[k] && { vix: closes[k] }) };
        return (await post(server.url, body)).body;
      }),
    );
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, k) => batch({ horizon: [5, 20], ...(k % 2 === 0 && { vix: closes }) })),
    );
    for (const [k, { status, body }] of answers.entries()) {
      expect(status).toBe(200);
      const models = k % 2 === 0 ? ["vix", "vix", "own", "vix", "vix"] : Array(5).fill("own");
      expect(body.forecasts.map((one: SymbolForecast) => one.volatilityModel)).toEqual(models);
    }
    for (const [k, { symbol: _, model: _m, ...forecast }] of alone.entries())
      expect(answers[0]!.body.forecasts[k]).toEqual(closeTo(forecast));
  });

  test("when a large body is read by the thread, then its horizons and closes come with it", async () => {
    const many = Array(200).fill(rows);
    const { body } = await batch({ windows: many, vix: Array(200).fill(vix), horizon: 5 });
    expect(body.forecasts[199]).toMatchObject({ volatilityModel: "vix", horizons: [{ horizon: 5 }] });
  });

  test.each<[object, string, string]>([
    [{ vix: [vix] }, "vix", "has 1 items: expected 5, one for each window"],
    [{ vix }, "vix.0", "is 15: expected an array"],
    [{ vix: Array(257).fill(null) }, "vix", "has 257 items: expected 256 at most"],
    [
      { vix: [vix, null, vix.with(3, 0), vix, vix] },
      "vix.2.3",
      "is 0: expected a close of the VIX in percent a year, such as 18.2",
    ],
    [{ horizon: 21 }, "horizon.0", "is 21: expected sessions from 1 to 20"],
  ])("when the body has %j, then 422 names the value", async (over, path, message) => {
    const { status, body } = await batch(over);
    expect(status).toBe(422);
    expect(body.errors[0]).toEqual({ path, message });
  });
});

/** The same with matchers that allow the digits that windows computed together may differ by. */
function closeTo<T>(value: T): T {
  if (typeof value === "number") return expect.closeTo(value, 4) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(closeTo) as T;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closeTo(one)])) as T;
}
