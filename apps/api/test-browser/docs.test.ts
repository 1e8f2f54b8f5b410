import { beforeAll, expect, test } from "@jest/globals";
import type { RunningServer } from "../src/index.ts";
import { addModel } from "../test/models.ts";
import { modelsFolder, serve } from "../test/service.ts";
import { openPage, shoot } from "./browser.ts";

let server: RunningServer;
beforeAll(async () => {
  const models = await modelsFolder();
  await addModel(models);
  server = await serve(models);
});

test("when /docs is opened, then Swagger UI shows every operation, runs one, and asks nobody else", async () => {
  const { page, complaints, elsewhere } = await openPage(`${server.url}/docs`);
  await page.waitForSelector(".opblock");
  const paths = await page.locator(".opblock-summary-path").allInnerTexts();
  expect(paths.map((path) => path.replaceAll("\u200b", "")).sort()).toEqual([
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
  await shoot(page, "docs");
  await page.locator("#operations-forecast-predict .opblock-summary").click();
  await page.locator("#operations-forecast-predict button.execute").click();
  const live = page.locator("#operations-forecast-predict .live-responses-table");
  await live.waitFor();
  const answer = await live.textContent();
  expect(answer).toContain("200");
  expect(answer).toContain('"prediction"');
  await live.scrollIntoViewIfNeeded();
  await shoot(page, "docs-tried");
  expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
});

test.each(["light", "dark"] as const)(
  "when the browser prefers %s, then so do colours of Swagger UI",
  async (colorScheme) => {
    const { page } = await openPage(`${server.url}/docs`, { colorScheme });
    const title = page.locator(".info .title").first();
    await title.waitFor();
    const red = await title.evaluate((element) => Number(/\d+/.exec(getComputedStyle(element).color)![0]));
    expect(red > 127 ? "dark" : "light").toBe(colorScheme);
    await shoot(page, `docs-${colorScheme}`);
  },
);

test("when /redoc is opened, then ReDoc shows the operations, finds words, and asks nobody else", async () => {
  const { page, complaints, elsewhere } = await openPage(`${server.url}/redoc`);
  await page.getByRole("heading", { name: "lstm-predict" }).waitFor();
  await shoot(page, "redoc");
  await page.getByRole("link", { name: "/predict/batch" }).first().click();
  await page.getByText("Forecast the close after each of up to 256 windows").first().waitFor();
  await shoot(page, "redoc-operation");
  await page.keyboard.press("Control+k");
  await page.locator("input:focus").waitFor();
  await page.keyboard.type("model's card");
  await page.getByText("Show a model's card").first().waitFor();
  expect(elsewhere).toEqual([]);
  // ReDoc's logo would come from the server of its makers: the policy refuses it.
  expect(complaints.filter((text) => !text.includes("cdn.redoc.ly/redoc/logo"))).toEqual([]);
});

test("when a page is opened that is no documentation, then it may run nothing", async () => {
  const { headers } = await fetch(`${server.url}/models`);
  expect(headers.get("content-security-policy")).toBe(
    "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
  );
  const docs = await fetch(`${server.url}/docs`);
  expect(docs.headers.get("content-security-policy")).toContain("script-src 'self';");
  expect(docs.headers.get("x-content-type-options")).toBe("nosniff");
});
