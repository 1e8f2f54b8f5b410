import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RecordOverview, SymbolRecord } from "@lstm-predict/api-client";
import { forecastWithoutModel } from "@lstm-predict/forecaster";
import { loadBars } from "@lstm-predict/market-data";
import {
  type IssuedForecast,
  issueForecast,
  recordForecasts,
  Store,
  settleForecasts,
} from "@lstm-predict/track-record";
import type { Page } from "playwright-core";
import { sampleMarket, startStandIn } from "yahoo-stand-in";
import type { RunningServer } from "../src/index.ts";
import { addModel } from "../test/models.ts";
import { modelsFolder, serve } from "../test/service.ts";
import { openPage, shoot } from "./browser.ts";

const NOW = () => new Date("2018-05-11T21:00:00Z");
const SYMBOLS = ["AAPL", "KO", "MSFT"];
/** Days on record of each symbol. */
const DAYS = { AAPL: 70, KO: 25, MSFT: 5 };

/** The same forecast over five sessions: its intervals miss more. */
const overFive = (forecast: IssuedForecast) => ({ ...forecast, horizon: 5, targetDate: "2018-12-31" });

let server: RunningServer;
beforeAll(async () => {
  const models = await modelsFolder();
  const dataDir = await modelsFolder();
  const yahoo = await startStandIn({ markets: SYMBOLS.map((symbol) => sampleMarket({ symbol })), now: NOW });
  for (const symbol of SYMBOLS) await addModel(models, { symbol, intervals: true });
  await using store = new Store({ dataDir });
  for (const [symbol, days] of Object.entries(DAYS)) {
    const series = await loadBars({ symbol, dataDir, source: "yahoo", fetch: yahoo.fetch, now: NOW });
    const { bars } = series;
    const issued = Array.from({ length: days }, (_, index) => {
      const part = { ...series, bars: bars.slice(0, bars.length - days + index) };
      const asOf = part.bars.at(-1)!.date;
      const model = { version: "20180101T000000Z-aaaaaaaa", weightsSha256: "a".repeat(64) };
      return issueForecast(
        { ...forecastWithoutModel(part), model },
        { role: "champion", series: part, issuedAt: new Date(`${asOf}T21:00:00Z`) },
      );
    });
    await recordForecasts(store, issued);
    if (symbol === "AAPL") await recordForecasts(store, issued.map(overFive));
    await settleForecasts(store, series, NOW());
  }
  server = await serve(models, { dataDir }, { fetch: yahoo.fetch, now: NOW });
  for (const symbol of SYMBOLS) await fetch(`${server.url}/bars/${symbol}`);
  await yahoo[Symbol.asyncDispose]();
});

const ask = async <T>(path: string): Promise<T> => (await fetch(server.url + path)).json() as Promise<T>;
const status = (page: Page, text: string | RegExp) =>
  page.getByRole("status").filter({ hasText: text }).first().waitFor({ state: "attached" });
const names = (page: Page) => page.locator(".overview tbody th").allInnerTexts();

describe("the overview", () => {
  test("when it is opened without a symbol, then every row says what the API says, and nobody else is asked", async () => {
    const { page, complaints, elsewhere } = await openPage(`${server.url}/`);
    await status(page, "All symbols are shown.");
    expect(new URL(page.url()).search).toBe("?all");
    expect(await names(page)).toEqual(SYMBOLS);
    const { rows, pooled, fleet } = await ask<RecordOverview>("/record");
    const head = page.locator("section#overview");
    await head.getByText(`All ${pooled.symbols} symbols with enough days together`).waitFor();
    await head.getByText(`no alarm, since ${fleet.since}. It sees`).waitFor();
    await head.getByText("Beside other forecasters, and by level").click();
    const beside = page.getByRole("table", { name: /^Ratios of the live scores/ });
    expect(await beside.getByRole("row", { name: /^naive/ }).textContent()).toContain(
      pooled.mase!.toFixed(3),
    );
    const cells = await page.locator(".overview tbody tr").first().locator("td").allInnerTexts();
    const { coverage, mase, last } = rows[0]!;
    expect(cells.join(" ")).toContain(`${(100 * coverage.share!).toFixed(1)} %`);
    expect(cells.join(" ")).toContain(mase!.toFixed(3));
    expect(cells.join(" ")).toContain(last!.held ? "held" : "missed");
    expect(await page.getByRole("row", { name: /MSFT/ }).textContent()).toContain("5 d: too few");
    const { missed } = rows[0]!.recent;
    expect(await page.locator(".spark").first().locator("circle").count()).toBe(missed.length);
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
    await shoot(page, "overview");
  });

  test("when one types, sorts by keyboard and compares two, then rows follow, and Back returns", async () => {
    const { page } = await openPage(`${server.url}/?all`);
    await status(page, "All symbols are shown.");
    await page.getByLabel("Search").fill("k");
    await page.getByText("1 of 3 symbols").waitFor();
    expect(await names(page)).toEqual(["KO"]);
    await page.getByLabel("Search").fill("");
    const head = page.getByRole("columnheader", { name: "Held" });
    await head.getByRole("button").focus();
    await page.keyboard.press("Enter");
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    const { rows } = await ask<RecordOverview>("/record?sort=coverage");
    expect((await names(page)).slice(0, 2)).toEqual(
      rows.map(({ symbol }) => symbol).filter((symbol) => symbol !== "MSFT"),
    );
    const compare = page.getByRole("button", { name: "Compare two" });
    expect(await compare.isDisabled()).toBe(true);
    for (const symbol of ["AAPL", "KO"]) await page.getByLabel(`compare ${symbol}`).check();
    await compare.click();
    await status(page, "AAPL and KO are shown.");
    expect(await page.getByRole("table", { name: "Side by side" }).textContent()).toContain(
      "next 90 % range",
    );
    await shoot(page, "comparison");
    await page.goBack();
    await status(page, "All symbols are shown.");
    await page.getByRole("link", { name: "MSFT" }).click();
    await status(page, "MSFT is shown.");
    await page.goBack();
    await status(page, "All symbols are shown.");
    await page.locator("select#symbol").selectOption("MSFT");
    await status(page, "MSFT is shown.");
  });

  test("when a name has twenty letters, then it is cut, and no column leaves the table", async () => {
    const { page } = await openPage(`${server.url}/?all`, { viewport: { width: 1366, height: 768 } });
    await status(page, "All symbols are shown.");
    const link = page.getByRole("link", { name: "MSFT" });
    const { width } = (await link.boundingBox())!;
    const isCut = await link.evaluate((element) => {
      element.textContent = "W".repeat(20);
      return element.scrollWidth > element.clientWidth;
    });
    expect([isCut, await link.count()]).toEqual([true, 0]);
    expect(width).toBeLessThanOrEqual(144); // 9rem
    expect(
      await page
        .locator(".scroll.overview")
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    ).toBe(0);
  });

  test("when it is downloaded, then the file is the rows as CSV", async () => {
    const { page } = await openPage(`${server.url}/?all`);
    await status(page, "All symbols are shown.");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("record.csv");
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
    expect(lines.map((line) => line.split(",")[0])).toEqual(["symbol", ...SYMBOLS]);
  });

  test.each([390, 320])("when the screen is %i wide, then nothing is wider than it", async (width) => {
    const { page } = await openPage(`${server.url}/?all`, { viewport: { width, height: 844 } });
    await status(page, "All symbols are shown.");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await shoot(page, `overview-${width}`);
  });
});

describe("a symbol", () => {
  test("when it is opened on a laptop, then range, candles and how often it was right stand on the first screen", async () => {
    const { page } = await openPage(`${server.url}/?symbol=AAPL`, { viewport: { width: 1366, height: 768 } });
    await status(page, "AAPL is shown.");
    const { scores, days } = await ask<SymbolRecord>("/record/AAPL");
    const { right, trials } = scores.coverage["90"]!;
    const record = page.locator("section#record");
    await record.getByText(`${right} of ${trials} days closed inside the 90 % interval as issued`).waitFor();
    const bottoms = await Promise.all(
      ["#forecast .tile.range", "#candles canvas >> nth=0", "#record canvas >> nth=0"].map(async (place) => {
        const { y, height } = (await page.locator(place).boundingBox())!;
        return y + height;
      }),
    );
    expect(Math.max(...bottoms)).toBeLessThan(768);
    const missed = days
      .slice(-61)
      .filter(
        ({ actual, intervals: { 90: range } }) =>
          actual !== null && (actual < range![0] || actual > range![1]),
      )
      .map(({ date }) => date);
    const sentence = await record.locator("p.quiet").textContent();
    for (const date of missed.slice(1)) expect(sentence).toContain(date);
    await page.getByText("Every forecast as a table").click();
    const table = page.getByRole("table", { name: "Forecasts as issued, newest first" });
    await table.waitFor();
    expect(await table.locator("tbody tr").count()).toBe(days.length);
    await shoot(page, "first-screen");
  });

  test("when it has several horizons on record, then one is chosen by keyboard, and no other symbol has a choice", async () => {
    const { page, complaints } = await openPage(`${server.url}/?symbol=AAPL`);
    await status(page, "AAPL is shown.");
    const record = page.locator("section#record");
    const choose = record.getByRole("group", { name: "Ahead" });
    expect(await choose.getByRole("radio", { checked: true }).getAttribute("value")).toBe("1");
    await choose.getByLabel("1 session").focus();
    await page.keyboard.press("ArrowRight");
    const { scores, days } = await ask<SymbolRecord>("/record/AAPL?horizon=5");
    const { right, trials } = scores.coverage["90"]!;
    expect(trials).toBe(66); // the last four of 70 days are open
    await record.getByText(`${right} of ${trials} forecasts over 5 sessions closed inside`).waitFor();
    await record.locator("canvas").waitFor(); // drawn a moment after the sentence
    await shoot(page, "five-sessions");
    const history = page.locator("section#history");
    await history.getByText("5 sessions", { exact: true }).click();
    await history.getByText("the monitor takes one in 5").waitFor();
    await history.getByText("Every forecast as a table").click();
    const table = page.getByRole("table", { name: "Forecasts as issued, newest first" });
    await table.waitFor();
    expect(await table.locator("tbody tr").count()).toBe(days.length);
    await record.getByText("1 session", { exact: true }).click();
    await record.getByText("days closed inside the 90 % interval as issued").waitFor();
    expect(complaints).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    // As before the page itself put other horizons on record.
    await page.route("**/record/MSFT*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), horizons: [1] } });
    });
    await page.locator("select#symbol").selectOption("MSFT");
    await status(page, "MSFT is shown");
    expect(await page.getByRole("group", { name: "Ahead" }).count()).toBe(0);
  });

  test("when it has five days on record, then they are said to be too few to tell", async () => {
    const { page } = await openPage(`${server.url}/?symbol=MSFT`);
    await status(page, "MSFT is shown.");
    await page.locator("section#record").getByText("too few days to tell").waitFor();
  });
});
