import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readConfig } from "../src/index.ts";
import { windowRows } from "./models.ts";
import { keptLog, modelsFolder, post, serve } from "./service.ts";

/** In every setting that may have a secret. */
const SECRET = "pl4nted";
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: `${SECRET}-key`,
  AWS_SESSION_TOKEN: `${SECRET}-session`,
  AWS_REGION: "us-east-1",
};
/** What S3 tells of the account behind the server. */
const REFUSAL =
  "User: arn:aws:sts::123456789012:assumed-role/task-role/abc is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::prod-bundles/champions/AAPL.json because no identity-based policy allows it";
const INTERNAL = /pl4nted|arn:aws|123456789012|task-role|identity-based|prod-bundles|AKIDEXAMPLE/;

let store: Server;
let endpoint: string;
const before = { ...process.env };

/** A store that lists one champion, and lets nobody read it. */
beforeAll(async () => {
  store = createServer((request, response) => {
    const isList = request.url!.includes("list-type");
    const key = new URL(request.url!, "http://s3").searchParams.get("prefix") === "models/champions/";
    const found = key ? "<Contents><Key>models/champions/AAPL.json</Key><ETag>1</ETag></Contents>" : "";
    const list = `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated>${found}</ListBucketResult>`;
    const denial = `<Error><Code>AllAccessDisabled</Code><Message>${REFUSAL}</Message></Error>`;
    response.writeHead(isList ? 200 : 403, { "content-type": "application/xml" }).end(isList ? list : denial);
  });
  await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
  endpoint = `http://me:${SECRET}@127.0.0.1:${(store.address() as AddressInfo).port}`;
  Object.assign(process.env, CREDENTIALS, { AWS_ENDPOINT_URL_S3: endpoint });
});
afterAll(() => {
  process.env = before;
  store.close();
});

const PATHS = [
  "/",
  "/health",
  "/ready",
  "/metrics",
  "/models",
  "/models/AAPL",
  "/models/AAPL/promotions",
  "/forecast/AAPL",
  "/bars/AAPL",
  "/openapi.json",
  "/nothing",
];

describe("a store that refuses, with words about account, role and policy", () => {
  test("when a stranger asks, then no answer has them, and the log has the reason without a secret", async () => {
    const { log, lines } = keptLog();
    const modelStore = "s3://prod-bundles/models";
    const { url } = await serve(await modelsFolder(), { modelStore, marketSource: "sample" }, { log });
    for (const path of PATHS) {
      const answer = await fetch(`${url}${path}`);
      const text = (await answer.text()) + JSON.stringify([...answer.headers]);
      expect([path, INTERNAL.exec(text)]).toEqual([path, null]);
    }
    const ready = await (await fetch(`${url}/ready`)).json();
    expect(ready.detail).toBe("no champion can be loaded (AAPL): the server's log says why");
    const predicted = await post(url, { last_60_days: windowRows() });
    expect([predicted.status, predicted.body.detail]).toEqual([
      503,
      "the champion of AAPL cannot be loaded: its store cannot be read; the server's log says why",
    ]);
    const reasons = lines.filter(({ level }) => level === "error");
    expect(JSON.stringify(reasons)).toContain("assumed-role/task-role");
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  }, 120_000);

  test("when the store itself cannot be listed, then no answer and no line of the log has a secret", async () => {
    const { log, lines } = keptLog();
    process.env.AWS_ENDPOINT_URL_S3 = `http://me:${SECRET}@127.0.0.1:1`;
    const { url } = await serve(await modelsFolder(), { modelStore: "s3://prod-bundles/models" }, { log });
    process.env.AWS_ENDPOINT_URL_S3 = endpoint;
    const texts = await Promise.all(PATHS.map(async (path) => (await fetch(`${url}${path}`)).text()));
    expect(texts.join("\n")).not.toMatch(INTERNAL);
    expect(lines.map(({ level }) => level)).toContain("error");
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  }, 120_000);
});

test.each([
  { MODEL_STORE: `s3://me:${SECRET}@bucket/models` },
  { MODEL_STORE: `me:${SECRET}@bucket` },
  { CORS_ORIGINS: `https://me:${SECRET}@app.example.com` },
  { BASE_PATH: `http://me:${SECRET}@host/stock` },
  { HOST: `http://me:${SECRET}@host` },
  { TRUST_PROXY: `http://me:${SECRET}@proxy` },
  { API_KEYS: `me:${SECRET}` },
  { DEFAULT_SYMBOL: `http://me:${SECRET}@host` },
])("when a setting with a secret is not legal, then the refusal has no secret: %j", (env) => {
  expect(() => readConfig(env)).toThrow(Object.keys(env)[0]!);
  expect(() => readConfig(env)).not.toThrow(SECRET);
});
