import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Config } from "../src/index.ts";
import { addModel, windowRows } from "./models.ts";
import { proxyUnder } from "./prefix-proxy.ts";
import { modelsFolder, post, serve } from "./service.ts";

const BROWSER = { accept: "text/html" };
const PAGE = '<meta name="root" content="./" /><script type="module" src="./assets/index-Ab12.js"></script>';

let models: string;
let dashboardDir: string;
beforeAll(async () => {
  models = await modelsFolder();
  await addModel(models);
  dashboardDir = await modelsFolder();
  await mkdir(join(dashboardDir, "assets"));
  await writeFile(join(dashboardDir, "index.html"), PAGE);
  await writeFile(join(dashboardDir, "assets", "index-Ab12.js"), "1");
});

const begin = (over: Partial<Config> = {}) => serve(models, over, { dashboardDir });

/** The status of a page and of every file that it names, as a browser resolves their addresses. */
async function pageAndFiles(url: string): Promise<number[]> {
  const response = await fetch(url, { headers: BROWSER });
  const names = [...(await response.text()).matchAll(/(?:src|href|content)="(\.[^"]*|\/[^"]*)"/g)];
  expect(names.length).toBeGreaterThan(1);
  const files = names.map(([, name]) => fetch(new URL(name!, url), { headers: BROWSER }));
  return [response.status, ...(await Promise.all(files)).map(({ status }) => status)];
}

const PAGES = ["/", "/docs", "/docs/", "/redoc", "/redoc/"];

describe("a proxy that takes the prefix off and says nothing of it", () => {
  test.each(PAGES)("when %s is opened, then it and its files are found under the prefix", async (page) => {
    const { url } = await begin();
    const proxy = await proxyUnder("/stock", url);
    expect(new Set(await pageAndFiles(`${proxy}/stock${page}`))).toEqual(new Set([200]));
    expect(new Set(await pageAndFiles(url + page))).toEqual(new Set([200]));
  });

  test.each(["/stock/", "/stock//", "/stock/docs", "/stock/redoc/"])(
    "when it leaves a second slash and %s is opened, then it and its files are found",
    async (page) => {
      const { url } = await begin();
      // nginx: location /stock { proxy_pass http://127.0.0.1:8000/; }
      const proxy = await proxyUnder("/stock", url, { slash: true });
      expect(new Set(await pageAndFiles(proxy + page))).toEqual(new Set([200]));
    },
  );

  test("when the OpenAPI document is read, then its server is beside it", async () => {
    const { url } = await begin();
    const address = `${await proxyUnder("/a/b", url)}/a/b/openapi.json`;
    const { servers } = await (await fetch(address)).json();
    expect(servers).toEqual([{ url: ".", description: expect.stringContaining("relative") }]);
    const root = new URL(servers[0].url, address).href.replace(/\/$/, "");
    expect((await post(root, { last_60_days: windowRows() })).status).toBe(200);
  });
});

describe("a trusted proxy that names the prefix", () => {
  const behind = async (prefix: string, trustProxy: Config["trustProxy"] = "loopback") => {
    const { url } = await begin({ trustProxy });
    return proxyUnder("/stock", url, { headers: { "x-forwarded-prefix": prefix } });
  };

  test.each([...PAGES.map((page) => `/stock${page}`), "/stock"])(
    "when %s is opened, then it and its files are found",
    async (page) => {
      expect(new Set(await pageAndFiles((await behind("/stock")) + page))).toEqual(new Set([200]));
    },
  );

  test.each([
    ["/stock", "/stock"],
    ["/stock/", "/stock"],
    ["/eu-1/stock_v2/~me", "/eu-1/stock_v2/~me"],
    ["//evil.example", "."],
    ["https://evil.example", "."],
    ["/\\evil.example", "."],
    ['/"><script>', "."],
    ["/../admin", "."],
    ["/a, /b", "."],
    ["/", "."],
    ["stock", "."],
  ])("when it says %s, then the server of the OpenAPI document is %s", async (prefix, server) => {
    const response = await fetch(`${await behind(prefix)}/stock/openapi.json`);
    expect((await response.json()).servers[0].url).toBe(server);
    expect(response.headers.get("vary")).toContain("X-Forwarded-Prefix");
  });

  test("when it is not trusted, then what it says is ignored", async () => {
    const { servers } = await (await fetch(`${await behind("/evil", 0)}/stock/openapi.json`)).json();
    expect(servers[0].url).toBe(".");
  });
});

describe("BASE_PATH", () => {
  test.each([true, false])(
    "when it is set and the proxy takes it off (%s), then pages, files and forecasts are found",
    async (strip) => {
      const { url } = await begin({ basePath: "/stock" });
      const proxy = await proxyUnder("/stock", url, { strip });
      for (const page of [...PAGES, "", "?symbol=AAPL", "//docs"].map((path) => `/stock${path}`)) {
        expect([page, ...new Set(await pageAndFiles(proxy + page))]).toEqual([page, 200]);
      }
      const { servers } = await (await fetch(`${proxy}/stock/openapi.json`)).json();
      expect(servers).toEqual([{ url: "/stock" }]);
      expect((await post(`${proxy}/stock`, { last_60_days: windowRows() })).status).toBe(200);
    },
  );

  test("when a path only begins like it, then it is another path", async () => {
    const { url } = await begin({ basePath: "/health" });
    expect((await fetch(`${url}/healthy`)).status).toBe(404);
    expect((await fetch(`${url}/health/health`)).status).toBe(200);
    expect((await fetch(`${url}/health`)).headers.get("content-type")).toContain("application/json");
  });
});
