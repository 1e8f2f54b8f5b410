import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "@jest/globals";
import { createApiClient } from "@lstm-predict/api-client";
import type { RunningServer } from "../src/index.ts";
import { addModel, windowRows } from "./models.ts";
import { proxyUnder } from "./prefix-proxy.ts";
import { modelsFolder, serve } from "./service.ts";

const KEY = "a-key-of-the-tests";

let server: RunningServer;
beforeAll(async () => {
  const models = await modelsFolder();
  await addModel(models);
  const sha256 = createHash("sha256").update(KEY).digest("hex");
  server = await serve(models, { apiKeys: [{ name: "alice", sha256 }], marketSource: "sample" });
});

test("when the client has a key, then its requests are answered, at the root and under a prefix", async () => {
  const proxy = await proxyUnder("/stock", server.url);
  for (const url of [server.url, `${proxy}/stock/`]) {
    const api = createApiClient({ url, key: KEY });
    const { data } = await api.POST("/predict", { body: { last_60_days: windowRows() } });
    expect(data).toMatchObject({ symbol: "AAPL", naive: windowRows().at(-1)![3] });
  }
});

test("when the API refuses a request, then the error has the problem", async () => {
  const { url } = server;
  await expect(createApiClient({ url }).GET("/models")).rejects.toMatchObject({
    code: "unauthorized",
    status: 401,
    problem: { type: "/problems/unauthorized", instance: "/models" },
  });
  const api = createApiClient({ url, key: KEY });
  await expect(api.POST("/predict", { body: { last_60_days: [] } })).rejects.toMatchObject({
    code: "invalid-request",
    problem: { errors: [{ path: "last_60_days", message: "has 0 rows: the model of AAPL expects 60" }] },
  });
  const path = { symbol: "KO" };
  await expect(api.GET("/models/{symbol}", { params: { path } })).rejects.toMatchObject({
    code: "unknown-symbol",
    problem: { symbols: ["AAPL"] },
  });
});

test("when the program of docs/api.md runs, then it tells the forecasts, or the problem", async () => {
  const page = await readFile(new URL("../../../docs/api.md", import.meta.url), "utf8");
  const [, program] = /```ts\n(import [^`]*api-client.*?)```/s.exec(page)!;
  const run = async (env: Record<string, string>) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module-typescript", "--eval", program!],
      {
        cwd: fileURLToPath(new URL("..", import.meta.url)),
        env: { ...process.env, NODE_OPTIONS: "", API: server.url, ...env },
      },
    );
    return stdout;
  };
  expect(await run({ API_KEY: KEY })).toMatch(/^last close 188.589996\n2018-05-14 /);
  expect(await run({})).toMatch(/^unauthorized expected an API key/);
});
