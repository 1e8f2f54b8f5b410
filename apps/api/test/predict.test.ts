import { beforeAll, describe, expect, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import type { RunningServer } from "../src/index.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post, serve, served } from "./service.ts";

const rows = windowRows();
let server: RunningServer;
let models: string;

beforeAll(async () => {
  models = await modelsFolder();
  await addModel(models);
  server = await serve(models);
});

describe("a good request", () => {
  test("when the last 60 days are sent, then the answer is the forecaster's, beside naive", async () => {
    const bundle = await addModel(models, { seed: 7 });
    await served(server.url, bundle.metadata.version);
    const expected = Forecaster.fromBundle(bundle).forecast(rows);
    const { status, body } = await post(server.url, { last_60_days: rows });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...expected,
      symbol: "AAPL",
      model: {
        version: bundle.metadata.version,
        target: "return",
        dataSource: "csv",
        dataFrom: "2018-01-01",
        dataTo: "2018-04-09",
      },
    });
    expect(body.naive).toBe(rows.at(-1)![3]);
    expect(body.prediction).not.toBe(body.naive);
  });

  test("when another version is promoted, then it answers soon, without a restart", async () => {
    const before = await post(server.url, { last_60_days: rows });
    const { metadata } = await addModel(models, { seed: 8 });
    await served(server.url, metadata.version);
    const after = await post(server.url, { last_60_days: rows });
    expect(after.body.model.version).toBe(metadata.version);
    expect(after.body.prediction).not.toBe(before.body.prediction);
  });

  test("when a symbol is named in lower case, then it is found", async () => {
    expect((await post(server.url, { symbol: "aapl", last_60_days: rows })).body.symbol).toBe("AAPL");
  });

  test("when the champion was trained on the sample, then the answer warns", async () => {
    const other = await modelsFolder();
    await addModel(other, { source: "sample" });
    const { url } = await serve(other);
    const { model } = (await post(url, { last_60_days: rows })).body;
    expect(model).toMatchObject({ dataSource: "sample", warning: "NOT LIVE DATA" });
  });
});

describe("a window that is wrong", () => {
  const change = (row: number, column: number, value: unknown) =>
    rows.map((values, r) => (r === row ? values.with(column, value as number) : values));

  test.each<[string, unknown, string, RegExp]>([
    ["a row is missing", rows.slice(1), "last_60_days", /^has 59 rows: the model of AAPL expects 60$/],
    ["a row is too much", [...rows, rows[0]], "last_60_days", /^has 61 rows/],
    ["it is empty", [], "last_60_days", /^has 0 rows/],
    ["it is missing", undefined, "last_60_days", /^is missing: expected an array$/],
    ["it is an object", {}, "last_60_days", /^is an object: expected an array$/],
    ["a row is short", rows.with(12, [1, 2, 3]), "last_60_days.12", /^has 3 values: expected 6/],
    ["a row is long", rows.with(12, [...rows[12]!, 1]), "last_60_days.12", /^has 7 values: expected 6/],
    [
      "a price is negative",
      change(12, 2, -3.5),
      "last_60_days.12.2",
      /^is -3.5: expected a number greater than 0$/,
    ],
    ["a price is zero", change(0, 0, 0), "last_60_days.0.0", /^is 0: expected a number greater than 0$/],
    ["a price is text", change(5, 3, "12"), "last_60_days.5.3", /^is "12": expected a finite number$/],
    ["a price is null, as JSON makes of NaN", change(5, 3, Number.NaN), "last_60_days.5.3", /^is null/],
    [
      "a volume is negative",
      change(59, 4, -1),
      "last_60_days.59.4",
      /^is -1: expected a number of at least 0$/,
    ],
    [
      "high is below low",
      change(7, 1, 1),
      "last_60_days.7.1",
      /^is 1: expected a high that is at least the low/,
    ],
  ])("when %s, then 422 names the path", async (_name, last_60_days, path, message) => {
    const { status, type, body } = await post(server.url, { last_60_days });
    expect([status, type]).toEqual([422, "application/problem+json; charset=utf-8"]);
    expect(body).toMatchObject({ type: "/problems/invalid-request", status: 422, instance: "/predict" });
    expect(body.errors[0].path).toBe(path);
    expect(body.errors[0].message).toMatch(message);
    expect(body.detail).toContain(path);
  });

  test("when a number is too large for a double, then it is refused like any infinity", async () => {
    const text = JSON.stringify({ last_60_days: rows }).replace(String(rows[3]![3]), "1e999");
    const { status, body } = await post(server.url, text);
    expect(status).toBe(422);
    expect(body.errors[0].path).toBe("last_60_days.3.3");
  });

  test("when everything is wrong, then at most twenty values are listed", async () => {
    const { body } = await post(server.url, { last_60_days: rows.map((row) => row.map(() => -1)) });
    expect(body.errors).toHaveLength(20);
  });

  test("when a key is unknown, then it is named", async () => {
    const { status, body } = await post(server.url, { last_60_days: rows, days: 3 });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { path: "days", message: "is unknown: expected only symbol, last_60_days, horizon, vix, covariates" },
    ]);
  });
});

describe("a body that cannot be read", () => {
  test.each<[string, string, Record<string, string>, number, string]>([
    ["it is not JSON", '{"last_60_days": [NaN]}', {}, 400, "malformed-json"],
    ["it is empty", "", {}, 422, "invalid-request"],
    ["it is too large", JSON.stringify({ x: "y".repeat(200_000) }), {}, 413, "body-too-large"],
    ["it is plain text", "{}", { "content-type": "text/plain" }, 415, "unsupported-media-type"],
    ["its encoding is unknown", "{}", { "content-encoding": "zip" }, 415, "unsupported-media-type"],
  ])("when %s, then the problem says so", async (_name, text, headers, status, code) => {
    const answer = await post(server.url, text, headers);
    expect(answer.status).toBe(status);
    expect(answer.body.type).toBe(`/problems/${code}`);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|at .*:\d+/);
  });
});

describe("which model answers", () => {
  test("when the symbol has no model, then 404 lists those that have one", async () => {
    const { status, body } = await post(server.url, { symbol: "MSFT", last_60_days: rows });
    expect(status).toBe(404);
    expect(body).toMatchObject({ type: "/problems/unknown-symbol", symbols: ["AAPL"] });
    expect(body.detail).toBe('symbol is "MSFT": expected one of AAPL');
  });

  test("when the symbol would leave the folder, then it is refused as a symbol", async () => {
    const { status, body } = await post(server.url, { symbol: "../AAPL", last_60_days: rows });
    expect(status).toBe(422);
    expect(body.errors[0].path).toBe("symbol");
  });

  test("when two symbols have a model, then one has to be named, unless there is a default", async () => {
    const two = await modelsFolder();
    await addModel(two);
    await addModel(two, { symbol: "MSFT", window: 12 });
    const open = await serve(two);
    const { status, body } = await post(open.url, { last_60_days: rows });
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ path: "symbol", message: "is missing: expected one of AAPL, MSFT" }]);
    const named = await post(open.url, { symbol: "MSFT", last_60_days: windowRows(12) });
    expect(named.body.symbol).toBe("MSFT");
    const configured = await serve(two, { defaultSymbol: "AAPL" });
    expect((await post(configured.url, { last_60_days: rows })).body.symbol).toBe("AAPL");
  });

  test("when nothing was trained, then 503 says how to train", async () => {
    const { url } = await serve(await modelsFolder());
    const { status, body } = await post(url, { last_60_days: rows });
    expect(status).toBe(503);
    expect(body).toMatchObject({ type: "/problems/no-model" });
    expect(body.detail).toContain("pnpm train --symbol AAPL");
  });
});
