import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RunningServer } from "../src/index.ts";
import { addModel } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

let server: RunningServer;

beforeAll(async () => {
  const models = await modelsFolder();
  await addModel(models, { window: 20 });
  server = await serve(models);
});

describe.each(["/docs", "/redoc"])("%s", (path) => {
  test("when the page is opened, then it and all it names come from this server, with no inline script", async () => {
    const response = await fetch(server.url + path);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
    const page = await response.text();
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/);
    const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
    expect(assets.length).toBeGreaterThan(1);
    for (const asset of assets) {
      // Relative, because a proxy may serve the page under a prefix.
      expect(asset).toMatch(/^\.\//);
      const answer = await fetch(new URL(asset, server.url + path));
      expect([asset, answer.status]).toEqual([asset, 200]);
      const expected = asset.endsWith(".js")
        ? "text/javascript"
        : asset.endsWith(".css")
          ? "text/css"
          : "image/png";
      expect(answer.headers.get("content-type")).toContain(expected);
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(50);
    }
  });
});

describe("the OpenAPI document", () => {
  const document = async () => (await fetch(`${server.url}/openapi.json`)).json();

  test("when it is read, then it is 3.1 and describes every endpoint from the validating schemas", async () => {
    const { openapi, paths, components } = await document();
    expect(openapi).toMatch(/^3\.1\./);
    expect(Object.keys(paths).sort()).toEqual([
      "/bars/{symbol}",
      "/forecast/{symbol}",
      "/health",
      "/metrics",
      "/models",
      "/models/{symbol}",
      "/models/{symbol}/forecasts",
      "/models/{symbol}/promotions",
      "/predict",
      "/predict/batch",
      "/ready",
      "/record",
      "/record/{symbol}",
    ]);
    const statuses = ["200", "400", "401", "404", "408", "413", "415", "422", "429", "503"];
    expect(Object.keys(paths["/predict"].post.responses).sort()).toEqual(statuses);
    expect(components.schemas.PredictRequest.required).toEqual(["last_60_days"]);
    expect(components.schemas.HealthResponse.properties.kernel).toMatchObject({
      type: "string",
      description: "Build of the LSTM kernel that computes the forecasts.",
      examples: ["avx512", "avx2", "neon", "relaxed", "wasm"],
    });
    expect(components.schemas.Row.prefixItems).toHaveLength(6);
  });

  test("when its examples are sent as they stand, then they are answered, whatever the model's window", async () => {
    const { paths } = await document();
    const exampleOf = (path: string) => paths[path].post.requestBody.content["application/json"].example;
    expect(exampleOf("/predict").last_60_days).toHaveLength(20);
    const { status, body } = await post(server.url, exampleOf("/predict"));
    expect(status).toBe(200);
    expect(body.prediction / body.naive).toBeCloseTo(1, 1);
    const batch = await post(server.url, exampleOf("/predict/batch"), {}, "/predict/batch");
    expect(batch.body.forecasts).toEqual([expect.objectContaining({ prediction: body.prediction })]);
    expect(paths["/models/{symbol}"].get.parameters[0]).toMatchObject({ name: "symbol", in: "path" });
  });
});
