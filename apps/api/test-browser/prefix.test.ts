import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RunningServer } from "../src/index.ts";
import { addModel } from "../test/models.ts";
import { proxyUnder } from "../test/prefix-proxy.ts";
import { modelsFolder, serve } from "../test/service.ts";
import { openPage, shoot } from "./browser.ts";

const KEY = "a-key-of-the-tests";

let models: string;
let server: RunningServer;
beforeAll(async () => {
  models = await modelsFolder();
  await addModel(models);
  server = await serve(models, { marketSource: "sample", dataDir: await modelsFolder() });
});

/** What the console says besides the status of bars that are missing, and the logo that the policy refuses ReDoc. */
const worth = (complaints: string[]) =>
  complaints.filter((text) => !text.includes("503") && !text.includes("cdn.redoc.ly/redoc/logo"));

/** Adresses outside the prefix that were asked for. */
function outside(requests: string[], root: string): string[] {
  return requests.filter(
    (url) => url.startsWith("http") && !url.startsWith(root) && !url.includes("cdn.redoc.ly"),
  );
}

describe.each([
  ["takes it off", { strip: true }, {}],
  [
    "takes it off and names it",
    { strip: true, headers: { "x-forwarded-prefix": "/a/stock" } },
    { trustProxy: 1 },
  ],
  ["leaves it, and BASE_PATH is set", { strip: false }, { basePath: "/a/stock" }],
])("behind a prefix, when the proxy %s", (_name, proxied, settings) => {
  let root: string;
  beforeAll(async () => {
    const { url } = await serve(models, {
      ...settings,
      marketSource: "sample",
      dataDir: await modelsFolder(),
    });
    root = `${await proxyUnder("/a/stock", url, proxied)}/a/stock`;
  });

  test("then the dashboard loads, shows the model and keeps the address", async () => {
    const { page, complaints, requests } = await openPage(`${root}/`);
    await page.getByRole("status").filter({ hasText: "AAPL is shown" }).waitFor({ state: "attached" });
    expect(page.url()).toBe(`${root}/?symbol=AAPL`);
    expect(await page.locator("section").count()).toBe(11);
    expect([outside(requests, root), worth(complaints)]).toEqual([[], []]);
    await page.getByRole("link", { name: "API" }).click();
    await page.waitForSelector(".opblock");
    expect(page.url()).toBe(`${root}/docs`);
  });

  test.each(["/docs", "/docs/"])("then Swagger UI at %s sends its requests there", async (path) => {
    const { page, complaints, requests } = await openPage(root + path);
    await page.locator("#operations-forecast-predict .opblock-summary").click();
    await page.locator("#operations-forecast-predict button.execute").click();
    const live = page.locator("#operations-forecast-predict .live-responses-table");
    await live.waitFor();
    expect(await live.textContent()).toContain('"prediction"');
    expect(requests).toContain(`${root}/predict`);
    expect([outside(requests, root), worth(complaints)]).toEqual([[], []]);
  });

  test.each(["/redoc", "/redoc/"])("then ReDoc at %s shows addresses there", async (path) => {
    const { page, complaints, requests } = await openPage(root + path);
    await page.getByRole("link", { name: "/predict/batch" }).first().click();
    await page.getByText(`${root}/predict/batch`).first().waitFor({ state: "attached" });
    expect([outside(requests, root), worth(complaints)]).toEqual([[], []]);
    await shoot(page, "redoc-prefix");
  });
});

test("when two servers share an origin, then a key that one was given is not sent to the other", async () => {
  const apiKeys = [{ name: "tests", sha256: createHash("sha256").update(KEY).digest("hex") }];
  const { url } = await serve(models, { apiKeys, marketSource: "sample", dataDir: await modelsFolder() });
  const root = await proxyUnder("/a", url);
  const { page } = await openPage(`${root}/a/`);
  await page.getByLabel("API key").fill(KEY);
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "AAPL is shown" }).waitFor({ state: "attached" });
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual(["lstm-predict-api-key:/a/"]);
});

test("when CORS_ORIGINS has the origin of a page, then its script gets a forecast with a key; others get none", async () => {
  const apiKeys = [{ name: "tests", sha256: createHash("sha256").update(KEY).digest("hex") }];
  const app = await proxyUnder("/api", server.url);
  const { page } = await openPage(`${app}/another-program`);
  const statusOf = (api: string) =>
    page.evaluate(
      ([address, key]) =>
        fetch(`${address}/models`, { headers: { authorization: `Bearer ${key}` } }).then(
          async (response) => `${response.status} ${(await response.json()).models[0].symbol}`,
          () => "refused",
        ),
      [api, KEY] as const,
    );
  const open = await serve(models, { apiKeys, corsOrigins: [app] });
  const closed = await serve(models, { apiKeys });
  expect([await statusOf(open.url), await statusOf(closed.url)]).toEqual(["200 AAPL", "refused"]);
});
