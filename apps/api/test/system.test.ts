import { once } from "node:events";
import { appendFile, writeFile } from "node:fs/promises";
import { Agent, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { kernelName } from "fused-lstm/kernel";
import { type RunningServer, start } from "../src/index.ts";
import { addModel, windowRows } from "./models.ts";
import { configOf, modelsFolder, post, serve } from "./service.ts";

let server: RunningServer;
let version: string;

beforeAll(async () => {
  const models = await modelsFolder();
  version = (await addModel(models)).metadata.version;
  server = await serve(models);
});

const get = (path: string, url = server.url) => fetch(`${url}${path}`);
const json = async (path: string, url?: string) => (await get(path, url)).json();

test("when the service is asked about itself, then health, readiness and models are told", async () => {
  expect(await json("/health")).toEqual({ status: "ok", kernel: kernelName() });
  expect(await json("/ready")).toEqual({ status: "ready", champions: { AAPL: version } });
  expect((await json("/")).endpoints).toHaveProperty("POST /predict");
  const { defaultSymbol, models, broken } = await json("/models");
  expect([defaultSymbol, broken]).toEqual(["AAPL", []]);
  expect(models).toHaveLength(1);
  expect(models[0]).toMatchObject({ symbol: "AAPL", version, window: 60, data: { source: "csv" } });
  expect(models[0].test.naive.directionalAccuracy).toBeNull();
});

describe("what is not there", () => {
  test("when a path is unknown, then 404 is a problem", async () => {
    const response = await get("/nothing");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(await response.json()).toMatchObject({ type: "/problems/not-found", instance: "/nothing" });
  });

  test("when the method is wrong, then 405 says which are right", async () => {
    const response = await get("/predict");
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
    expect((await fetch(`${server.url}/health`, { method: "DELETE" })).status).toBe(405);
  });

  test("when a problem's type is looked up, then it is explained", async () => {
    expect(await json("/problems/no-model")).toMatchObject({ status: 503, title: "No model is served" });
    expect((await get("/problems/other")).status).toBe(404);
  });

  test("when nothing was trained, then the process is healthy but not ready", async () => {
    const { url } = await serve(await modelsFolder());
    expect((await get("/health", url)).status).toBe(200);
    const response = await get("/ready", url);
    expect(response.status).toBe(503);
    expect((await response.json()).detail).toContain("pnpm train --symbol AAPL");
  });
});

describe("a damaged model", () => {
  test("when a byte of the champion changed, then 503 names the file but not the machine's folder", async () => {
    const models = await modelsFolder();
    const { dir } = await addModel(models);
    await appendFile(join(dir, "weights.bin"), "x");
    const { url } = await serve(models);
    const answer = await post(url, { last_60_days: windowRows() });
    expect([answer.status, answer.body.type]).toEqual([503, "/problems/broken-model"]);
    expect(answer.body.detail).toContain("weights.bin");
    expect(answer.body.detail).not.toContain(models);
    expect((await json("/models", url)).broken[0].symbol).toBe("AAPL");
    expect((await get("/ready", url)).status).toBe(503);
  });

  test("when champion.json is damaged, then 503 says so", async () => {
    const models = await modelsFolder();
    await addModel(models);
    await writeFile(join(models, "AAPL", "champion.json"), "{");
    const { url } = await serve(models);
    const { status, body } = await post(url, { last_60_days: windowRows() });
    expect([status, body.type]).toEqual([503, "/problems/broken-model"]);
    expect(body.detail).not.toContain(models);
  });
});

describe("starting and stopping", () => {
  test("when the port is taken, then starting fails with the system's code", async () => {
    const port = Number(new URL(server.url).port);
    const modelsDir = await modelsFolder();
    await expect(start(configOf(modelsDir, { port }))).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("when it stops while a client is answered, then that answer closes the connection, and no other is taken", async () => {
    const modelsDir = await modelsFolder();
    await addModel(modelsDir);
    const { url, stop } = await start(configOf(modelsDir, { drainMs: 600_000, requestTimeoutMs: 600_000 }));
    const agent = new Agent({ keepAlive: true });
    const body = JSON.stringify({ last_60_days: windowRows() });
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sending = request(`${url}/predict`, { method: "POST", headers, agent });
    sending.write(body.slice(0, 100));
    while (!/^http_requests_in_flight 2$/m.test(await (await get("/metrics", url)).text()));
    const stopped = stop();
    sending.end(body.slice(100));
    const [response] = (await once(sending, "response")) as [IncomingMessage];
    expect([response.statusCode, response.headers.connection]).toEqual([200, "close"]);
    response.resume();
    await stopped;
    await expect(get("/health", url)).rejects.toThrow();
    agent.destroy();
  });

  test("when it stops, then the port is free again", async () => {
    const modelsDir = await modelsFolder();
    const first = await start(configOf(modelsDir));
    await get("/health", first.url);
    await first.stop();
    await expect(get("/health", first.url)).rejects.toThrow();
  });
});
