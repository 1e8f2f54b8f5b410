import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { readConfig } from "../src/index.ts";
import { addModel } from "./models.ts";
import { modelsFolder, serve } from "./service.ts";

const sha256 = "a".repeat(64);
let models: string;
beforeAll(async () => {
  models = await modelsFolder();
  await addModel(models);
});

/** The status of GET `path` with these headers, which fetch would not all send. */
async function statusOf(url: string, path: string, headers: Record<string, string>): Promise<number> {
  const sending = request(url + path, { headers }).end();
  const [response] = await once(sending, "response");
  response.resume();
  return response.statusCode;
}

describe("the host that a request is for", () => {
  test.each([
    ["localhost:8000", 200],
    ["LOCALHOST", 200],
    ["127.0.0.1", 200],
    ["[::1]:80", 200],
    ["evil.example", 421],
    ["127.0.0.1.evil.example:8000", 421],
    ["localhost.", 421],
  ])(
    "when the server is this machine's alone and the host is %s, then the answer is %i",
    async (host, status) => {
      const { url } = await serve(models);
      for (const path of ["/models", "/health", "/"]) {
        expect([path, await statusOf(url, path, { host })]).toEqual([path, status]);
      }
    },
  );

  test("when hosts are configured, or a proxy is trusted, then those count", async () => {
    expect(readConfig({ HOST: "0.0.0.0" }).allowedHosts).toEqual(["*"]);
    expect(readConfig({ TRUST_PROXY: "1" }).allowedHosts).toEqual(["*"]);
    const { allowedHosts } = readConfig({ ALLOWED_HOSTS: "api.example.com, [::1]", TRUST_PROXY: "1" });
    const { url } = await serve(models, { allowedHosts });
    expect(await statusOf(url, "/models", { host: "API.example.com:443" })).toBe(200);
    expect(await statusOf(url, "/models", { host: "localhost" })).toBe(421);
    expect(() => readConfig({ ALLOWED_HOSTS: "https://a.example" })).toThrow("host names without ports");
  });
});

test("when a client expects something, then only 100-continue is done", async () => {
  const { url } = await serve(models);
  expect(await statusOf(url, "/models", { expect: "tea" })).toBe(417);
  expect(await statusOf(url, "/models", { expect: "100-continue" })).toBe(200);
});

test("when a client sends CONNECT, then a problem says that the server is no proxy", async () => {
  const { url } = await serve(models);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write("CONNECT example.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1\.1 405 .*"type":"\/problems\/method-not-allowed"/s);
  await once(socket, "close");
});

test.each(["/METRICS", "/metrics/", "//metrics", "/%6Detrics/", "/Models", "/models/AAPL/", "/health/"])(
  "when a path is spelled %s, then it is another one, which is not there",
  async (path) => {
    const { url } = await serve(models);
    expect((await fetch(url + path)).status).toBe(404);
  },
);

test("when keys are guessed at /metrics, then the guesser runs out, and who has one does not", async () => {
  const { url } = await serve(models, { apiKeys: [{ name: "alice", sha256 }], rateLimit: 2 });
  const statuses = [];
  for (let k = 0; k < 4; k++) statuses.push(await statusOf(url, "/metrics", { "x-api-key": `guess ${k}` }));
  expect(statuses).toEqual([401, 401, 429, 429]);
  const open = await serve(models, { rateLimit: 2 });
  for (let k = 0; k < 4; k++) expect(await statusOf(open.url, "/metrics", {})).toBe(200);
});

test("when an answer is not for everybody, then no cache may keep it", async () => {
  const { url } = await serve(models, { apiKeys: [{ name: "alice", sha256 }] });
  for (const path of ["/models", "/forecast/AAPL", "/metrics", "/nothing"]) {
    expect((await fetch(url + path)).headers.get("cache-control")).toBe("no-store");
  }
});

test("when the OpenAPI document is asked for again, then 304 says that it is the same", async () => {
  const { url } = await serve(models);
  const first = await fetch(`${url}/openapi.json`);
  const etag = first.headers.get("etag")!;
  expect(await statusOf(url, "/openapi.json", { "if-none-match": etag })).toBe(304);
  expect(await statusOf(url, "/openapi.json", { "if-none-match": '"other"' })).toBe(200);
});

test("when the server is ending, then it is not ready, and still answers until the delay is over", async () => {
  const { url, stop } = await serve(models);
  const stopped = stop(500);
  const ready = await fetch(`${url}/ready`);
  expect([ready.status, (await ready.json()).type]).toEqual([503, "/problems/stopping"]);
  expect((await fetch(`${url}/health`)).headers.get("connection")).toBe("close");
  expect((await fetch(`${url}/models`)).status).toBe(200);
  await stopped;
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});
