import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RunningServer } from "../src/index.ts";
import { ModelCard } from "../src/schemas/model-card.ts";
import { ModelsResponse } from "../src/schemas/models.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

const rows = windowRows();
let server: RunningServer;
let version: string;

beforeAll(async () => {
  const models = await modelsFolder();
  version = (await addModel(models)).metadata.version;
  server = await serve(models);
});

/** The samples of GET /metrics: the value by name and labels. */
async function samples(url = server.url, headers = {}): Promise<Map<string, number>> {
  const response = await fetch(`${url}/metrics`, { headers });
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ""), Number(line.split(" ").at(-1))]));
}

test("when forecasts are asked for, then the metrics count them by route, stage, symbol and error", async () => {
  const trainedAt = Date.parse("2026-11-24T04:05:06Z");
  const before = await samples();
  await post(server.url, { last_60_days: rows });
  await post(server.url, { windows: [rows, rows, rows] }, {}, "/predict/batch");
  await post(server.url, { last_60_days: [] });
  await fetch(`${server.url}/models/AAPL`);
  await fetch(`${server.url}/nothing/at/all`);
  const askedAt = Date.now();
  const after = await samples();
  const answeredAt = Date.now();
  const rise = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  const requests = (method: string, route: string, status: number) =>
    rise(`http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`);
  expect([requests("POST", "/predict", 200), requests("POST", "/predict", 422)]).toEqual([1, 1]);
  expect(requests("POST", "/predict/batch", 200)).toBe(1);
  expect(requests("GET", "/models/:symbol", 200)).toBe(1);
  expect(requests("GET", "unmatched", 404)).toBe(1);
  expect(rise('forecasts_total{symbol="AAPL"}')).toBe(4);
  expect(rise('api_errors_total{code="invalid-request"}')).toBe(1);
  for (const stage of ["read", "validate", "queue", "compute"]) {
    expect(rise(`forecast_stage_seconds_count{stage="${stage}"}`)).toBe(2);
  }
  expect(after.get("http_requests_in_flight")).toBe(1);
  const age = after.get(`model_age_seconds{symbol="AAPL",version="${version}"}`)!;
  expect(age).toBeGreaterThanOrEqual((askedAt - trainedAt) / 1000);
  expect(age).toBeLessThanOrEqual((answeredAt - trainedAt) / 1000);
  expect(after.get(`model_age_sessions{symbol="AAPL",version="${version}"}`)).toBeGreaterThan(600);
});

test("when a request is refused before its handler runs, then it is counted under its route", async () => {
  const models = await modelsFolder();
  await addModel(models);
  const sha256 = createHash("sha256").update("sesame").digest("hex");
  const apiKeys = [{ name: "alice", sha256 }];
  const { url } = await serve(models, { apiKeys, rateLimit: 8, corsOrigins: ["*"] });
  const paths = ["/models", "/models/AAPL", "/models/AAPL/forecasts", "/models/AAPL/promotions"];
  for (const path of [...paths, "/bars/AAPL", "/forecast/AAPL", "/nothing", "/metrics", "/models"]) {
    await fetch(url + path);
  }
  await fetch(`${url}/bars/AAPL`, { method: "OPTIONS" });
  await fetch(`${url}/metrics`, { method: "DELETE" });
  const counts = await samples(url, { "x-api-key": "sesame" });
  const counted = (method: string, route: string, status: number) =>
    counts.get(`http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`);
  const routes = ["/models", "/models/:symbol", "/models/:symbol/forecasts", "/models/:symbol/promotions"];
  for (const route of [...routes, "/bars/:symbol", "/forecast/:symbol", "/metrics", "unmatched"]) {
    expect([route, counted("GET", route, 401)]).toEqual([route, 1]);
  }
  expect(counted("GET", "/models", 429)).toBe(1);
  expect(counted("OPTIONS", "/bars/:symbol", 204)).toBe(1);
  expect(counted("DELETE", "/metrics", 429)).toBe(1);
});

describe("request ids", () => {
  test.each([
    ["a client's own", "trace-1.a_B", /^trace-1\.a_B$/],
    ["one that could forge a log line", "a b", /^[0-9a-f-]{36}$/],
    ["one that is too long", "x".repeat(65), /^[0-9a-f-]{36}$/],
  ])(
    "when %s is sent, then the answer and its problem have that, or a new one",
    async (_name, sent, expected) => {
      const response = await fetch(`${server.url}/nothing`, { headers: { "x-request-id": sent } });
      const id = response.headers.get("x-request-id");
      expect(id).toMatch(expected);
      expect((await response.json()).requestId).toBe(id);
    },
  );
});

test("when a forecast is answered, then Server-Timing says where its time went", async () => {
  const response = await fetch(`${server.url}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ last_60_days: rows }),
  });
  expect(response.headers.get("server-timing")).toMatch(
    /^read;dur=[\d.]+, validate;dur=[\d.]+, queue;dur=[\d.]+, compute;dur=[\d.]+$/,
  );
});

test("when a model's card is asked for, then it has data, scores beside naive and training, as documented", async () => {
  const card = ModelCard.parse(await (await fetch(`${server.url}/models/aapl`)).json());
  expect(card).toMatchObject({
    symbol: "AAPL",
    version,
    target: "return",
    window: 60,
    promotionReason: "test",
    data: { source: "csv", from: "2018-01-01", to: "2018-04-09", sha256: "0".repeat(64), notes: [] },
    scores: { test: { model: { mase: 1.01 }, naive: { mae: 1 } } },
    training: { seed: 1, epochs: 1, kernel: "avx512", config: { units: [6, 4] } },
  });
  ModelsResponse.parse(await (await fetch(`${server.url}/models`)).json());
});
