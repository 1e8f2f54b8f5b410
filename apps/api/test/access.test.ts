import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { networkOf } from "../src/middleware/authenticate.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

const rows = windowRows();
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const KEYS = { alice: "alices-long-secret", bob: "bobs-long-secret" };
const apiKeys = Object.entries(KEYS).map(([name, key]) => ({ name, sha256: sha256(key) }));

let models: string;
beforeAll(async () => {
  models = await modelsFolder();
  await addModel(models);
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const OPEN = ["/health", "/ready", "/openapi.json", "/docs", "/redoc", "/problems/no-model", "/"];
const GUARDED = ["/models", "/models/AAPL", "/models/AAPL/forecasts", "/models/AAPL/promotions", "/metrics"];

describe("API keys", () => {
  test.each<[string, Record<string, string>, number]>([
    ["there is none", {}, 401],
    ["it is wrong", bearer("guess"), 401],
    ["it is empty", { authorization: "Bearer " }, 401],
    ["its hash is sent in its place", bearer(sha256(KEYS.alice)), 401],
    ["it comes by another scheme", { authorization: `Basic ${KEYS.alice}` }, 401],
    ["it is a bearer token", bearer(KEYS.alice), 200],
    ["it is X-API-Key", { "x-api-key": KEYS.bob }, 200],
  ])(
    "when %s, then what is guarded answers %j with %i and what is open 200",
    async (_name, headers, status) => {
      const { url } = await serve(models, { apiKeys });
      for (const path of GUARDED) {
        expect([path, (await fetch(url + path, { headers })).status]).toEqual([path, status]);
      }
      for (const path of OPEN)
        expect([path, (await fetch(url + path, { headers })).status]).toEqual([path, 200]);
      const answer = await post(url, { last_60_days: rows }, headers);
      expect(answer.status).toBe(status);
      if (status === 401) expect(answer.body.type).toBe("/problems/unauthorized");
    },
  );

  test("when a key is missing, then the answer says how to send one", async () => {
    const { url } = await serve(models, { apiKeys });
    const response = await fetch(`${url}/models`);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="lstm-predict"');
  });

  test("when no keys are configured, then nobody needs one", async () => {
    const { url } = await serve(models);
    expect((await fetch(`${url}/models`)).status).toBe(200);
  });
});

describe("the rate limit", () => {
  const statuses = async (count: number, ask: () => Promise<{ status: number }>) => {
    const all: number[] = [];
    for (let k = 0; k < count; k++) all.push((await ask()).status);
    return all;
  };

  test("when one client has used its forecasts up, then it gets 429 with the time to wait, and others do not", async () => {
    const { url } = await serve(models, { apiKeys, rateLimit: 3 });
    const as = (key: string) => () => post(url, { last_60_days: rows }, bearer(key));
    expect(await statuses(5, as(KEYS.alice))).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses(1, as(KEYS.bob))).toEqual([200]);
    const response = await fetch(`${url}/models`, { headers: bearer(KEYS.alice) });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(response.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect(response.headers.get("ratelimit")).toMatch(/^"minute";r=0;t=\d+$/);
    expect(response.headers.get("ratelimit-policy")).toBe('"minute";q=3;w=60');
  });

  test("when a batch is sent, then each of its windows counts", async () => {
    const { url } = await serve(models, { rateLimit: 5 });
    const batch = (count: number) => post(url, { windows: Array(count).fill(rows) }, {}, "/predict/batch");
    expect((await batch(4)).status).toBe(200);
    expect((await batch(2)).status).toBe(429);
  });

  test("when keys are guessed, then the guesser's address runs out, and the health of the service stays open", async () => {
    const { url } = await serve(models, { apiKeys, rateLimit: 2 });
    let guess = 0;
    const guesser = () => post(url, { last_60_days: rows }, bearer(`guess ${guess++}`));
    expect(await statuses(4, guesser)).toEqual([401, 401, 429, 429]);
    expect((await post(url, { last_60_days: rows }, bearer(KEYS.alice))).status).toBe(200);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test("when a proxy is trusted, then its clients are told apart; when none is, then they cannot lie about it", async () => {
    const from = (url: string, address: string) => () =>
      post(url, { last_60_days: rows }, { "x-forwarded-for": address });
    const behind = await serve(models, { rateLimit: 1, trustProxy: "loopback" });
    expect(await statuses(2, from(behind.url, "203.0.113.1"))).toEqual([200, 429]);
    expect(await statuses(1, from(behind.url, "203.0.113.2"))).toEqual([200]);
    const direct = await serve(models, { rateLimit: 1 });
    expect(await statuses(1, from(direct.url, "203.0.113.1"))).toEqual([200]);
    expect(await statuses(1, from(direct.url, "203.0.113.2"))).toEqual([429]);
  });
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("when the address is %s, then its client is %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
