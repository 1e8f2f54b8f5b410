import { beforeAll, describe, expect, test } from "@jest/globals";
import { addModel } from "./models.ts";
import { modelsFolder, serve } from "./service.ts";

const APP = "https://app.example.com";
const apiKeys = [{ name: "alice", sha256: "a".repeat(64) }];

let models: string;
beforeAll(async () => {
  models = await modelsFolder();
  await addModel(models);
});

const allowed = (response: Response) => response.headers.get("access-control-allow-origin");
const preflight = (url: string, origin: string) =>
  fetch(url, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    },
  });

test("when nothing is configured, then no page of another origin may read an answer", async () => {
  const { url } = await serve(models);
  const headers = { origin: APP };
  expect(allowed(await fetch(`${url}/models`, { headers }))).toBeNull();
  expect(allowed(await preflight(`${url}/predict`, APP))).toBeNull();
});

describe("CORS_ORIGINS", () => {
  test("when an origin is listed, then its preflight needs no key and names methods and headers", async () => {
    const { url } = await serve(models, {
      corsOrigins: [APP, "http://localhost:5173"],
      apiKeys,
      rateLimit: 1,
    });
    for (const path of [
      "/predict",
      "/predict/batch",
      "/forecast/AAPL",
      "/models",
      "/bars/AAPL",
      "/metrics",
    ]) {
      const response = await preflight(url + path, APP);
      expect([path, response.status, allowed(response)]).toEqual([path, 204, APP]);
      expect(response.headers.get("access-control-allow-methods")).toContain("POST");
      expect(response.headers.get("access-control-allow-headers")).toMatch(
        /Authorization.*Content-Type.*X-API-Key/,
      );
      expect(response.headers.get("vary")).toContain("Origin");
    }
  });

  test("when a path does not exist, then the page that may read answers learns that, and others do not", async () => {
    const { url } = await serve(models, { corsOrigins: [APP] });
    const asked = await preflight(`${url}/modells`, APP);
    expect([asked.status, allowed(asked)]).toEqual([204, APP]);
    const answer = await fetch(`${url}/modells`, { headers: { origin: APP } });
    expect([answer.status, allowed(answer)]).toEqual([404, APP]);
    const other = await preflight(`${url}/modells`, "https://evil.example");
    expect([other.status, allowed(other)]).toEqual([404, null]);
  });

  test("when an origin is listed, then its page may read answers, refusals included, and what the headers say", async () => {
    const { url } = await serve(models, { corsOrigins: [APP], apiKeys, rateLimit: 1 });
    for (const status of [401, 429]) {
      const response = await fetch(`${url}/models`, { headers: { origin: APP } });
      expect([response.status, allowed(response)]).toEqual([status, APP]);
      expect(response.headers.get("access-control-expose-headers")).toContain("Retry-After");
      expect(response.headers.has("access-control-allow-credentials")).toBe(false);
    }
  });

  test.each([
    "https://app.example.com.evil.example",
    "https://evil.example",
    "http://app.example.com",
    "null",
  ])("when %s is not listed, then it may read nothing, and caches tell it apart", async (origin) => {
    const { url } = await serve(models, { corsOrigins: [APP] });
    const response = await fetch(`${url}/models`, { headers: { origin } });
    expect([response.status, allowed(response)]).toEqual([200, null]);
    expect(response.headers.get("vary")).toContain("Origin");
    expect(allowed(await preflight(`${url}/predict`, origin))).toBeNull();
  });

  test("when it is *, then every page may read", async () => {
    const { url } = await serve(models, { corsOrigins: ["*"] });
    expect(allowed(await fetch(`${url}/models`, { headers: { origin: "null" } }))).toBe("*");
    expect(allowed(await preflight(`${url}/predict`, APP))).toBe("*");
  });
});
