import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RunningServer } from "../src/index.ts";
import { addModel, modelsFolder, post, serve } from "./service.ts";

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
      expect(asset).toMatch(/^\//);
      const answer = await fetch(server.url + asset);
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
    expect(Object.keys(paths).sort()).toEqual(["/health", "/models", "/predict", "/ready"]);
    expect(Object.keys(paths["/predict"].post.responses).sort()).toEqual([
      "200",
      "400",
      "404",
      "413",
      "415",
      "422",
      "503",
    ]);
    expect(components.schemas.PredictRequest.required).toEqual(["last_60_days"]);
    expect(components.schemas.Row.prefixItems).toHaveLength(6);
  });

  test("when its example is sent as it stands, then it is answered, whatever the model's window", async () => {
    const { paths } = await document();
    const { example } = paths["/predict"].post.requestBody.content["application/json"];
    expect(example.last_60_days).toHaveLength(20);
    const { status, body } = await post(server.url, example);
    expect(status).toBe(200);
    expect(body.prediction / body.naive).toBeCloseTo(1, 1);
  });
});
