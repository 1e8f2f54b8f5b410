import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Bundle } from "@lstm-predict/artifacts";
import { Forecaster } from "@lstm-predict/forecaster";
import type { RunningServer } from "../src/index.ts";
import { PredictResponse, SymbolForecast } from "../src/schemas/forecast.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

const rows = windowRows();
let server: RunningServer;
let bundle: Bundle;

beforeAll(async () => {
  const models = await modelsFolder();
  bundle = await addModel(models, { intervals: "vix" });
  server = await serve(models, { marketSource: "sample" });
});

const get = async (path: string) => {
  const response = await fetch(`${server.url}${path}`);
  return { response, body: await response.json() };
};

describe("POST /predict?explain=1", () => {
  test("when a window is explained, then the explanation is the forecaster's, and the rest as without", async () => {
    const { status, body } = await post(server.url, { last_60_days: rows }, {}, "/predict?explain=1");
    expect(status).toBe(200);
    const { explanation, ...forecast } = PredictResponse.parse(body);
    const expected = Forecaster.fromBundle(bundle).explain(rows);
    expect(explanation).toEqual({
      ...expected,
      network: { ...expected.network, milliseconds: expect.any(Number) },
    });
    expect(explanation!.network!.outputs[0]!.attributions).toHaveLength(60);
    expect(forecast).toEqual((await post(server.url, { last_60_days: rows })).body);
    for (const no of ["0", "false"]) {
      const { body } = await post(server.url, { last_60_days: rows }, {}, `/predict?explain=${no}`);
      expect(body).toEqual(forecast);
    }
    const { body: asTrue } = await post(server.url, { last_60_days: rows }, {}, "/predict?explain=true");
    expect(asTrue.explanation.width).toEqual(explanation!.width);
  });

  test("when the VIX is sent, then it is among the terms", async () => {
    const vix = Array.from({ length: 60 }, (_, day) => 15 + day / 10);
    const { body } = await post(server.url, { last_60_days: rows, vix }, {}, "/predict?explain=1");
    const { width } = body.explanation;
    expect(width).toMatchObject({ model: "vix", usualOf: "window" });
    expect(width.terms.map(({ name }: { name: string }) => name)).toContain("vixLevel");
    const [lower, upper] = body.intervals["90"];
    const product = width.terms.reduce(
      (total: number, { factor }: { factor: number }) => total * factor,
      width.usual,
    );
    expect(Math.abs(product / Math.log(upper / lower) - 1)).toBeLessThan(1e-12);
  });

  test.each([
    ["?explain=yes", 'is "yes": expected 1, true, 0 or false'],
    ["?explain=", 'is "": expected 1, true, 0 or false'],
    ["?explain=1&explain=1", "is an array of 2: expected 1, true, 0 or false"],
  ])("when the query is %s, then the answer says what is legal", async (query, message) => {
    const { status, body } = await post(server.url, { last_60_days: rows }, {}, `/predict${query}`);
    expect([status, body.errors]).toEqual([422, [{ path: "explain", message }]]);
  });

  test("when prices are too far apart, then the answer is the same as without", async () => {
    const apart = rows.map((row, day) => (day === 30 ? [1e-300, 1e300, 1e-300, 1e-300, 1, 1] : row));
    const { status, body } = await post(server.url, { last_60_days: apart }, {}, "/predict?explain=1");
    expect([status, body.type]).toEqual([422, "/problems/invalid-request"]);
  });
});

describe("GET /forecast/{symbol}?explain=1", () => {
  test("when a symbol is explained, then days have dates, and the factors multiply to the followed interval", async () => {
    const { response, body } = await get("/forecast/AAPL?explain=1&horizon=1,5");
    expect(response.headers.get("server-timing")).toMatch(/explain;dur=\d/);
    const { explanation, intervals, asOf, tracked, horizons } = SymbolForecast.parse(body);
    expect(horizons).toHaveLength(2);
    expect(tracked!.days).toBeGreaterThan(0);
    const { width, laterWidths, point } = explanation!;
    const network = explanation!.network!;
    expect(laterWidths!.map(({ horizon }) => horizon)).toEqual([5]);
    expect([network.days!.length, network.days!.at(-1)]).toEqual([60, asOf]);
    const [lower, upper] = intervals!["90"]!;
    const product = width!.terms.reduce((total, { factor }) => total * factor, width!.usual);
    expect(Math.abs(product / Math.log(upper / lower) - 1)).toBeLessThan(1e-12);
    expect(width).toMatchObject({ model: "ownLong", usualOf: "year", networkWeight: 0 });
    expect(point.logReturn).toBeCloseTo(Math.log(body.prediction / body.naive), 12);
    // The model was fitted to other bars, from which these are too far away for the sum to be exact: `error` says so.
    for (const { difference, sum, error, attributions } of network.outputs) {
      const magnitudes = attributions.flat().reduce((total, one) => total + Math.abs(one), 0);
      const size = Math.max(Math.abs(difference), magnitudes / 10);
      expect(error).toBeCloseTo(Math.abs(sum - difference) / size, 5);
    }
    expect((await get("/forecast/AAPL")).body).not.toHaveProperty("explanation");
  });

  test("when many explanations are asked for at once, then each is answered, and a forecast beside them", async () => {
    const asked = Array.from({ length: 12 }, () => get("/forecast/AAPL?explain=1"));
    const plain = await post(server.url, { last_60_days: rows });
    expect(plain.status).toBe(200);
    const answers = await Promise.all(asked);
    const attributions = answers.map(({ body }) => body.explanation.network.outputs);
    for (const outputs of attributions) expect(outputs).toEqual(attributions[0]);
  });
});

test("when there is a rate limit, then an explanation counts as 50 forecasts, and one that is refused as one", async () => {
  const models = await modelsFolder();
  await addModel(models);
  const { url } = await serve(models, { rateLimit: 120 });
  const ask = (query: string, last_60_days = rows) =>
    fetch(`${url}/predict${query}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ last_60_days }),
    });
  const left = ({ headers }: Response) => /r=(\d+)/.exec(headers.get("ratelimit")!)![1];
  expect(left(await ask("?explain=1"))).toBe("70");
  expect(left(await ask(""))).toBe("69");
  expect(left(await ask("?explain=1"))).toBe("19");
  const refused = [
    await ask("?explain=1"),
    await ask("?explain=1", rows.slice(1)),
    await ask("?explain=yes"),
  ];
  expect(refused.map(({ status }) => status)).toEqual([429, 422, 422]);
  expect(refused.map(left)).toEqual(["18", "17", "16"]);
});
